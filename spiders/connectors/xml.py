"""`xml`: elements that repeat anywhere in an XML document, by names that lead to fields and by what names mean."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from formats.xml import read_xml
from formats.xml_tree import element_json, local_name
from records.draft import FieldName
from records.options.xml import XmlOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow
from spiders.leaving_out import leave_out
from spiders.nested import read_names
from spiders.rows import Names, found_of

_EXCERPT = 400
_LOOKED_AT = 30
_LEAST_TELLING = 2


class XmlConnector(Connector[XmlOptions]):
    """Reads elements that are one advert each."""

    name = "xml"
    format = "named_record"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The document."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """Every such element; one without a title is a problem that holds it."""
        options = self.options
        document = read_xml(page, records=(options.records,) if options.records else (), encoding=options.encoding)
        extraction = Extraction(problems=list(document.problems))
        if document.root is None:
            return extraction
        chosen = self._chosen(document.root)
        if chosen is None:
            self._nothing(document.root, extraction)
            return extraction
        elements, names = chosen
        for number, element in enumerate(elements, start=1):
            record = element_json(element)
            if found := found_of(record, names, page.url) if isinstance(record, dict) else None:
                extraction.found.append(found)
            else:
                message = f"element {number} ({local_name(element)}) has no title"
                excerpt = etree.tostring(element, encoding="unicode")[:_EXCERPT]
                extraction.problems.append(Problem("RECORD_WITHOUT_TITLE", message, excerpt, record=True))
        return leave_out(options, extraction)

    def _chosen(self, root: etree._Element) -> tuple[list[etree._Element], Names] | None:
        if self.options.records is None:
            return _best(root, self.options.fields)
        elements = [element for element in root.iter() if local_name(element) == self.options.records]
        names = read_names(_objects(elements), self.options.fields)
        return (elements, names) if elements and names.read.has("title") else None

    def _nothing(self, root: etree._Element, extraction: Extraction) -> None:
        name = self.options.records
        stem = (name or "").lower().removesuffix("y")
        if stem and local_name(root).lower().startswith(stem) and len(root) == 0 and not (root.text or "").strip():
            extraction.proved_empty = not root.attrib  # the list itself (`vacancies` of `vacancy`), with nothing in it
        if extraction.proved_empty:
            return
        message = f"no element `{name}` has a title" if name else "no element that repeats has a title and more"
        excerpt = etree.tostring(root, encoding="unicode")[:_EXCERPT]
        extraction.problems.append(
            Problem("NO_LIST", f"{message}: name it in `records`, its names in `fields`", excerpt, fatal=True)
        )

    @classmethod
    def sniff(cls, page: Page) -> float:
        """The last resort for XML: elements whose names tell of adverts."""
        if page.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<" or b"<html" in page.body[:2000].lower():
            return 0.0
        root = read_xml(page).root
        best = _best(root, {}) if root is not None else None
        return 0.2 if best and best[1].read.telling >= _LEAST_TELLING else 0.0

    @classmethod
    def default_options(cls, url: str) -> XmlOptions:
        """The document at `url`, its elements found."""
        return XmlOptions(url=url)


def _objects(elements: list[etree._Element]) -> list[dict[str, Any]]:
    made = (element_json(element) for element in elements[:_LOOKED_AT])
    return [record for record in made if isinstance(record, dict)]


def _best(root: etree._Element, fields: Mapping[FieldName, str]) -> tuple[list[etree._Element], Names] | None:
    """The elements of one name that say most of adverts; an outer one is taken before those in it."""
    groups: dict[str, list[etree._Element]] = defaultdict(list)
    for element in root.iter("*"):
        if len(element) and element is not root:
            groups[local_name(element)].append(element)
    best: tuple[int, list[etree._Element], Names] | None = None
    for elements in groups.values():
        names = read_names(_objects(elements), fields)
        weight = names.read.telling + len(fields) - len(names.read.missing)
        if names.read.has("title") and weight and (best is None or weight > best[0]):
            best = (weight, elements, names)
    return None if best is None else best[1:]
