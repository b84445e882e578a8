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
from records.platforms.expressions import ask, ends_of
from records.platforms.model import Platform
from spiders.platforms.hooks import RECORDS

# A page of any other size is a catalogue; so many records are looked at for the platform's marks.
_LOOKED_AT = 50


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
    if platform.format == "xml":
        read = read_xml(page, encoding=encoding)
        return (None if read.root is None else element_json(read.root)), read.problems
    pattern = (platform.detail and platform.detail.embedded) or platform.embedded
    if platform.detail is not None and platform.detail.cut:
        scope = _scope(page, encoding)
        return (None if scope is None else _cut(scope, platform.detail.cut, platform.detail.pairs)), []
    parsed = parse_json(_script(pattern, page, encoding), whole=True)
    return parsed.root, parsed.problems


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
        return Document(None, None, read.problems)
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
    records = [_cut(item, platform.cut, platform.pairs) for item in scope.css(platform.records)]
    return Document(_cut(scope, platform.page, {}), records)


def _scope(page: Page, encoding: str | None) -> Selector | None:
    text = page_text(page, encoding).text
    return Selector(text=text, type="html") if text.strip() else None


def _paired(scope: Selector, label_css: Css, value_css: Css) -> dict[str, JsonValue]:
    """Label, in lower case and without its colon → the text after it; a label with nothing after it is left out."""
    labels = {match.root for match in scope.css(label_css)}
    pairs: dict[str, JsonValue] = {}
    label = ""
    for match in scope.css(f"{label_css}, {value_css}"):
        if not isinstance(match.root, etree._Element):
            continue
        text = visible_text(match.root)
        if match.root in labels:
            label = " ".join(text.split()).rstrip(": ").lower()
        elif label and text:
            pairs.setdefault(label, text)
            label = ""
    return pairs


def _cut(scope: Selector, fields: dict[str, Css], pairs: dict[str, tuple[Css, Css]]) -> dict[str, JsonValue]:
    """Name → text, or inner HTML of what is called a description; a name without a match is left out."""
    found: dict[str, JsonValue] = {}
    for name, css in fields.items():
        values = links(scope, css) if name in ("url", "next") else texts(scope, css)
        value = inner_html(scope, css) if name.startswith("description") else (values[0] if values else "")
        if len(values) > 1 and name.endswith("s"):
            found[name] = list(values)
        elif value:
            found[name] = value
    for name, (label_css, value_css) in pairs.items():
        if paired := _paired(scope, label_css, value_css):
            found[name] = paired
    return found
