"""One page of a platform as a document: its records, and what it says besides.

JSON stays as it is. XML becomes JSON element by element (`element_json`), what stands around the records under
the name of each element, with `root` for the root's. HTML is cut by CSS: `cut` inside each advert, `page` for the
page itself. So everything a table asks after that is a JMESPath.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from parsel import Selector
from pydantic import JsonValue

from formats.html import inner_html, links, texts, visible_text
from formats.json import parse_json
from formats.text import page_text
from formats.xml import read_xml
from formats.xml_tree import element_json, local_name
from records.field_types import Css
from records.page import Page, Problem
from records.platforms.expressions import ask, ends_of, part_of
from records.platforms.model import Detail, Platform
from spiders.platforms.hooks import RECORDS

# A page of any other size is a catalogue; so many records are looked at for the platform's marks.
_LOOKED_AT = 50
# A longer text before a colon is a sentence.
_LONGEST_LABEL = 40


@dataclass(frozen=True)
class Document:
    """`records` None: nothing that could be a list of this platform's; `problems` hold what is wrong with the text."""

    said: Any = None
    records: list[Any] | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether part of it is lost."""
        return any(problem.fatal for problem in self.problems)


def read_document(platform: Platform, page: Page, encoding: str | None) -> Document:
    """Read one page. Never raises."""
    if platform.format == "xml":
        return _xml(platform, page, encoding)
    if platform.format == "html":
        return _html(platform, page, encoding)
    return _json(platform, page, encoding)


def has_marks(platform: Platform, records: list[Any]) -> bool:
    """Whether any of the first records has the names that only this platform's have."""
    names = [set(record) for record in records[:_LOOKED_AT] if isinstance(record, dict)]
    return any(set(marks) <= own for marks in platform.marks for own in names)


def read_part(platform: Platform, page: Page, encoding: str | None) -> tuple[Any, list[Problem]]:
    """An advert's own document, as data, and what is wrong with it."""
    detail = platform.detail
    if detail is not None and detail.cut:
        return _cut_part(platform, detail, page, encoding), []
    pattern = (detail and detail.embedded) or platform.embedded
    if platform.format == "xml" and not pattern:
        read = read_xml(page, encoding=encoding)
        return (None if read.root is None else element_json(read.root)), read.problems
    parsed = parse_json(_script(pattern, page, encoding), whole=True)
    return parsed.root, parsed.problems


def _cut_part(platform: Platform, detail: Detail, page: Page, encoding: str | None) -> Any:
    """What CSS cuts out of an advert's own page; the JSON of its script, where the table names one, as `embedded`."""
    scope = _scope(page, encoding)
    if scope is None:
        return None
    found = _cut(scope, detail.cut, detail.pairs, platform.take)
    if detail.embedded and (script := _script(detail.embedded, page, encoding)) != page_text(page, encoding).text:
        found["embedded"] = parse_json(script, whole=True).root
    return found


def _json(platform: Platform, page: Page, encoding: str | None) -> Document:
    # What all groups of names share is surest: another may stand inside a record, too.
    names = [frozenset(group) for group in platform.marks]
    marks = frozenset.intersection(*names) or frozenset.union(*names)
    parsed = parse_json(_script(platform.embedded, page, encoding), marks=marks)
    root = parsed.root
    if not parsed.broken and has_marks(platform, [root]):
        return Document(root, [root], parsed.problems)  # one advert alone, as the page of that advert has it
    records = RECORDS[platform.hook](root) if platform.hook else ask(platform.records, root)
    return Document(root, records if isinstance(records, list) else None, parsed.problems)


def _script(pattern: str | None, page: Page, encoding: str | None) -> str:
    """The JSON of a script, where a web page came and the platform writes it there; else the text as it is."""
    text = page_text(page, encoding).text
    if pattern is None or text.lstrip()[:1] != "<":
        return text
    decoder = json.JSONDecoder(strict=False)
    for after in ends_of(pattern, text):
        start = after + len(text[after:]) - len(text[after:].lstrip())
        if text[start : start + 1] not in ("{", "["):
            continue
        try:
            _, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = text.find("</script", start)  # broken, or cut off: whoever parses it keeps what is whole
        return text[start : end if end > 0 else None]
    return text


def _xml(platform: Platform, page: Page, encoding: str | None) -> Document:
    *_, name = re.split("/+", platform.records)
    read = read_xml(page, records=(name,), encoding=encoding)
    if read.root is None:
        advert = _one_advert(platform, page, encoding)
        return Document({}, advert) if advert else Document(None, None, read.problems)
    elements = list(_elements(read.root, platform.records))
    said: dict[str, JsonValue] = {"root": local_name(read.root)}
    said.update({f"@{key.rpartition('}')[2]}": value for key, value in _attributes(read.root)})
    inside = {id(parent) for element in elements for parent in element.iterancestors()} | set(map(id, elements))
    said.update({local_name(child): element_json(child) for child in read.root if id(child) not in inside})
    return Document(said, [element_json(element) for element in elements], read.problems)


