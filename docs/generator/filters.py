"""filters.md: what a search may be narrowed by."""

from datetime import date, datetime
from enum import StrEnum

from docs.generator.markdown import page, table
from search_index.filters import FILTERS, Filter

_TAKES = {
    str: "text",
    int: "a whole number",
    float: "a number",
    date: "a day",
    datetime: "a day, or a moment with zone",
}


def filters_page() -> str:
    """A row for each row of the table of filters."""
    intro = (
        "What `GET /v1/search`, the pages and `talentfeed search` (`--pay-at-least` for `pay_at_least`) can narrow a "
        "search by. Values of one parameter are alternatives, where it may be repeated; parameters add up. A *facet* "
        "counts the results by the values of the filter, its own filter left out. Field: of the [index](mapping.md)."
    )
    head = ("parameter", "takes", "repeated", "facet", "field", "meaning")
    return page("Filters of a search", intro, table(head, map(_row, FILTERS)))


def _row(row: Filter) -> tuple[str, ...]:
    if issubclass(row.takes, StrEnum):
        takes = ", ".join(f"`{value.value}`" for value in row.takes)
    else:
        takes = _TAKES[row.takes] + (f", {row.least} to {row.most}" if row.most else "")
    repeated, facet = ("yes", f"`{row.name}`") if row.facet else ("", "")
    return f"`{row.parameter}`", takes, repeated, facet, f"`{row.field}`", row.about
