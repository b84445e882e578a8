"""What an engine found → SearchResponse: the same assembly for both engines."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from search_index.documents import decode, points
from search_index.filters import FACETS
from search_index.geo import haversine
from search_index.highlight import highlight
from search_index.query import next_cursor
from search_index.request import SearchRequest
from search_index.response import FacetValue, Freshness, Hit, SearchResponse


@dataclass(frozen=True)
class FoundHit:
    """A document with its sort values [value, id]."""

    source: bytes | dict[str, Any]
    score: float | None
    sort: list[Any]


@dataclass(frozen=True)
class Found:
    """The answer to a search body, one hit more than the page where there is a next one."""

    total: int
    hits: list[FoundHit]
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def respond(request: SearchRequest, found: Found, freshness: Freshness) -> SearchResponse:
    """The page that a portal gets."""
    page = found.hits[: request.limit]
    more = len(found.hits) > request.limit
    return SearchResponse(
        total=found.total,
        results=[_hit(request, hit) for hit in page],
        facets={name: _facet(name, values) for name, values in found.facets.items()},
        next_cursor=next_cursor(request, page[-1].sort) if more else None,
        near=request.near,
        index=freshness,
    )


def freshness(name: str, sequence: int, published_at: datetime | None) -> Freshness:
    """With the age as of now; a clock that was set back gives 0."""
    age = None if published_at is None else max(0.0, (datetime.now(UTC) - published_at).total_seconds())
    return Freshness(name=name, sequence=sequence, published_at=published_at, age_seconds=age)


def _hit(request: SearchRequest, hit: FoundHit) -> Hit:
    opportunity = decode(hit.source)
    distance = None
    if request.near is not None:
        here = request.near
        away = [haversine(here.lat, here.lon, lat, lon) for lat, lon in points(opportunity.places)]
        distance = round(min(away), 1) if away else None
    marked = highlight(opportunity, request.words()) if request.highlight else {}
    return Hit(opportunity=opportunity, score=hit.score, distance_m=distance, highlight=marked)


def _facet(name: str, values: list[tuple[str, int]]) -> list[FacetValue]:
    labels = _area_names([value for value, _ in values]) if FACETS[name].coded else {}
    return [FacetValue(value=value, count=count, label=labels.get(value)) for value, count in values]


def _area_names(codes: list[str]) -> dict[str, str]:
    if not codes:
        return {}
    from reference.gazetteer import gazetteer

    known = gazetteer()
    return {code: area.name for code in codes if (area := known.area(code)) is not None}
