"""What a results page was asked for, as links and form fields. The page takes the parameters of the API."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from portal.errors import RequestError
from portal.parameters import FIELDS, read_search
from search_index.filters import FACETS
from search_index.request import SearchRequest, Sort

PAGE_SIZE = 20
COUNTED = ("kinds", *(row.name for row in FACETS.values() if row.on_page))
# The page decides these itself.
OWN = {"facet", "limit", "highlight", "cursor", "explain"}
TRAIL = "back"
MAX_TRAIL = 8
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class PageQuery:
    """The filters as pairs, where in the results the page is, and what could not be understood.

    trail: cursors of the pages before, oldest first; cursors only lead forwards.
    """

    filters: Pairs
    request: SearchRequest
    cursor: str | None = None
    trail: list[str] = field(default_factory=list)
    problem: RequestError | None = None

    def values(self, name: str) -> list[str]:
        """The values of a parameter."""
        return [value for other, value in self.filters if other == name]

    def value(self, name: str) -> str:
        """The value of a parameter that is given once, or ''."""
        return next(iter(self.values(name)), "")

    @property
    def seen(self) -> int:
        """Results on the pages before."""
        after = self.request.after()
        return after.seen if after else 0

    def without(self, name: str, value: str) -> str:
        """Address of this search less one filter."""
        gone = {"near": {"near", "within"}}.get(name, set())
        kept = [pair for pair in self.filters if pair != (name, value) and pair[0] not in gone]
        return address(kept)

    def instead(self, **values: str | list[str]) -> str:
        """Address of this search with other values of some parameters."""
        kept = [pair for pair in self.filters if pair[0] not in values]
        changed = [(name, one) for name, all_ in values.items() for one in ([all_] if isinstance(all_, str) else all_)]
        return address([*changed, *kept])

    def following(self, next_cursor: str) -> str:
        """Address of the next page."""
        trail = [*self.trail, *([self.cursor] if self.cursor else [])][-MAX_TRAIL:]
        back = [(TRAIL, ".".join(trail))] if trail else []
        return address([*self.filters, ("cursor", next_cursor), *back])

    def previous(self) -> str | None:
        """Address of the page before; None on the first page, and where the trail no longer reaches it."""
        if self.trail:
            back = [(TRAIL, ".".join(self.trail[:-1]))] if self.trail[:-1] else []
            return address([*self.filters, ("cursor", self.trail[-1]), *back])
        return self.first() if 0 < self.seen <= PAGE_SIZE else None

    def first(self) -> str:
        """Address of the first page."""
        return address(self.filters)


def address(pairs: Pairs) -> str:
    """Address of a results page."""
    return f"/?{urlencode(pairs)}" if pairs else "/"


def read_page(pairs: Iterable[tuple[str, str]]) -> PageQuery:
    """Never raises: what cannot be understood is told to the person, and links with foreign parameters work."""
    given = [(name, " ".join(value.split())) for name, value in pairs]
    filters = _fitting([(name, value) for name, value in given if name in FIELDS and name not in OWN and value])
    last = dict(given)
    cursor = last.get("cursor") or None
    trail = [part for part in last.get(TRAIL, "").split(".") if part] if cursor else []
    try:
        return PageQuery(filters, _request(filters, cursor), cursor, trail[-MAX_TRAIL:])
    except RequestError as error:
        if error.field != "cursor":
            return PageQuery(filters, SearchRequest(), problem=error)
    # An old page of a search that goes on differently now: its first page is the best answer.
    return read_page(filters)


def _request(filters: Pairs, cursor: str | None) -> SearchRequest:
    own = [("limit", str(PAGE_SIZE)), ("highlight", "true"), *(("facet", name) for name in COUNTED)]
    return read_search([*filters, *own, *([("cursor", cursor)] if cursor else [])])


def _fitting(filters: Pairs) -> Pairs:
    """A form sends its distance also where no place was typed."""
    names = {name for name, _ in filters}
    if "near" in names:
        return filters
    distance = ("sort", Sort.DISTANCE.value)
    return [pair for pair in filters if pair[0] != "within" and pair != distance]
