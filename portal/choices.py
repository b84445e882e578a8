"""The choices of the results page's form: values with their counts, and the filters in force."""

from dataclasses import dataclass
from itertools import groupby

from portal import wording
from portal.query import PageQuery
from portal.words import legend, said
from records.vocabulary import Kind
from search_index.filters import FACETS, FILTERS, Filter
from search_index.request import Sort
from search_index.response import FacetValue, Hit, SearchResponse
from search_index.understanding.reading import Part, Understood

OFFERED = [row for row in FACETS.values() if row.on_page]
MAX_OPTIONS = 8
DISTANCES = {"2mi": "2 miles", "5mi": "5 miles", "10mi": "10 miles", "20mi": "20 miles", "50mi": "50 miles"}
DEFAULT_DISTANCE = "10mi"
SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.CLOSING: "Closing soonest",
    Sort.PAY: "Highest pay",
    Sort.DISTANCE: "Nearest",
}


@dataclass(frozen=True)
class Option:
    """A value that can be chosen."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Group:
    """Options of one parameter."""

    name: str
    legend: str
    options: list[Option]


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the search without it."""

    label: str
    url: str


def kinds(query: PageQuery, found: SearchResponse | None) -> list[Option]:
    """All kinds there are results of, in the vocabulary's order; all of them where nothing was searched."""
    counts = {value.value: value.count for value in found.facets.get("kinds", [])} if found else {}
    chosen = query.values("kind")
    return [
        Option(kind, wording.kind(kind, 2), counts.get(kind, 0) if found else None, kind in chosen)
        for kind in Kind
        if not found or counts.get(kind) or kind in chosen
    ]


def groups(query: PageQuery, found: SearchResponse | None) -> list[Group]:
    """The further filters that would still narrow the results."""
    made = []
    for row in OFFERED:
        values = found.facets.get(row.name, []) if found else []
        options = _options(row, values, query.values(row.parameter))
        if options:
            made.append(Group(row.parameter, legend(row), options))
    return made


def _options(row: Filter, values: list[FacetValue], chosen: list[str]) -> list[Option]:
    counts = {value.value: value.count for value in values}
    shown = dict.fromkeys([*chosen, *list(counts)[:MAX_OPTIONS]])
    return [Option(value, said(row, value), counts.get(value, 0), value in chosen) for value in shown]


def chips(query: PageQuery, found: SearchResponse | None) -> list[Chip]:
    """Every filter in force but the words, the place and the order, which the form shows."""
    rows = {row.parameter: row for row in FILTERS if row.name != "kinds"}
    return [
        Chip(_named(found, rows[name], value) or said(rows[name], value), query.without(name, value))
        for name, value in query.filters
        if name in rows
    ]


def _named(found: SearchResponse | None, row: Filter, value: str) -> str | None:
    counted = found.facets.get(row.name, []) if found else []
    return next((one.label for one in counted if one.value == value), None)


@dataclass(frozen=True)
class Meant:
    """A part of the question and what it was taken for; `url`: the search that takes it as words."""

    text: str
    means: str
    url: str


def understood(query: PageQuery, found: SearchResponse | None) -> list[Meant]:
    """What the page says of how it read the question."""
    parts = found.understood.parts if found and found.understood else []
    return [Meant(part.text, part.means, query.instead(understand=_others(parts, part))) for part in parts]


def _others(parts: list[Understood], one: Understood) -> list[str]:
    """All that was understood but this."""
    kept = {part.part for part in parts} | {Part.SYNONYMS, Part.SPELLING}
    return sorted(part.value for part in kept - {one.part})


def meant_instead(query: PageQuery, found: SearchResponse | None) -> list[Chip]:
    """Searches that may have been meant: another spelling, another place of the name."""
    if found is None or found.understood is None:
        return []
    other = found.understood.did_you_mean
    spelt = [Chip(other, query.instead(q=other))] if other else []
    place = next((part.text for part in found.understood.parts if part.part is Part.PLACE), "")
    words = " ".join(query.value("q").replace(place, " ").split()) if place else ""
    places = [Chip(choice.label, query.instead(q=words, near=choice.near)) for choice in found.understood.places]
    return [*spelt, *places]


@dataclass(frozen=True)
class Others:
    """Broader results of one sort, and in what they differ from what was asked."""

    says: str
    hits: list[Hit]


def others(found: SearchResponse | None) -> list[Others]:
    """The broader results, those of one sort together, in their order."""
    broader = [(hit.broader.says, hit) for hit in found.results if hit.broader] if found else []
    return [Others(says, [hit for _, hit in hits]) for says, hits in groupby(broader, key=lambda one: one[0])]


def hidden(query: PageQuery) -> list[tuple[str, str]]:
    """Filters in force that have no field in the form: they go along with the next search."""
    shown = {"q", "near", "within", "sort", "kind", "match", "understand", *(row.parameter for row in OFFERED)}
    return [pair for pair in query.filters if pair[0] not in shown]


def distances(query: PageQuery) -> list[Option]:
    """The radii; one of another kind that an address asked for stays."""
    asked = query.value("within") or DEFAULT_DISTANCE
    known = DISTANCES if asked in DISTANCES else {asked: asked, **DISTANCES}
    return [Option(value, label, None, value == asked) for value, label in known.items()]


def sorts(query: PageQuery) -> list[Option]:
    """The orders that make sense for this search. The usual one has no value, so that the form does not ask
    for the newest first when words are typed where there were none.
    """
    order = query.request.order
    usual = Sort.RELEVANCE if query.request.words() else Sort.NEWEST
    fitting = set(SORTS)
    if not query.request.words():
        fitting.discard(Sort.RELEVANCE)
    if query.request.near is None:
        fitting.discard(Sort.DISTANCE)
    return [
        Option("" if sort is usual else sort, label, None, sort is order)
        for sort, label in SORTS.items()
        if sort in fitting
    ]
