"""What a search came to → SearchResponse: the same assembly for both engines."""

import json
from datetime import UTC, datetime

from search_index.asking import Outcome
from search_index.documents import decode, points
from search_index.evaluate import matches
from search_index.filters import FACETS
from search_index.found import FoundHit
from search_index.geo import haversine
from search_index.highlight import highlight
from search_index.query import next_cursor
from search_index.request import SearchRequest
from search_index.response import FacetValue, Freshness, Given, Hit, SearchResponse
from search_index.understanding.reading import Broader


def respond(request: SearchRequest, outcome: Outcome, freshness: Freshness) -> SearchResponse:
    """The page that a portal gets."""
    found = outcome.found
    page = found.hits[: request.limit]
    more = len(found.hits) > request.limit
    return SearchResponse(
        total=found.total,
        results=[
            *(_hit(request, outcome, hit, None) for hit in page),
            *(_hit(request, outcome, hit, why) for hit, why in outcome.broader),
        ],
        facets={name: _facet(name, values) for name, values in found.facets.items()},
        next_cursor=next_cursor(request, page[-1].sort) if more else None,
        understood=outcome.understanding,
        near=outcome.asked.near,
        index=freshness,
    )


def freshness(name: str, sequence: int, published_at: datetime | None) -> Freshness:
    """With the age as of now; a clock that was set back gives 0."""
    age = None if published_at is None else max(0.0, (datetime.now(UTC) - published_at).total_seconds())
    return Freshness(name=name, sequence=sequence, published_at=published_at, age_seconds=age)


def _hit(request: SearchRequest, outcome: Outcome, hit: FoundHit, why: Broader | None) -> Hit:
    opportunity = decode(hit.source)
    distance = None
    if outcome.asked.near is not None:
        here = outcome.asked.near
        away = [haversine(here.lat, here.lon, lat, lon) for lat, lon in points(opportunity.places)]
        distance = round(min(away), 1) if away else None
    return Hit(
        opportunity=opportunity,
        score=hit.score,
        distance_m=distance,
        highlight=highlight(opportunity, outcome.words) if request.highlight else {},
        broader=why,
        explain=_explained(outcome, hit) if request.explain else None,
    )


def _explained(outcome: Outcome, hit: FoundHit) -> list[Given]:
    """Of each group of rows the best that the document matches."""
    if outcome.understanding is None:
        return [Given(name="words, by how rare they are (BM25)", points=hit.score)] if hit.score is not None else []
    document = json.loads(hit.source) if isinstance(hit.source, bytes) else hit.source
    best = []
    for rows in outcome.rows:
        given = [row for row in rows if matches(row.clause, document)]
        if given:
            row = max(given, key=lambda one: one.points)
            best.append(Given(name=row.name, points=row.points))
    return best


def _facet(name: str, values: list[tuple[str, int]]) -> list[FacetValue]:
    labels = _area_names([value for value, _ in values]) if FACETS[name].coded else {}
    return [FacetValue(value=value, count=count, label=labels.get(value)) for value, count in values]


def _area_names(codes: list[str]) -> dict[str, str]:
    if not codes:
        return {}
    from reference.gazetteer import gazetteer

    known = gazetteer()
    return {code: area.name for code in codes if (area := known.area(code)) is not None}
