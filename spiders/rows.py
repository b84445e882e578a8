"""Named values of any format as payloads: the record as the source has it, and what makes it the same next time.

What its names mean says the mapper (`normalise/mappers/named_record.py`); here they are asked for title, key and
address alone.
"""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import JsonValue

from records.flattened import flat
from records.meanings import Meanings, is_personal
from spiders.connectors.base import Found
from spiders.markup.urls import absolute, durable


class Names(NamedTuple):
    """The names of a list's records, and what they mean."""

    names: tuple[str, ...]
    read: Meanings


def found_of(record: Mapping[str, JsonValue], names: Names, base: str, link: str = "") -> Found | None:
    """The advert of one record; None where it has no title.

    `link`: the address that its title leads to, where the format has one beside the text.
    """
    said = names.read.values(flat(record))
    if not said.get("title"):
        return None
    address = absolute(base, str(said.get("url") or "")) or (absolute(base, link) if link else None)
    key = str(said.get("key") or said.get("reference") or "").strip()[:512]
    data = _without_people(record, frozenset(name.partition(".")[0] for name in names.read.drafts))
    return Found(data=data, key=key, url=durable(address) if address else None, names=names.names)


def _without_people(record: Mapping[str, JsonValue], wanted: frozenset[str]) -> dict[str, JsonValue]:
    """The record without names, addresses and numbers of staff: these must not reach the archive of payloads."""
    return {name: _no_people(value) for name, value in record.items() if name in wanted or not is_personal(name)}


def _no_people(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return _without_people(value, frozenset())
    return [_no_people(item) for item in value] if isinstance(value, list) else value
