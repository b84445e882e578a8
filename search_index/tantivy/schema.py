"""The embedded engine's schema, made from the same tables as the mapping, and documents in its form."""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tantivy import DocAddress, Document, Query, Schema, SchemaBuilder, Searcher

from search_index.evaluate import values
from search_index.fields import ANALYZER, LOCATION, Exact, searched
from search_index.filters import EXACT
from search_index.geo import encode_point
from search_index.mapping import KEYWORD

# An id is 26 of [0-9a-z], which is a number in base 36; cut so that each part fits 64 bits, the parts
# order as the ids do and are fast to sort by and to compare.
ID_PARTS = (("id0", 0, 12), ("id1", 12, 24), ("id2", 24, 26))
GEO_SLOTS = tuple(f"geo{slot}" for slot in range(4))
META_ID = "_meta"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def field_name(path: str) -> str:
    """A path of the document as a field of the schema, where a dot would mean a JSON path."""
    return path.replace(".", "__")


@cache
def schema() -> Schema:
    """The one schema."""
    builder = SchemaBuilder()
    for path in searched():
        builder.add_text_field(field_name(path), tokenizer_name=ANALYZER, index_option="position")
    for path, kind in EXACT.items():
        if kind is Exact.KEYWORD:
            builder.add_text_field(field_name(path), fast=True, tokenizer_name="raw", index_option="basic")
        else:
            builder.add_integer_field(field_name(path), indexed=True, fast=True)
    for name, _, _ in ID_PARTS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_text_field("point", tokenizer_name="raw", index_option="basic")
    for name in GEO_SLOTS:
        builder.add_unsigned_field(name, fast=True)
    builder.add_unsigned_field("points", fast=True)
    builder.add_unsigned_field("version", fast=True)
    builder.add_unsigned_field("live", indexed=True)
    builder.add_bytes_field("source", stored=True)
    return builder.build()


def stored_fields(folder: Path) -> frozenset[str]:
    """The fields an index in this folder was made with: those of `schema` when it was made."""
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    return frozenset(field["name"] for field in meta["schema"])


def to_tantivy(opportunity_id: str, version: int, source: bytes) -> Document:
    """The document in tantivy's form. ValueError or OverflowError where a value does not fit its field."""
    made = json.loads(source)
    document = Document()
    for path in searched():
        for text in values(made, path):
            document.add_text(field_name(path), text)
    for path, kind in EXACT.items():
        _add_exact(document, path, kind, made)
    for (name, _, _), part in zip(ID_PARTS, id_numbers(opportunity_id), strict=True):
        document.add_unsigned(name, part)
    _add_points(document, [encode_point(point["lat"], point["lon"]) for point in values(made, LOCATION)])
    document.add_unsigned("version", version)
    document.add_unsigned("live", 1)
    document.add_bytes("source", source)
    return document


def meta_document(meta: dict[str, Any]) -> Document:
    """The one document that is no opportunity: how far the index is published. No query matches it."""
    document = Document()
    document.add_text("id", META_ID)
    document.add_bytes("source", json.dumps(meta).encode())
    return document


def count(searcher: Searcher, query: Query) -> int:
    """How many documents match."""
    # The attribute is there; the library's types do not know it.
    return int(searcher.search(query, 1, count=True).count)  # type: ignore[attr-defined]


def column(searcher: Searcher, name: str, addresses: list[DocAddress]) -> list[int]:
    """The values of an integer field that every document has."""
    values: list[Any] = searcher.fast_field_values(name, addresses)
    return values


def id_numbers(opportunity_id: str) -> list[int]:
    """The parts of an id as numbers."""
    return [int(opportunity_id[start:end], 36) for _, start, end in ID_PARTS]


def id_text(numbers: tuple[int, ...]) -> str:
    """The id of its parts."""
    return "".join(_base36(number, end - start) for number, (_, start, end) in zip(numbers, ID_PARTS, strict=True))


def date_ms(text: str) -> int:
    """A JSON date or datetime in epoch milliseconds, as Elasticsearch reads it."""
    moment = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    elapsed = moment - _EPOCH
    return (elapsed.days * 86_400 + elapsed.seconds) * 1000 + elapsed.microseconds // 1000


def _base36(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def _add_exact(document: Document, path: str, kind: Exact, made: dict[str, Any]) -> None:
    # Each value once: an aggregation counts values here, where Elasticsearch counts documents.
    found = dict.fromkeys(values(made, path.removesuffix(".raw")))
    for value in found:
        if kind is Exact.KEYWORD:
            if len(value) <= KEYWORD["ignore_above"]:
                document.add_text(field_name(path), value)
        else:
            number = date_ms(value) if kind is Exact.DATE else value
            if not -(2**63) <= number < 2**63:
                raise ValueError(f"{path}: {number} is out of range for a long")
            document.add_integer(field_name(path), number)


def _add_points(document: Document, encoded: list[int]) -> None:
    unique = list(dict.fromkeys(encoded))
    document.add_unsigned("points", len(unique))
    for point in unique:
        document.add_text("point", f"{point:016x}")
    for name, point in zip(GEO_SLOTS, unique, strict=False):
        document.add_unsigned(name, point)