def _attributes(root: etree._Element) -> Iterator[tuple[str, str]]:
    yield from ((str(key), str(value)) for key, value in root.attrib.items())


def _elements(root: etree._Element, path: str) -> Iterator[etree._Element]:
    """The elements at a path of local names; `//name` at any depth."""
    if path.startswith("//"):
        first, *rest = path[2:].split("/")
        found = [element for element in root.iter() if local_name(element) == first]
    else:
        found, rest = [root], path.split("/")
    for name in rest:
        found = [child for parent in found for child in parent if local_name(child) == name]
    yield from found


def _html(platform: Platform, page: Page, encoding: str | None) -> Document:
    scope = _scope(page, encoding)
    if scope is None:
        return Document(problems=[Problem("EMPTY_BODY", "the response has no content", fatal=True)])
    said = _cut(scope, platform.page, {}, platform.take)
    records = [_cut(item, platform.cut, platform.pairs, platform.take) for item in scope.css(platform.records)]
    return Document(said, records or _one_advert(platform, page, encoding))


def _one_advert(platform: Platform, page: Page, encoding: str | None) -> list[Any]:
    """The advert of a page of its own that somebody saved; none where it is another page."""
    if platform.detail is None or not platform.detail.cut:
        return []
    advert = ask(platform.detail.record, _cut_part(platform, platform.detail, page, encoding))
    return [advert] if has_marks(platform, [advert]) else []


def _scope(page: Page, encoding: str | None) -> Selector | None:
    text = page_text(page, encoding).text
    return Selector(text=text, type="html") if text.strip() else None


def _paired(scope: Selector, label_css: Css, value_css: Css) -> dict[str, JsonValue]:
    """Label, in lower case and without its colon → the text after it; a label with nothing after it is left out.

    A label without text, a picture, is called by its class. In a row of a table the heads of the columns are labels.
    """
    labels = {match.root for match in scope.css(label_css)}
    if not labels and (heads := _heads(scope, label_css)):
        cells = [visible_text(match.root) for match in scope.css(value_css) if isinstance(match.root, etree._Element)]
        return {head: cell for head, cell in zip(heads, cells, strict=False) if head and cell}
    pairs: dict[str, JsonValue] = {}
    label, within = "", None
    for match in scope.css(f"{label_css}, {value_css}"):
        if not isinstance(match.root, etree._Element):
            continue
        if match.root in labels:
            label = "" if match.root is within else _called(match.root)
            continue
        within = next((element for element in match.root.iterdescendants() if element in labels), None)
        label, text = _said(match.root, within, label)
        if label and text:
            pairs.setdefault(label, text)
            label = ""
    return pairs


def _said(value: etree._Element, within: etree._Element | None, before: str) -> tuple[str, str]:
    """Label and text of a value: of the label in it, else of the one before it, else of its text (`Place: Leeds`)."""
    text = visible_text(value)
    if within is not None:
        own = visible_text(within)
        return _called(within), text[text.find(own) + len(own) :].lstrip(": \n\u00a0")
    if before:
        return before, text
    head, colon, rest = text.partition(":")
    return (_bare(head), rest.strip()) if colon and len(head) <= _LONGEST_LABEL else ("", text)


def _heads(scope: Selector, label_css: Css) -> list[str]:
    """What the columns of the table are called that a row stands in."""
    table = next(scope.root.iterancestors("table"), None) if isinstance(scope.root, etree._Element) else None
    rows = table.iter("tr") if table is not None else iter(())
    named = ([_bare(visible_text(match.root)) for match in Selector(root=row).css(label_css)] for row in rows)
    return next((heads for heads in named if heads), [])


def _called(label: etree._Element) -> str:
    return _bare(visible_text(label)) or (label.get("class") or "").split(" ")[-1].lower()


def _bare(label: str) -> str:
    return " ".join(label.split()).rstrip(": ").lower()


def _cut(
    scope: Selector, fields: dict[str, Css], pairs: dict[str, tuple[Css, Css]], take: dict[str, str]
) -> dict[str, JsonValue]:
    """Name → text, or inner HTML of what is called a description; a name without a match is left out."""
    found: dict[str, JsonValue] = {}
    for name, css in fields.items():
        values = links(scope, css) if name in ("url", "next") else texts(scope, css)
        if pattern := take.get(name):
            values = [part for value in values if (part := part_of(pattern, value))]
        value = inner_html(scope, css) if name.startswith("description") else (values[0] if values else "")
        if len(values) > 1 and name.endswith("s"):
            found[name] = list(values)
        elif value:
            found[name] = value
    for name, (label_css, value_css) in pairs.items():
        if paired := _paired(scope, label_css, value_css):
            found[name] = paired
    return found
