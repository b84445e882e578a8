"""SearchRequest → search body: the one closed query form, a small subset of Elasticsearch's DSL.

Elasticsearch takes the body as it is; `tantivy/query.py` executes the same body and raises on anything
that is not made here. Clauses: bool (must and filter, with should that only scores; or should with a least number),
dis_max, constant_score, terms, range, multi_match (best_fields and operator and, or phrase), geo_distance. Sorts: one
of five values, then id. Aggregations: a filter with one terms aggregation. A facet's counts ignore its own filter, so
filters are kept apart by name.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from search_index.cursor import Cursor
from search_index.documents import epoch_ms
from search_index.fields import CLOSING, LOCATION, NEWEST, PAY, TEXT_BOOSTS, Exact
from search_index.filters import FACETS, FILTERS, Compare, Filter
from search_index.request import SearchRequest, Sort

Clause = dict[str, Any]
FACET_SIZE = 100
BOUNDS = {Compare.FROM: "gte", Compare.BEFORE: "lt"}
TEXT_FIELDS = [f"{path}^{boost:g}" for path, boost in TEXT_BOOSTS.items()]


@dataclass(frozen=True)
class Asked:
    """A search as it is executed.

    request: with all filters in force. page_of: as it was sent, which the cursor belongs to. must, should: its
    words; None: as they stand in the request. filter: what else was understood.
    """

    request: SearchRequest
    page_of: SearchRequest
    must: list[Clause] | None = None
    should: list[Clause] = field(default_factory=list)
    filter: list[Clause] = field(default_factory=list)


def literal(request: SearchRequest) -> Asked:
    """A search for the words as they stand."""
    return Asked(request, request)


def search_body(asked: Asked) -> Clause:
    """The body of one page. `size` is one more than asked: the extra hit says that there is a next page."""
    request, order = asked.request, asked.page_of.order
    own = _facet_filters(request)
    must = _text(request) if asked.must is None else asked.must
    bool_: Clause = {"must": must, "filter": [*_ranges(request), *_near(request), *asked.filter]}
    if asked.should:
        bool_ |= {"should": asked.should, "minimum_should_match": 0}
    body: Clause = {
        "size": request.limit + 1,
        "track_total_hits": True,
        "track_scores": order is Sort.RELEVANCE,
        "query": {"bool": bool_},
        "sort": [_sort(request, order), {"id": {"order": "asc"}}],
    }
    if own:
        body["post_filter"] = {"bool": {"filter": list(own.values())}}
    if request.facets:
        body["aggs"] = {name: _facet(name, own) for name in request.facets}
    else:
        # Nothing counts beside the filters, so they may narrow the query itself, which is faster.
        body["query"]["bool"]["filter"] += list(own.values())
        body.pop("post_filter", None)
    after = asked.page_of.after()
    if after is not None:
        body["search_after"] = [after.value, after.id]
    return body


def next_cursor(request: SearchRequest, last_sort: list[Any]) -> str:
    """The cursor after a page whose last hit had these sort values."""
    before = request.after()
    seen = (before.seen if before else 0) + request.limit
    return Cursor(last_sort[0], last_sort[1], seen, request.fingerprint()).encode()


def _text(request: SearchRequest) -> list[Clause]:
    words = [_word(word) for word in request.words()]
    if request.words_needed() == len(words):
        return words
    return [{"bool": {"should": words, "minimum_should_match": request.words_needed()}}]


def _word(word: str) -> Clause:
    """A word must be in one field; each word may be in another ('nurse leeds': title and place)."""
    clause: Clause = {"query": word.strip('"'), "fields": TEXT_FIELDS, "type": "best_fields", "operator": "and"}
    if word.startswith('"'):
        clause["type"] = "phrase"
        del clause["operator"]
    return {"multi_match": clause}


def clause_of(row: Filter, value: Any) -> Clause:
    """One filter as a clause. `value`: a list, or what the field is compared with."""
    if row.facet:
        return {"terms": {row.field: [getattr(one, "value", one) for one in value]}}
    return {"range": {row.field: {BOUNDS[row.compare]: _bound(row, value)}}}


def _facet_filters(request: SearchRequest) -> dict[str, Clause]:
    asked = ((row, request.values(row.name)) for row in FACETS.values())
    return {row.name: clause_of(row, values) for row, values in asked if values}


def _ranges(request: SearchRequest) -> list[Clause]:
    return [clause_of(row, value) for row in FILTERS if row.compare in BOUNDS for value in request.values(row.name)]


def _bound(row: Filter, value: Any) -> str | int:
    """A limit as the field keeps its values."""
    if isinstance(value, datetime):
        return epoch_ms(value) if row.exact is Exact.LONG else _date(value)
    return value.isoformat() if isinstance(value, date) else round(value * row.scale)


def _near(request: SearchRequest) -> list[Clause]:
    if request.near is None:
        return []
    return [{"geo_distance": {"distance": f"{request.radius:.3f}m", LOCATION: _point(request)}}]


def _point(request: SearchRequest) -> dict[str, float]:
    if request.near is None:
        raise ValueError("a distance needs a point")
    return {"lat": request.near.lat, "lon": request.near.lon}


def _sort(request: SearchRequest, order: Sort) -> Clause:
    match order:
        case Sort.RELEVANCE:
            return {"_score": {"order": "desc"}}
        case Sort.NEWEST:
            return {NEWEST: {"order": "desc"}}
        case Sort.CLOSING:
            return {CLOSING: {"order": "asc"}}
        case Sort.PAY:
            return {PAY: {"order": "desc"}}
        case Sort.DISTANCE:
            return {"_geo_distance": {LOCATION: _point(request), "order": "asc", "unit": "m", "mode": "min"}}


def _facet(name: str, own: dict[str, Clause]) -> Clause:
    others = [clause for other, clause in own.items() if other != name]
    values = {"terms": {"field": FACETS[name].field, "size": FACET_SIZE}}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": values}}


def _date(moment: datetime) -> str:
    """To the millisecond, as both engines keep dates."""
    return datetime.fromtimestamp(epoch_ms(moment) / 1000, tz=moment.tzinfo).isoformat(timespec="milliseconds")
