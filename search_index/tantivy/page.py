"""One page of a sorted search on tantivy: exact order with ties by id, from any cursor, without a scan.

tantivy sorts by one field. More keys are had by taking the best by the first key and settling only the
group of equals that the page's end falls into, by the next key.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress, FieldType, Occur, Order, Query, Schema, Searcher

from search_index.fields import CLOSING, LOCATION, NEWEST, PAY
from search_index.tantivy.points import PointTable
from search_index.tantivy.query import Clause, QueryFormError, only
from search_index.tantivy.schema import ID_PARTS, column, count, field_name, id_numbers, id_text

ID_KEYS = tuple((name, Order.Asc) for name, _, _ in ID_PARTS)
FIRST_POINTS = 256
Key = tuple[str, Order]


@dataclass(frozen=True)
class Row:
    """A document of the page: its sort value and id."""

    address: DocAddress
    value: float | int
    id: str


class Pager:
    """Pages over one snapshot."""

    # How many documents match, where the page's search counted them on its way.
    total: int | None = None

    def __init__(self, searcher: Searcher, schema: Schema) -> None:
        self._searcher = searcher
        self._schema = schema

    def page(self, query: Query, body: Clause, points: Callable[[], PointTable], seen: int) -> list[Row]:
        """The first `body.size` rows after `body.search_after`; `seen` rows came before it."""
        sort, tie = body["sort"]
        if tie != {"id": {"order": "asc"}}:
            raise QueryFormError("the second sort is the id")
        name, how = only(sort)
        after, size = body.get("search_after"), body["size"]
        if name == "_score":
            return self._by_score(query, after, size, seen)
        if name == "_geo_distance":
            return self._by_distance(query, how[LOCATION], points(), _limits(body), size)
        if name not in (NEWEST, CLOSING, PAY):
            raise QueryFormError(f"no sort by {name!r}")
        order = Order.Asc if how["order"] == "asc" else Order.Desc
        return self._by_field(query, (field_name(name), order), after, size)

    def ids(self, addresses: list[DocAddress]) -> list[str]:
        """The ids of documents."""
        columns = [column(self._searcher, name, addresses) for name, _ in ID_KEYS]
        return [id_text(numbers) for numbers in zip(*columns, strict=True)]

    def _by_field(self, query: Query, key: Key, after: list[Any] | None, size: int) -> list[Row]:
        keys = (key, *ID_KEYS)
        if after is not None:
            last = [after[0], *id_numbers(after[1])]
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, self._beyond(keys, last))])
        addresses = self._top(query, keys, size)
        values = column(self._searcher, key[0], addresses)
        return [Row(*row) for row in zip(addresses, values, self.ids(addresses), strict=True)]

    def _top(self, query: Query, keys: tuple[Key, ...], size: int) -> list[DocAddress]:
        """The first `size` documents by all keys."""
        name, order = keys[0]
        hits = self._searcher.search(query, size, count=False, order_by_field=name, order=order).hits
        addresses = [address for _, address in hits]
        if len(addresses) < size or len(keys) == 1:
            return self._sorted(addresses, keys)[:size]
        edge = column(self._searcher, name, addresses[-1:])[0]
        values = column(self._searcher, name, addresses)
        better = [address for address, value in zip(addresses, values, strict=True) if value != edge]
        equals = Query.boolean_query([(Occur.Must, query), (Occur.Must, self._equal(name, edge))])
        return self._sorted(better, keys) + self._top(equals, keys[1:], size - len(better))

    def _sorted(self, addresses: list[DocAddress], keys: tuple[Key, ...]) -> list[DocAddress]:
        columns = []
        for name, order in keys:
            values = column(self._searcher, name, addresses)
            columns.append(values if order == Order.Asc else [-value for value in values])
        rows = sorted(zip(*columns, range(len(addresses)), strict=True))
        return [addresses[row[-1]] for row in rows]

    def _beyond(self, keys: tuple[Key, ...], last: list[Any]) -> Query:
        """Strictly after `last`: further by the first key, or equal by it and further by the rest."""
        (name, order), value = keys[0], last[0]
        side = {"lower_bound": value, "include_lower": False}
        if order != Order.Asc:
            side = {"upper_bound": value, "include_upper": False}
        further = Query.range_query(self._schema, name, self._type(name), **side)
        if len(keys) > 1:
            equal = [(Occur.Must, self._equal(name, value)), (Occur.Must, self._beyond(keys[1:], last[1:]))]
            further = Query.boolean_query([(Occur.Should, further), (Occur.Should, Query.boolean_query(equal))])
        return Query.const_score_query(further, 0.0)

    def _equal(self, name: str, value: Any) -> Query:
        return Query.const_score_query(Query.term_query(self._schema, name, value), 0.0)

    def _type(self, name: str) -> FieldType:
        return FieldType.Unsigned if (name, Order.Asc) in ID_KEYS else FieldType.Integer

    def _by_score(self, query: Query, after: list[Any] | None, size: int, seen: int) -> list[Row]:
        """Scores are not in the index: the best are computed again from the first, as deep as the page is."""
        depth = seen + size + 1
        while True:
            found: Any = self._searcher.search(query, depth, count=True)
            hits, self.total = found.hits, int(found.count)
            complete = len(hits) < depth
            # Of the last score there may be more below: those rows are known only when all are.
            kept = hits if complete else [hit for hit in hits if hit[0] > hits[-1][0]]
            ids = self.ids([address for _, address in kept])
            rows = [Row(address, score, id_) for (score, address), id_ in zip(kept, ids, strict=True)]
            rows = _after(rows, after, descending=True)
            if complete or len(rows) >= size:
                return rows[:size]
            depth *= 2

    def _by_distance(
        self, query: Query, here: Clause, points: PointTable, limits: tuple[list[Any] | None, float], size: int
    ) -> list[Row]:
        """Rings of points outwards, until they hold a page."""
        lat, lon = here["lat"], here["lon"]
        after, farthest = limits
        nearest = after[0] if after else 0.0
        terms, away = points.by_distance(lat, lon, at_least=nearest, at_most=farthest)
        taken = FIRST_POINTS
        while True:
            complete = taken >= len(terms)
            rows = self._in_ring(query, terms[:taken], points, (lat, lon))
            # A place beyond the ring may be as near as its last point; further rows are not settled.
            settled = rows if complete else [row for row in rows if row.value < away[taken]]
            found = _after(settled, after, descending=False)
            if complete or len(found) >= size:
                return found[:size]
            taken *= 4

    def _in_ring(self, query: Query, terms: list[str], points: PointTable, here: tuple[float, float]) -> list[Row]:
        if not terms:
            return []
        ring = Query.const_score_query(Query.term_set_query(self._schema, "point", terms), 0.0)
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, ring)])
        hits = self._searcher.search(both, max(count(self._searcher, both), 1), count=False).hits
        addresses = [address for _, address in hits]
        away = points.nearest(*here, addresses).tolist()
        return [Row(*row) for row in zip(addresses, away, self.ids(addresses), strict=True)]


def _limits(body: Clause) -> tuple[list[Any] | None, float]:
    """The hit to go on after, and the radius that the query has anyway, in metres."""
    for clause in body["query"]["bool"]["filter"]:
        if "geo_distance" in clause:
            return body.get("search_after"), float(clause["geo_distance"]["distance"].removesuffix("m"))
    return body.get("search_after"), math.inf


def _after(rows: list[Row], after: list[Any] | None, *, descending: bool) -> list[Row]:
    """Rows in order, those up to `after` left out."""
    sign = -1 if descending else 1
    keyed = sorted(((sign * row.value, row.id), index) for index, row in enumerate(rows))
    if after is not None:
        last = (sign * after[0], after[1])
        keyed = [entry for entry in keyed if entry[0] > last]
    return [rows[index] for _, index in keyed]
