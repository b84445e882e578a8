"""What puts one result before another: points, added up. Both engines add the same, so that they order alike.

Every number of the ranking stands in this file. `explain=true` names each row that a result got points by.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from records.vocabulary import Kind
from search_index.documents import day_number
from search_index.fields import COMPLETE, DAY, LOCATION, TITLE_WORDS
from search_index.fields import HEAD as HEAD_FIELD
from search_index.request import METRES_PER_MILE, SearchRequest
from search_index.understanding.reading import OWN_WORDS, SAME, Alternative, Unit

Clause = dict[str, Any]


@dataclass(frozen=True)
class Where:
    """A place that words are looked for in, and the points for a word there, times its strength (4: as typed)."""

    name: str
    fields: tuple[str, ...]
    points: int


# A title says what the offer is. All but the last are enough for a result; a description mentions much that an
# offer is not.
HEAD = Where("title, what is offered", (HEAD_FIELD,), 12)
TITLE = Where("title", ("title",), 8)
LABELS = Where("labels", ("skills.label", "occupation.label", "subject.labels", "course.award"), 6)
ORGANISATION = Where("organisation", ("organisation.name", "via", "reference"), 5)
PLACE = Where("place", ("places.town", "search.labels"), 3)
TEXT = Where("text", ("description",), 1)
STRONG = (HEAD, TITLE, LABELS, ORGANISATION, PLACE)
# Where another word for the same may stand: who is called Kitchens offers no kitchen work, and a solicitor for child
# care no childcare.
OTHER_WORDS = frozenset({HEAD, LABELS})
ALLOWED = {OWN_WORDS: frozenset({*STRONG, TEXT}), SAME: OTHER_WORDS | {TEXT}}
# Words of a phrase that stand apart in a title count less than the phrase.
APART = 0.75

WHOLE_TITLE = 10  # the question, word for word, in the title
SHORT_TITLE = ((3, 6), (5, 3))  # words of the title at most, points
KINDS = {Kind.JOB: 4, Kind.APPRENTICESHIP: 3, Kind.COURSE: 3, Kind.EVENT: 2, Kind.SUPPORT: 2}
# Of the days since it was posted, and of the miles to it, every limit that is kept gives a point or more.
FRESH = tuple((days, 1) for days in (1, 3, 7, 14, 30, 60))
NEAR = ((2, 4), (4, 5), (7, 7), (10, 3), (20, 2), (30, 2), (50, 2))
STATED = (("pay or closing date stated", 1), ("pay and closing date stated", 2))  # a point each


@dataclass(frozen=True)
class Points:
    """A row of the ranking for one search: who matches `clause` gets `points`."""

    name: str
    clause: Clause
    points: int


@lru_cache(maxsize=4096)
def of_unit(unit: Unit, places: tuple[Where, ...]) -> tuple[Points, ...]:
    """A part of the question: a result gets the best of these."""
    rows: dict[tuple[Where, str], Points] = {}
    for alternative in unit.alternatives:
        allowed = ALLOWED.get(alternative.strength, OTHER_WORDS)
        for where in (one for one in places if one in allowed):
            for clause, share in _matches(alternative, where):
                said = alternative.text if alternative.text == unit.text else f"{unit.text} → {alternative.text}"
                points = max(1, round(where.points * alternative.strength * share))
                rows[where, repr(clause)] = Points(f"{where.name}: {said}", clause, points)
    return tuple(rows.values())


def beside(request: SearchRequest, units: tuple[Unit, ...], now: datetime) -> list[Points]:
    """What a result gets points for beside the words: all of these that it matches."""
    return [*_title(units), *_kinds(request), *_fresh(now), *_near(request), *_complete()]


def scored(rows: Sequence[Points]) -> list[Clause]:
    """The rows as clauses that score their points and nothing else."""
    return [{"constant_score": {"filter": row.clause, "boost": row.points}} for row in rows]


def _matches(alternative: Alternative, where: Where) -> Iterator[tuple[Clause, float]]:
    fields = list(where.fields)
    yield {"multi_match": {"query": alternative.text, "fields": fields, "type": "phrase"}}, 1.0
    strong = alternative.strength >= SAME and not alternative.phrase
    if strong and where in (HEAD, TITLE) and " " in alternative.text:
        together = {"query": alternative.text, "fields": fields, "type": "best_fields", "operator": "and"}
        yield {"multi_match": together}, APART


def _title(units: tuple[Unit, ...]) -> Iterator[Points]:
    if not units:
        return
    words = " ".join(unit.text for unit in units)
    clause = {"multi_match": {"query": words, "fields": ["title"], "type": "phrase"}}
    yield Points("the title says it word for word", clause, WHOLE_TITLE)
    for most, points in SHORT_TITLE:
        yield Points(f"title of at most {most} words", {"range": {TITLE_WORDS: {"lte": most}}}, points)


def _kinds(request: SearchRequest) -> Iterator[Points]:
    if not request.values("kinds"):
        for kind, points in KINDS.items():
            yield Points(f"kind: {kind}", {"terms": {"kind": [kind.value]}}, points)


def _fresh(now: datetime) -> Iterator[Points]:
    # By whole days, so that the order of one page still holds when the next is asked for.
    today = day_number(now)
    for days, points in FRESH:
        yield Points(f"posted within {days} days", {"range": {DAY: {"gte": today - days}}}, points)


def _near(request: SearchRequest) -> Iterator[Points]:
    if request.near is None:
        return
    here = {"lat": request.near.lat, "lon": request.near.lon}
    for miles, points in NEAR:
        clause = {"geo_distance": {"distance": f"{miles * METRES_PER_MILE:.3f}m", LOCATION: here}}
        yield Points(f"within {miles} miles", clause, points)


def _complete() -> Iterator[Points]:
    for name, least in STATED:
        yield Points(name, {"range": {COMPLETE: {"gte": least}}}, 1)
