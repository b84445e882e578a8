"""Fields of one advert by what a source file says of each: CSS, a label, or the head of a column."""

from collections.abc import Mapping
from itertools import islice

from lxml import etree
from parsel import Selector
from pydantic import JsonValue

from formats.html import inner_html, is_link, links, texts
from records.field_types import BY_NAME
from records.synonyms import SYNONYMS, plain
from spiders.markup.grid import UNSEEN
from spiders.markup.labelled import value_of
from spiders.markup.urls import absolute, durable

SEVERAL = frozenset({"place", "contract", "hours", "skills", "subject", "audience", "qualifications_required", "town"})
_ADDRESSES = frozenset({"url", "apply_url", "organisation_url", "organisation_logo", "logo"})
# An advert that no element holds alone (`cut`) is put into one of this name, which no page has.
CUT_TAG = "advert"
_FIRST_ROWS = 10
_KNOWN = frozenset(word for of_it in SYNONYMS.values() for word in of_it)

Data = dict[str, JsonValue]


def read_fields(scope: Selector, fields: Mapping[str, str], base: str) -> Data:
    """Draft name → text (a list where several matches mean several values); addresses absolute."""
    data: Data = {}
    for name, given in fields.items():
        inner, css = _within(scope, given)
        if inner is None:
            data[name] = ""
        elif name == "description":
            data[name] = inner_html(inner, css)
        else:
            found = _values(inner, name, css, base)
            several = name in SEVERAL and len(found) > 1
            data[name] = list(dict.fromkeys(found)) if several else found[0] if found else ""
    return data


def _values(scope: Selector, name: str, css: str, base: str) -> list[str]:
    if label := BY_NAME.fullmatch(css):
        value = value_of([scope.root], label["name"])
        return [value] if value else []
    found = links(scope, css) if name in _ADDRESSES and not css.endswith("::text") else texts(scope, css)
    if name in _ADDRESSES or is_link(css):
        found = [url for text in found if (url := absolute(base, text))]
        found = [lasting for url in found if (lasting := durable(url))]
    return found


def _within(scope: Selector, css: str) -> tuple[Selector | None, str]:
    """Where `css` is to be looked for: for `::column(…)` the cell below that head. None: the row has no such cell."""
    named = BY_NAME.fullmatch(css)
    if named is None or named["how"] == "label":
        return scope, css
    cell = cell_below(scope.root, named["name"])
    return (None if cell is None else Selector(root=cell)), named["css"] or "td, th"


def cell_below(row: etree._Element, head: str) -> etree._Element | None:
    """The cell of a row that stands below a head of its table, by place; None without one."""
    heads = column_heads(row)
    wanted = plain(head)
    at = next((at for at, name in enumerate(heads) if plain(name) == wanted), None)
    return None if at is None else cells_by_column(row).get(at)


def column_heads(row: etree._Element) -> list[str]:
    """What the columns of a row's table are called: by its first row of heads, else by its first row
    where most of that are names of fields.
    """
    table = next(row.iterancestors("table"), None)
    if table is None or row.tag != "tr":
        return []
    first = islice(table.iter("tr"), _FIRST_ROWS)
    own = [one for one in first if next(one.iterancestors("table"), None) is table]
    head = next((one for one in own if is_head_row(one)), own[0] if own else None)
    if head is None or head is row:
        return []
    cells = cells_by_column(head)
    names = [_called(cells[at]) if at in cells else "" for at in range(max(cells, default=-1) + 1)]
    known = sum(plain(name) in _KNOWN for name in names)
    return names if is_head_row(head) or known > len(names) / 2 else []


def _called(head: etree._Element) -> str:
    """Its text, without words for those who hear a page: `Title Sort descending`."""
    found = head.xpath(UNSEEN)
    hidden = [one for one in found if isinstance(one, etree._Element)] if isinstance(found, list) else []
    unseen = {str(text) for one in hidden for text in one.itertext()}
    said = [str(text) for text in head.itertext() if str(text) not in unseen]
    return " ".join(" ".join(said).split())


def is_head_row(row: etree._Element) -> bool:
    """Whether all cells of a row are heads."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return len(cells) > 1 and all(cell.tag == "th" for cell in cells)


def cells_by_column(row: etree._Element) -> dict[int, etree._Element]:
    """Number of the column → the cell that begins there."""
    found: dict[int, etree._Element] = {}
    at = 0
    for cell in row:
        if cell.tag in ("td", "th"):
            found[at] = cell
            span = cell.get("colspan") or ""
            at += min(int(span), 200) if span.isdecimal() and int(span) else 1
    return found


def quoted(css: str) -> str:
    """A selector as YAML takes it."""
    return "'" + css.replace("'", "''") + "'"
