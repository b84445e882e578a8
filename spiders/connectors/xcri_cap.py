"""XCRI-CAP 1.2 and 1.1: one XML catalogue of providers, their courses and the courses' presentations.

Names are resolved by namespace, never by prefix, and `xsi:type` as the qualified name it is. One course is
one payload; its shape (`spiders.xcri_json` makes it):

    {"identifier": [node, …], "title": [node, …], …           children of `course`, lists in document order
     "presentation": [{"identifier": [node, …], …}, …],       those not withdrawn (recstatus 3)
     "provider": {"identifier": […], "title": […], "location": […], …},   the provider without its courses
     "other": ["{namespace}name", …]}                         elements of foreign vocabularies, names only

    node = "text", or an object where there is more than text:
           {"#text": "…", "#html": "<p>…</p>" (inner XHTML, prefixes gone), "@type": "ukprn",
            "@type_namespace": "http://xcri.co.uk", "@identifier": "FT", "@dtf": "2026-09-01", …,
            "town": [node], … (children)}

Contacts' phone numbers and e-mail addresses are left out.

A catalogue that carries `recstatus` sends changes only: the problem `DELTA` says so, and what is absent from
such a run stays open unless `expectations.complete` is set.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from lxml import etree
from pydantic import JsonValue

from formats.xml import read_xml
from formats.xml_tree import element_text, local_name, namespace
from records.options import XcriCapOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found
from spiders.xcri_json import attribute, course_json, first_text, is_xcri, node_text

_DELETED = "3"
_NAMESPACE = re.compile(
    rb"""["']http://(?:www\.)?xcri\.(?:org|co\.uk)/profiles/(?:[\d.]+/)?catalog(?:/[\d.]+)?/?["']"""
)


class XcriCapConnector(Connector[XcriCapOptions]):
    """One document lists all courses of one or several providers."""

    name: ClassVar[str] = "xcri_cap"
    format: ClassVar[str] = "xcri_course"
    version: ClassVar[int] = 2

    def start(self) -> Iterator[Follow]:
        """The catalogue."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """Every course of the catalogue, the withdrawn ones marked."""
        document = read_xml(page, records=("course",), encoding=self.options.encoding)
        extraction = Extraction(problems=list(document.problems))
        root = document.root
        if root is None:
            return extraction
        courses = list(_courses(root))
        if not courses:
            _judge_empty(root, extraction)
            return extraction
        providers = {id(provider): provider for _, provider in courses if provider is not None}
        book = _Book(several=len(providers) > 1)
        for course, provider in courses:
            book.add(course, provider)
        extraction.found = book.found
        extraction.problems += book.problems
        if any(attribute(element, "recstatus") for element in root.iter()):
            message = "the catalogue sends changes (recstatus): what it leaves out stays open"
            extraction.problems.append(Problem("DELTA", message))
        return extraction

    @classmethod
    def sniff(cls, page: Page) -> float:
        """The catalogue's namespace is its own."""
        start = page.body[:20_000]
        if not _NAMESPACE.search(start):
            return 0.0
        return 1.0 if re.search(rb"<(?:[\w.-]+:)?(?:catalog|provider|course)[\s>]", start) else 0.5

    @classmethod
    def default_options(cls, url: str) -> XcriCapOptions:
        """The catalogue at `url`."""
        return XcriCapOptions(url=url)


