"""NHS Jobs: the search feed, `nhsJobs/vacancyDetails[]` with `totalPages` and `totalResults`.

Payload: one `vacancyDetails` as JSON (`element_json`): id, reference, title, description (cut with "..."),
employer, type, salary, closeDate (a day), postDate (no zone, up to nanoseconds), url, locations.
"""

import re
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree
from pydantic import JsonValue

from formats.xml import read_xml
from formats.xml_tree import element_json, element_text, local_name
from records.options import NhsJobsOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found

# A total beyond this is a fault of the feed; the run's own page limit comes first.
_MAX_PAGES = 10_000


class NhsJobsConnector(Connector[NhsJobsOptions]):
    """The first page says how many there are; the rest are asked for by number."""

    name: ClassVar[str] = "nhs_jobs"
    format: ClassVar[str] = "nhs_vacancy"
    version: ClassVar[int] = 2

    def start(self) -> Iterator[Follow]:
        """The first page of the search."""
        yield Follow(_with_query(self.options.url, self.options.query))

    def read(self, page: Page) -> Extraction:
        """The vacancies of one page, and on the first page the addresses of the others."""
        document = read_xml(page, records=("vacancyDetails",), encoding=self.options.encoding)
        extraction = Extraction(problems=list(document.problems))
        root = document.root
        if root is None:
            return extraction
        if local_name(root).lower() != "nhsjobs":
            message = f"the root element is <{local_name(root)}>, not <nhsJobs>"
            extraction.problems.append(Problem("NOT_NHS_JOBS", message, fatal=True))
            return extraction
        for vacancy in root.iter():
            if local_name(vacancy) == "vacancyDetails":
                extraction.found.append(_found(vacancy))
        self._follow(page, root, extraction)
        return extraction

    def _follow(self, page: Page, root: etree._Element, extraction: Extraction) -> None:
        total, pages = _number(root, "totalResults"), _number(root, "totalPages")
        if page.step == "start":
            extraction.advertised = total
            if not extraction.found and not extraction.malformed:
                _judge_empty(total, pages, extraction)
        this = _page_number(page.url)
        known = page.context.get("pages")
        # Page 1 opens the rest; the last page opens more if the search has grown meanwhile.
        first = this + 1 if page.step == "start" else int(known) + 1 if isinstance(known, int) else None
        if pages is None or first is None or (page.step != "start" and this + 1 != first):
            return
        for number in range(first, min(pages, _MAX_PAGES) + 1):
            url = _with_query(page.url, {"page": str(number)})
            extraction.follow.append(Follow(url, "page", {"pages": min(pages, _MAX_PAGES)}))

    @classmethod
    def sniff(cls, page: Page) -> float:
        """The root element is the feed's own."""
        return 1.0 if re.search(rb"<nhsJobs[\s/>]", page.body[:2000]) else 0.0

    @classmethod
    def default_options(cls, url: str) -> NhsJobsOptions:
        """The search at `url`."""
        return NhsJobsOptions(url=url)


def _found(vacancy: etree._Element) -> Found:
    value = element_json(vacancy)
    data: dict[str, JsonValue] = value if isinstance(value, dict) else {"#text": value}
    texts = {name: text for name in ("id", "reference", "url") if isinstance(text := data.get(name), str)}
    key = texts.get("id") or texts.get("reference") or ""
    return Found(data, key, public_url(texts["url"]) if texts.get("url") else None)


def public_url(url: str) -> str:
    """The feed still names the beta host, which redirects."""
    return re.sub(r"^(https?://)beta\.jobs\.nhs\.uk\b", r"https://www.jobs.nhs.uk", url.strip())


def _number(root: etree._Element, name: str) -> int | None:
    for child in root:
        if local_name(child) == name:
            text = element_text(child).replace(",", "")
            return int(text) if text.isdecimal() and len(text) < 10 else None
    return None


def _page_number(url: str) -> int:
    text = dict(parse_qsl(urlsplit(url).query)).get("page", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _with_query(url: str, query: dict[str, str]) -> str:
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in query]
    return urlunsplit(parts._replace(query=urlencode([*kept, *query.items()])))


def _judge_empty(total: int | None, pages: int | None, extraction: Extraction) -> None:
    if total == 0 and (pages or 0) <= 1 and not extraction.problems:
        extraction.proved_empty = True
        return
    said = f"says {total} results but" if total else "gives no total and"
    message = f"the feed {said} lists no vacancy: not taken as empty"
    extraction.problems.append(Problem("EMPTY_UNPROVED", message, fatal=True))
