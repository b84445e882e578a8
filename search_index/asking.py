"""One search, engine-neutral: the question is read, executed, and broadened where it finds too little."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from records.vocabulary import Kind
from search_index.filters import FILTERS
from search_index.found import Found, FoundHit
from search_index.query import Asked, Clause, clause_of, literal, search_body
from search_index.ranking import STRONG, TEXT, Points, Where, beside, of_unit, scored
from search_index.request import METRES_PER_MILE, Match, Near, SearchRequest
from search_index.understanding.reader import Reader
from search_index.understanding.reading import (
    Broader,
    Loosened,
    Part,
    Reading,
    Understanding,
    Understood,
    Unit,
)

Find = Callable[[Clause, int], Found]
FEW = 5  # with fewer results than this, broader ones follow
MOST_BROADER = 10
FARTHER = 2.5
ANYWHERE_METRES = 500_000.0
CONDITIONS = {
    "hours": Part.HOURS,
    "contract": Part.CONTRACT,
    "remote": Part.REMOTE,
    "pay_at_least": Part.PAY,
    "qualification_levels": Part.LEVEL,
    "audience": Part.AUDIENCE,
}
PLACES = ("near", "within", "areas")
_F, _D, _K, _T, _O, _W = Loosened
# What is loosened, in this order, until there is enough.
Steps = tuple[tuple[Loosened, ...], ...]
FIRST: Steps = ((_F,), (_D,), (_F, _D), (_K,), (_K, _F))
# Without a word left, what is for certain people is of another kind sooner than for everybody.
FOR_CERTAIN_PEOPLE: Steps = ((_D,), (_K,), (_K, _D), (_F,), (_F, _D))
FEWER_WORDS: Steps = ((_W,), (_W, _F), (_W, _D), (_W, _F, _D))
TEXT_ONLY = (_T,)
OTHER_WAYS: Steps = ((_O,), (_K, _D), (_T, _F), (_O, _D), (_T, _D), (_K, _F, _D), (_T, _F, _D), (_O, _F, _D))
LAST: Steps = ((_W, _K, _F, _D),)
# Where nothing of the question names work: else a mention would do for it.
VERY_LAST: Steps = ((_W, _T, _K, _F, _D),)


@dataclass(frozen=True)
class Outcome:
    """What a search gave. `asked`: the request with what was understood; `rows`: of each hit, for explaining."""

    asked: SearchRequest
    found: Found
    understanding: Understanding | None = None
    broader: list[tuple[FoundHit, Broader]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rows: list[Sequence[Points]] = field(default_factory=list)


def ask(request: SearchRequest, reader: Reader, find: Find, now: datetime) -> Outcome:
    """Execute a search."""
    if request.text and not request.words():
        # No word of it can be found, which is not the same as no words.
        return Outcome(request, Found(0, []), Understanding(words=""))
    after = request.after()
    seen = after.seen if after else 0
    parts = request.understood_parts
    if not parts or not request.text:
        found = find(search_body(literal(request)), seen)
        return Outcome(request, found, words=request.words())
    return _Asking(request, reader, lambda body: find(body, seen), now).outcome()


class _Asking:
    """One question."""

    def __init__(self, request: SearchRequest, reader: Reader, find: Callable[[Clause], Found], now: datetime) -> None:
        self._request, self._reader, self._find, self._now = request, reader, find, now
        self._given = frozenset(name for name in (*PLACES, "kinds", *CONDITIONS) if getattr(request, name))

    def outcome(self) -> Outcome:
        reading = self._read(self._request.text)
        if reading.empty:
            return Outcome(self._request, Found(0, []), reading.understanding)
        found = self._found(reading, STRONG, reading.units)
        mended = None
        if found.total < FEW and Part.SPELLING in self._request.understood_parts:
            mended = self._reader.mended(self._request.text)
        if mended is not None and not found.total:
            reading = self._spelt(mended)
            found = self._found(reading, STRONG, reading.units)
        elif mended is not None:
            understanding = reading.understanding.model_copy(update={"did_you_mean": mended})
            reading = replace(reading, understanding=understanding)
        asked = self._asked(reading, reading.filters)
        broader: list[tuple[FoundHit, Broader]] = []
        if found.total < FEW and self._request.cursor is None:
            broader = self._broader(reading, found)
        words = [alternative.text for unit in reading.units for alternative in unit.alternatives]
        return Outcome(asked, found, reading.understanding, broader, words, self._rows(asked, reading.units))

    def _read(self, text: str) -> Reading:
        return self._reader.read(text, self._request.understood_parts, self._given)

    def _spelt(self, mended: str) -> Reading:
        reading = self._read(mended)
        part = Understood(part=Part.SPELLING, text=self._request.text, means=mended)
        parts = [part, *reading.understanding.parts]
        understanding = reading.understanding.model_copy(update={"parts": parts})
        return replace(reading, understanding=understanding)

    def _asked(self, reading: Reading, filters: dict[str, Any]) -> SearchRequest:
        made = {name: Near(**value) if name == "near" else value for name, value in filters.items()}
        return self._request.model_copy(update={name: value for name, value in made.items() if name in PLACES})

    def _found(self, reading: Reading, places: tuple[Where, ...], units: tuple[Unit, ...]) -> Found:
        asked = self._asked(reading, reading.filters)
        must = [_any_of(of_unit(unit, places)) for unit in units]
        if self._request.match is Match.MOST and len(units) > 1:
            must = _some(must, units)
        return self._run(asked, must, units, _conditions(reading, reading.filters))

    def _run(
        self, asked: SearchRequest, must: list[Clause], units: tuple[Unit, ...], conditions: list[Clause]
    ) -> Found:
        should = scored(beside(asked, units, self._now))
        return self._find(search_body(Asked(asked, self._request, must, should, conditions)))

    def _rows(self, asked: SearchRequest, units: tuple[Unit, ...]) -> list[Sequence[Points]]:
        """Groups of rows: of each the best that a result matches counts."""
        if not self._request.explain:
            return []
        return [
            *(of_unit(unit, (*STRONG, TEXT)) for unit in units),
            *([row] for row in beside(asked, units, self._now)),
        ]

    def _broader(self, reading: Reading, found: Found) -> list[tuple[FoundHit, Broader]]:
        shown = {hit.sort[1] for hit in found.hits}
        more: list[tuple[FoundHit, Broader]] = []
        for steps in self._steps(reading):
            wanted = min(self._request.limit, MOST_BROADER) - found.total - len(more)
            if len(shown) >= FEW or wanted <= 0:
                break
            for hit in self._loosened(reading, steps).hits:
                if hit.sort[1] not in shown and wanted > 0:
                    shown.add(hit.sort[1])
                    wanted -= 1
                    more.append((hit, Broader(why=list(steps), says=self._says(reading, steps))))
        return more

    def _steps(self, reading: Reading) -> Iterator[tuple[Loosened, ...]]:
        """The steps that change something in this search."""
        able = set(self._able(reading))
        # What names work may stand without the words beside it; other words are better found together in a text.
        named = any(unit.occupation for unit in reading.units)
        middle = (*FEWER_WORDS, TEXT_ONLY, *OTHER_WAYS) if named else (TEXT_ONLY, *FEWER_WORDS, *OTHER_WAYS)
        last = LAST if named else (*LAST, *VERY_LAST)
        tried: set[tuple[Loosened, ...]] = set()
        first = FOR_CERTAIN_PEOPLE if not reading.units and "audience" in reading.filters else FIRST
        for steps in (*first, *middle, *last):
            fitting = tuple(step for step in steps if step in able)
            if fitting and fitting not in tried and (fitting == steps or steps in last):
                tried.add(fitting)
                yield fitting

    def _able(self, reading: Reading) -> Iterator[Loosened]:
        if CONDITIONS.keys() & reading.filters.keys():
            yield Loosened.FILTERS
        if reading.filters.keys() & set(PLACES) or self._request.near is not None:
            yield Loosened.DISTANCE
        if "kinds" in reading.filters:
            yield Loosened.KIND
        if reading.units:
            yield Loosened.TEXT
        if any(self._reader.neighbours(unit) for unit in reading.units):
            yield Loosened.OCCUPATION
        if len(reading.units) > 1 or any(" " in unit.text for unit in reading.units):
            yield Loosened.WORDS

    def _loosened(self, reading: Reading, steps: Iterable[Loosened]) -> Found:
        filters = dict(reading.filters)
        units = reading.units
        places: tuple[Where, ...] = STRONG
        if Loosened.FILTERS in steps:
            filters = {name: value for name, value in filters.items() if name not in CONDITIONS}
        if Loosened.KIND in steps:
            filters.pop("kinds", None)
        if Loosened.DISTANCE in steps:
            filters.pop("areas", None)
            if "near" in filters or self._request.near is not None:
                filters["within"] = ANYWHERE_METRES
        if Loosened.TEXT in steps:
            places = (*STRONG, TEXT)
        if Loosened.OCCUPATION in steps:
            units = tuple(self._reader.widened(unit) for unit in units)
        if Loosened.WORDS in steps:
            units = tuple(part for unit in units for part in self._parted(unit, alone=len(units) == 1))
        asked = self._asked(reading, filters).model_copy(update={"limit": MOST_BROADER + FEW, "facets": []})
        clauses = [_any_of(of_unit(unit, places)) for unit in units]
        must = _some(clauses, units) if Loosened.WORDS in steps else clauses
        return self._run(asked, must, units, _conditions(reading, filters))

    def _parted(self, unit: Unit, *, alone: bool) -> list[Unit]:
        return [unit] if unit.listed and not alone else self._reader.parted(unit)

    def _says(self, reading: Reading, steps: Iterable[Loosened]) -> str:
        left_out = [part.text for part in reading.understanding.parts if part.part in CONDITIONS.values()]
        radius = self._asked(reading, reading.filters).radius / METRES_PER_MILE
        here = "near" in reading.filters or self._request.near is not None
        says = {
            Loosened.FILTERS: f"without {_quoted(left_out)}",
            Loosened.DISTANCE: f"farther away than {radius:.0f} miles" if here else "in other places",
            Loosened.KIND: "of other kinds",
            Loosened.TEXT: "the words are mentioned in the text",
            Loosened.OCCUPATION: "similar work",
            Loosened.WORDS: "with some of the words",
        }
        return ", ".join(says[step] for step in Loosened if step in steps)


def _conditions(reading: Reading, filters: dict[str, Any]) -> list[Clause]:
    """What was understood, but for the place: a result has the value, or its title says it in the same words."""
    clauses = []
    for name, value in filters.items():
        if name in PLACES:
            continue
        row = next(row for row in FILTERS if row.name == name)
        ways = [clause_of(row, value)]
        if name != "kinds" or Kind.APPRENTICESHIP in value:
            said = (part.text for part in reading.understanding.parts if row.parameter in part.parameters)
            ways += [{"multi_match": {"query": text, "fields": ["title"], "type": "phrase"}} for text in said]
        clauses.append({"bool": {"should": ways, "minimum_should_match": 1}})
    return clauses


def _any_of(rows: Sequence[Points]) -> Clause:
    return {"dis_max": {"queries": scored(rows)}}


def _some(clauses: list[Clause], units: tuple[Unit, ...]) -> list[Clause]:
    """Most of the parts; and where one of them names work, that."""
    work = [clause for clause, unit in zip(clauses, units, strict=True) if unit.occupation]
    needed = [{"bool": {"should": work, "minimum_should_match": 1}}] if work and len(work) < len(units) else []
    least = max(1, (len(clauses) + 1) // 2)
    return [*needed, {"bool": {"should": clauses, "minimum_should_match": least}}]


def _quoted(texts: list[str]) -> str:
    return " and ".join(f"“{text}”" for text in texts)