def _courses(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """Courses with the provider that holds them; a provider inside a venue holds none."""
    for element in root.iter():
        if local_name(element) == "course" and is_xcri(element):
            holders = (a for a in element.iterancestors() if local_name(a) == "provider")
            yield element, next(holders, None)


class _Book:
    """Courses by key: the same course twice is one with all presentations, another course keeps apart."""

    def __init__(self, *, several: bool) -> None:
        self.found: list[Found] = []
        self.problems: list[Problem] = []
        self._several = several
        self._at: dict[str, int] = {}
        self._providers: dict[int, dict[str, JsonValue]] = {}

    def add(self, course: etree._Element, provider: etree._Element | None) -> None:
        data, holder = course_json(course, provider, self._providers)
        gone = _DELETED in (attribute(course, "recstatus"), attribute(provider, "recstatus"))
        key = _key(data, holder, several=self._several)
        addresses = map(node_text, [*_nodes(data, "url"), *_nodes(data, "identifier")])
        url = next((text for text in addresses if text.lower().startswith(("http://", "https://"))), None)
        if key in self._at and not self._same(key, data):
            key = f"{key}#{_digest(first_text(data, 'title'))}"
            message = f"two courses share an identifier; {first_text(data, 'title')!r} is kept as {key}"
            self.problems.append(Problem("SHARED_IDENTIFIER", message))
        if key in self._at:
            self._merge(key, data, gone=gone)
            return
        self._at[key] = len(self.found)
        self.found.append(Found(data, key, url, withdrawn=gone))

    def _same(self, key: str, data: dict[str, JsonValue]) -> bool:
        first = self.found[self._at[key]]
        here = first_text(data, "title").casefold()
        return first_text(first.data, "title").casefold() == here or not here or first.withdrawn

    def _merge(self, key: str, data: dict[str, JsonValue], *, gone: bool) -> None:
        at = self._at[key]
        first = self.found[at]
        if gone or first.withdrawn:
            # What stands last in a catalogue of changes is the latest word.
            self.found[at] = Found(data if not gone else first.data, key, first.url, withdrawn=gone)
            return
        mine = list(_nodes(first.data, "presentation"))
        mine += [run for run in _nodes(data, "presentation") if run not in mine]
        merged: dict[str, JsonValue] = {**data, **first.data, "presentation": mine}
        self.found[at] = Found(merged, key, first.url)
        self.problems.append(Problem("SAME_COURSE_TWICE", f"{key} stands twice; its presentations were united"))


def _nodes(data: dict[str, JsonValue], name: str) -> list[JsonValue]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _key(data: dict[str, JsonValue], provider: dict[str, JsonValue], *, several: bool) -> str:
    """The most lasting identifier: a web address (unique anywhere), the provider's own id, else the page."""
    plain: list[str] = []
    typed: list[str] = []
    for node in _nodes(data, "identifier"):
        text = node_text(node)
        if text:
            (typed if isinstance(node, dict) and node.get("@type") else plain).append(text)
    urls = [text for text in plain if text.lower().startswith(("http", "urn:"))]
    rest = [text for text in plain if text not in urls]
    if urls:
        return urls[0]
    for own in (*rest, *typed):
        return f"{_provider_mark(provider)}:{own}" if several else own
    page = next((node_text(node) for node in _nodes(data, "url")), "")
    if page.startswith("http"):
        return page
    return _digest(f"{_provider_mark(provider)}\n{first_text(data, 'title')}")


def _provider_mark(provider: dict[str, JsonValue]) -> str:
    """UKPRN, else any identifier, else the name."""
    nodes = _nodes(provider, "identifier")
    numbers = [node_text(n) for n in nodes if isinstance(n, dict) and str(n.get("@type", "")).lower() == "ukprn"]
    names: list[str] = [*numbers, *map(node_text, nodes), first_text(provider, "title")]
    return next((text for text in names if text), "")


def _digest(text: str) -> str:
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:16]


def _judge_empty(root: etree._Element, extraction: Extraction) -> None:
    if extraction.malformed:
        return
    providers: list[Any] = [e for e in root.iter() if local_name(e) == "provider"]
    # A course of another namespace is one that this connector cannot read, not one that is not there.
    foreign = any(local_name(e).lower() in ("course", "presentation") for e in root.iter())
    whole = not foreign and not extraction.problems and (providers or not element_text(root))
    if local_name(root) in ("catalog", "provider") and namespace(root) and is_xcri(root) and whole:
        extraction.proved_empty = not any(attribute(p, "recstatus") for p in providers)
        extraction.advertised = 0
        if not extraction.proved_empty:
            message = "a provider is marked as changed or withdrawn, without its courses"
            extraction.problems.append(Problem("DELTA", message))
        return
    message = f"<{local_name(root)}> holds no XCRI-CAP course"
    extraction.problems.append(Problem("NOT_XCRI", message, fatal=True))
