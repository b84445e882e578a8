"""Executes the closed query form of `query.py` on tantivy; anything else raises QueryFormError."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from search_index.analysis import tokens
from search_index.fields import LOCATION, Exact, searched
from search_index.filters import EXACT
from search_index.tantivy.points import PointTable
from search_index.tantivy.schema import date_ms, field_name

Clause = dict[str, Any]
# Remembered between searches of one snapshot, as questions repeat one another's words.
MOST_MATCHES = 20_000
BOUNDS = {"gte": ("lower", True), "gt": ("lower", False), "lte": ("upper", True), "lt": ("upper", False)}


class QueryFormError(ValueError):
    """A clause that the closed query form does not have: a bug of ours, never a portal's mistake."""


class Interpreter:
    """Clauses as tantivy queries, over one snapshot of the index (whose points it needs).

    `fields`: those of the schema. A field that an older index does not have holds nothing there, as on
    Elasticsearch; such an index serves from an upgrade of this code until the next publish.
    """

    def __init__(self, schema: Schema, points: Callable[[], PointTable], fields: frozenset[str]) -> None:
        self._schema, self._fields = schema, fields
        self._matches: dict[tuple[str, ...], Query] = {}
        self._points = points
        self._clauses: dict[str, Callable[[Clause], Query]] = {
            "bool": self._bool,
            "dis_max": self._dis_max,
            "constant_score": self._constant,
            "terms": self._terms,
            "range": self._range,
            "multi_match": self._multi_match,
            "geo_distance": self._geo_distance,
        }

    def query(self, clause: Clause) -> Query:
        """One clause."""
        name, body = only(clause)
        if name not in self._clauses:
            raise QueryFormError(f"no clause {name!r}; there are {', '.join(self._clauses)}")
        return self._clauses[name](body)

    def everything(self) -> Query:
        """All opportunities; none of the documents we keep for ourselves."""
        return Query.const_score_query(Query.term_query(self._schema, "live", 1), 0.0)

    def both(self, *queries: Query) -> Query:
        """What all match; scores add up."""
        return Query.boolean_query([(Occur.Must, query) for query in queries])

    def _bool(self, body: Clause) -> Query:
        _known(body, {"must", "filter", "should", "minimum_should_match"})
        if "should" in body and body.get("minimum_should_match") != 0:
            return self._some(body)
        parts = [(Occur.Must, self.query(clause)) for clause in body.get("must", [])]
        filters = [self.query(clause) for clause in body.get("filter", [])]
        parts += [(Occur.Must, Query.const_score_query(query, 0.0)) for query in filters]
        parts = parts or [(Occur.Must, self.everything())]
        # Beside what must match, what should match only scores.
        parts += [(Occur.Should, self.query(clause)) for clause in body.get("should", [])]
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def _some(self, body: Clause) -> Query:
        if body.keys() != {"should", "minimum_should_match"}:
            raise QueryFormError("should stands beside minimum_should_match, and nothing else")
        parts = [(Occur.Should, self.query(clause)) for clause in body["should"]]
        return Query.boolean_query(parts, minimum_number_should_match=body["minimum_should_match"])

    def _dis_max(self, body: Clause) -> Query:
        _known(body, {"queries"})
        return Query.disjunction_max_query([self.query(clause) for clause in body["queries"]])

    def _constant(self, body: Clause) -> Query:
        if body.keys() != {"filter", "boost"}:
            raise QueryFormError("constant_score is a filter and a boost")
        return Query.const_score_query(self.query(body["filter"]), float(body["boost"]))

    def _terms(self, body: Clause) -> Query:
        path, values = only(body)
        if path not in EXACT or EXACT[path] is Exact.DATE or not isinstance(values, list):
            raise QueryFormError(f"terms on {path!r} is not in the form")
        if field_name(path) not in self._fields:
            return Query.empty_query()
        return Query.term_set_query(self._schema, field_name(path), values)

    def _range(self, body: Clause) -> Query:
        path, limits = only(body)
        if EXACT.get(path) not in (Exact.LONG, Exact.DATE):
            raise QueryFormError(f"range on {path!r} is not in the form")
        _known(limits, set(BOUNDS))
        if field_name(path) not in self._fields:
            return Query.empty_query()
        asked: Clause = {}
        for name, value in limits.items():
            side, inclusive = BOUNDS[name]
            asked[f"{side}_bound"] = date_ms(value) if EXACT[path] is Exact.DATE else value
            asked[f"include_{side}"] = inclusive
        return Query.range_query(self._schema, field_name(path), FieldType.Integer, **asked)

    def _multi_match(self, body: Clause) -> Query:
        _known(body, {"query", "fields", "type", "operator"})
        if (body["type"], body.get("operator")) not in (("best_fields", "and"), ("phrase", None)):
            raise QueryFormError("multi_match is best_fields with operator and, or phrase")
        key = (body["type"], body["query"], *body["fields"])
        known = self._matches.get(key)
        if known is None:
            words = _tokens(body["query"])
            made = [self._in_field(field, words, body["type"]) for field in body["fields"]] if words else []
            known = Query.disjunction_max_query(made) if made else Query.empty_query()
            if len(self._matches) >= MOST_MATCHES:
                self._matches.clear()
            self._matches[key] = known
        return known

    def _in_field(self, field: str, words: tuple[str, ...], match_type: str) -> Query:
        path, _, boost = field.partition("^")
        if path not in searched():
            raise QueryFormError(f"multi_match on {path!r} is not in the form")
        name = field_name(path)
        if name not in self._fields:
            return Query.empty_query()
        if match_type == "phrase" and len(words) > 1:
            query = Query.phrase_query(self._schema, name, list(words))
        else:
            query = self.both(*(Query.term_query(self._schema, name, word) for word in words))
        return Query.boost_query(query, float(boost or 1))

    def _geo_distance(self, body: Clause) -> Query:
        _known(body, {"distance", LOCATION})
        distance, point = body["distance"], body[LOCATION]
        if not distance.endswith("m") or distance.endswith("km"):
            raise QueryFormError("geo_distance is in metres")
        inside = self._points().within(point["lat"], point["lon"], float(distance.removesuffix("m")))
        return Query.term_set_query(self._schema, "point", inside) if inside else Query.empty_query()


@lru_cache(maxsize=20_000)
def _tokens(text: str) -> tuple[str, ...]:
    """The words of a question are analysed once, for all fields and further searches."""
    return tuple(tokens(text))


def only(body: Clause) -> tuple[str, Any]:
    """The name and value of an object that must have one entry."""
    if len(body) != 1:
        raise QueryFormError(f"one entry expected, not {sorted(body)}")
    return next(iter(body.items()))


def _known(body: Clause, names: set[str]) -> None:
    unknown = body.keys() - names
    if unknown:
        raise QueryFormError(f"{sorted(unknown)} not in the form; there are {sorted(names)}")
