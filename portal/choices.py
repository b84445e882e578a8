"""The choices of the results page's form: values with their counts, and the filters in force."""

from dataclasses import dataclass

from portal import wording
from portal.parameters import NAMES
from portal.query import PageQuery, address
from records.vocabulary import Kind
from search_index.request import STOP_WORDS, Match, Sort
from search_index.response import FacetValue, SearchResponse

GROUPS = {
    "hours": "Hours",
    "contract": "Contract",
    "remote": "Where you work or learn",
    "audience": "Especially for",
    "organisations": "Organisation",
}
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
    for facet, legend in GROUPS.items():
        name = NAMES.get(facet, facet)
        values = found.facets.get(facet, []) if found else []
        options = _options(name, values, query.values(name))
        if options:
            made.append(Group(name, legend, options))
    return made


def _options(name: str, values: list[FacetValue], chosen: list[str]) -> list[Option]:
    counts = {value.value: value.count for value in values}
    shown = dict.fromkeys([*chosen, *list(counts)[:MAX_OPTIONS]])
    return [Option(value, _label(name, value), counts.get(value, 0), value in chosen) for value in shown]


def chips(query: PageQuery, found: SearchResponse | None) -> list[Chip]:
    """Every filter in force but the words, the place and the order, which the form shows."""
    labels = {area.value: area.label for area in found.facets.get("areas", [])} if found else {}
    return [
        Chip(labels.get(value) or _label(name, value), query.without(name, value))
        for name, value in query.filters
        if name not in ("q", "near", "within", "sort", "kind", "match")
    ]


def nearby(query: PageQuery) -> Chip | None:
    """'nurse leeds' as a search for 'nurse' near Leeds: the last words, one or two, where they are a place."""
    from reference.gazetteer import gazetteer

    words = query.value("q").split()
    if query.request.near is not None or query.request.match is Match.ALL:
        return None
    for count in (2, 1):
        what, where = words[:-count], " ".join(words[-count:])
        if what and (place := gazetteer().near(where)) is not None:
            little = what[-1].casefold() in STOP_WORDS and len(what) > 1
            text = " ".join(what[:-1] if little else what)
            rest = [pair for pair in query.filters if pair[0] not in ("q", "near", "match")]
            return Chip(f"{text} near {place.name}", address([("q", text), ("near", place.name), *rest]))
    return None


def hidden(query: PageQuery) -> list[tuple[str, str]]:
    """Filters in force that have no field in the form: they go along with the next search."""
    shown = {"q", "near", "within", "sort", "kind", "match", *(NAMES.get(facet, facet) for facet in GROUPS)}
    return [pair for pair in query.filters if pair[0] not in shown]


def distances(query: PageQuery) -> list[Option]:
    """The radii; one of another kind that an address asked for stays."""
    asked = query.value("within") or DEFAULT_DISTANCE
    known = DISTANCES if asked in DISTANCES else {asked: asked, **DISTANCES}
    return [Option(value, label, None, value == asked) for value, label in known.items()]


def sorts(query: PageQuery) -> list[Option]:
    """The orders that make sense for this search."""
    order = query.request.order
    fitting = set(SORTS)
    if not query.request.words():
        fitting.discard(Sort.RELEVANCE)
    if query.request.near is None:
        fitting.discard(Sort.DISTANCE)
    return [Option(sort, label, None, sort is order) for sort, label in SORTS.items() if sort in fitting]


def _label(name: str, value: str) -> str:
    if name in ("hours", "contract", "remote", "audience"):
        return wording.label(value)
    words = {
        "qualification_level": "Level {}",
        "posted_since": "Posted since {}",
        "closes_before": "Closes before {}",
        "closes_after": "Open until {} or later",
        "starts_after": "Starts {} or later",
        "pay_at_least": "At least £{} a year",
        "area": "Area {}",
        "source": "From {}",
        "occupation": "Occupation {}",
        "subject": "Subject {}",
    }
    return words.get(name, "{}").format(value)
