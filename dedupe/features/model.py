"""Features: all that a decision about two adverts may look at, and how it is stored.

Stored beside the listing's blocking keys, so that an old listing is compared without reading it again.
Raise VERSION when the meaning of any part changes: older sketches are then read anew from the listings.
"""

import json
import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np

from dedupe.features.pay import PayKey
from dedupe.features.place import PlaceKey
from dedupe.features.slots import Slots
from dedupe.features.text import Text
from dedupe.features.title import Title
from records.vocabulary import Kind

VERSION = 6
_HEAD = struct.Struct("<BIII")
FOREVER = float("inf")


@dataclass(slots=True, frozen=True)
class Schedule:
    """When a course runs or an event is: `starts` as ISO dates, `clock` as minutes of the day (UTC) or None."""

    starts: tuple[str, ...] = ()
    clock: int | None = None
    venue: str = ""
    provider_id: str = ""


@dataclass(slots=True, frozen=True)
class Life:
    """When a listing was on offer, seconds since 1970: `end` is FOREVER while it is open."""

    start: float
    end: float = FOREVER


@dataclass(slots=True, frozen=True)
class Features:
    """One advert, as far as deciding goes.

    `joined`: its sorted core title, made once for rapidfuzz. `called`: the employer's name in
    its own order, `employer` its key. `own_words`: words of its places and its employer, which boards write
    into titles.
    """

    id: str
    source: str
    kind: Kind
    title: Title
    joined: str
    employer: str
    called: str
    own_words: frozenset[str]
    places: tuple[PlaceKey, ...]
    remote: bool
    pay: PayKey | None
    slots: Slots
    stated: Slots
    weekly: tuple[float, float] | None
    text: Text
    identities: tuple[str, ...]
    schedule: Schedule
    posted: float | None
    life: Life = field(default_factory=lambda: Life(0.0))

    @property
    def order(self) -> tuple[float, str]:
        """Who came first: (first seen, id)."""
        return (self.life.start, self.id)


def encode(features: Features) -> bytes:
    """Features as bytes: a JSON head, then the two arrays of hashes."""
    text = features.text
    head = json.dumps(
        [
            features.id,
            features.source,
            features.kind.value,
            [features.title.core, features.title.levels, features.title.slots, features.title.hours],
            features.joined,
            features.employer,
            features.called,
            sorted(features.own_words),
            [
                [
                    p.names,
                    sorted(p.within),
                    p.town,
                    p.wide,
                    p.postcode,
                    p.site,
                    p.lat,
                    p.lon,
                    p.from_code,
                    p.country,
                    p.state,
                ]
                for p in features.places
            ],
            features.remote,
            features.pay,
            features.slots,
            features.stated,
            features.weekly,
            [text.size, text.halvings, text.lowest, text.head],
            features.identities,
            [features.schedule.starts, features.schedule.clock, features.schedule.venue, features.schedule.provider_id],
            features.posted,
            features.life.start,
            None if features.life.end == FOREVER else features.life.end,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8", "surrogatepass")
    sizes = _HEAD.pack(VERSION, len(head), len(text.shingles), len(text.words))
    return b"".join((sizes, head, text.shingles.astype("<u4").tobytes(), text.words.astype("<u4").tobytes()))


class StaleSketchError(Exception):
    """A stored sketch was written by another version of this code: the listings must be read anew."""


def decode(sketch: bytes) -> Features:
    """What `encode` stored. StaleSketchError for another version's sketch."""
    version, head_size, shingles, words = _HEAD.unpack_from(sketch)
    if version != VERSION:
        raise StaleSketchError(f"sketch of version {version}, this code reads {VERSION}")
    start = _HEAD.size + head_size
    (
        listing_id,
        source,
        kind,
        title,
        joined,
        employer,
        called,
        own_words,
        places,
        remote,
        pay,
        slots,
        stated,
        weekly,
        text,
        identities,
        schedule,
        posted,
        life_start,
        life_end,
    ) = json.loads(sketch[_HEAD.size : start].decode("utf-8", "surrogatepass"))
    return Features(
        id=listing_id,
        source=source,
        kind=Kind(kind),
        title=Title(tuple(title[0]), tuple(title[1]), _slots(title[2]), title[3]),
        joined=joined,
        employer=employer,
        called=called,
        own_words=frozenset(own_words),
        places=tuple(_place(tuple(p[0]), tuple(p[1]), *p[2:]) for p in places),
        remote=remote,
        pay=PayKey(*pay) if pay else None,
        slots=_slots(slots),
        stated=_slots(stated),
        weekly=tuple(weekly) if weekly else None,
        text=Text(
            text[0],
            text[1],
            np.frombuffer(sketch, "<u4", shingles, start).astype(np.uint32, copy=False),
            np.frombuffer(sketch, "<u4", words, start + 4 * shingles).astype(np.uint32, copy=False),
            tuple(text[2]),
            tuple(text[3]),
        ),
        identities=tuple(identities),
        schedule=Schedule(tuple(schedule[0]), *schedule[1:]),
        posted=posted,
        life=Life(life_start, FOREVER if life_end is None else life_end),
    )


@lru_cache(maxsize=50_000)
def _place(names: tuple[str, ...], within: tuple[str, ...], *rest: Any) -> PlaceKey:
    """One object for one place, however many adverts are there: relations are remembered per pair of objects."""
    return PlaceKey(names, frozenset(within), *rest)


def _slots(stored: dict[str, list[str]]) -> Slots:
    return {slot: tuple(values) for slot, values in stored.items()}


def seconds(moment: datetime | None) -> float | None:
    """Seconds since 1970 of an aware moment."""
    return None if moment is None else moment.astimezone(UTC).timestamp()
