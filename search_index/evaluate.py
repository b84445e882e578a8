"""The closed query form on one document, in plain Python: what explains a score, and what tests hold engines to."""

from collections.abc import Callable, Iterator
from typing import Any

from search_index.analysis import tokens
from search_index.fields import LOCATION
from search_index.geo import haversine

Clause = dict[str, Any]
Document = dict[str, Any]


def matches(clause: Clause, document: Document) -> bool:
    """Whether a document of the index matches a clause of those that the ranking uses."""
    (name, body), *_ = clause.items()
    return CLAUSES[name](body, document)


def _terms(body: Clause, document: Document) -> bool:
    (path, wanted), *_ = body.items()
    return any(value in wanted for value in values(document, path.removesuffix(".raw")))


def _range(body: Clause, document: Document) -> bool:
    (path, limits), *_ = body.items()
    compare: dict[str, Callable[[Any, Any], bool]] = {
        "gte": lambda value, limit: value >= limit,
        "lte": lambda value, limit: value <= limit,
        "lt": lambda value, limit: value < limit,
    }
    return any(all(compare[how](value, limit) for how, limit in limits.items()) for value in values(document, path))


def _multi_match(body: Clause, document: Document) -> bool:
    wanted = tokens(body["query"])
    paths = [path.partition("^")[0] for path in body["fields"]]
    whole = body["type"] == "phrase"
    return bool(wanted) and any(_has(wanted, list(values(document, path)), whole=whole) for path in paths)


def _has(wanted: list[str], texts: list[str], *, whole: bool) -> bool:
    found = [tokens(text) for text in texts]
    if not whole:
        return set(wanted) <= {token for text in found for token in text}
    size = len(wanted)
    return any(wanted == text[at : at + size] for text in found for at in range(len(text) - size + 1))


def _geo_distance(body: Clause, document: Document) -> bool:
    here, most = body[LOCATION], float(body["distance"].removesuffix("m"))
    return any(
        haversine(here["lat"], here["lon"], point["lat"], point["lon"]) <= most for point in values(document, LOCATION)
    )


CLAUSES: dict[str, Callable[[Clause, Document], bool]] = {
    "terms": _terms,
    "range": _range,
    "multi_match": _multi_match,
    "geo_distance": _geo_distance,
}


def values(node: Any, path: str) -> Iterator[Any]:
    """All values at a path, through lists of objects."""
    if isinstance(node, list):
        for part in node:
            yield from values(part, path)
    elif not path:
        if node is not None:
            yield node
    elif isinstance(node, dict):
        name, _, rest = path.partition(".")
        if name in node:
            yield from values(node[name], rest)
