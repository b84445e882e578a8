"""The connector of every platform that is a table."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import JsonValue, ValidationError

from records.options.platform import PlatformOptions
from records.page import Page, Problem
from records.platforms.board import is_own_host
from records.platforms.expressions import ask, filled, groups_of, places, stands_in
from records.platforms.model import Platform
from spiders.connectors.base import DETAIL, Connector, Extraction, Follow, Found
from spiders.markup.urls import absolute, durable
from spiders.platforms.documents import Document, has_marks, read_document, read_part
from spiders.platforms.requests import Place, detail_page, next_page, number_of, start_of

_SNIFFED = 200_000


class PlatformConnector(Connector[PlatformOptions]):
    """Reads the boards of one platform as its table says; `platform_connector` makes the class for one."""

    platform: ClassVar[Platform]

    def start(self) -> Iterator[Follow]:
        """The first page of the list."""
        yield start_of(self.platform, self.options)

    def read(self, page: Page) -> Extraction:
        """The adverts of one page of the list, or the one of an advert's own page."""
        if page.status in (404, 410):
            return Extraction(problems=[Problem("UNKNOWN_BOARD", self.unknown_board, fatal=True)])
        if page.step == DETAIL:
            return self._detail(page)
        document = read_document(self.platform, page, self.options.encoding)
        extraction = Extraction(problems=list(document.problems))
        records = document.records
        if records is None or not (self._is_ours(document) if document.said is not None else records):
            if not document.broken:
                extraction.problems.append(self._not_this(document, page))
            return extraction
        extraction.advertised = number_of(ask(self.platform.total, document.said))
        skipped = self._collect(page, document, records, extraction)
        if not records and not document.broken:
            self._judge_empty(document, page, extraction)
        elif skipped == len(records) and not document.broken and not page.context:
            extraction.proved_empty = True  # each record says itself that it is no public advert
        if not document.broken and not page.alone:
            self._follow_next(page, document, records, extraction)
        return extraction

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Sure when records carry the platform's own names; by the host alone when it has none."""
        declared = cls.platform
        start = page.body if declared.embedded else page.body[:_SNIFFED]
        own_host = is_own_host(declared, page.url)
        if declared.sign:
            marked = stands_in(declared.sign, start)
        else:
            name = '"{}"' if declared.format == "json" else "{}"
            marked = any(all(name.format(mark).encode() in start for mark in marks) for marks in declared.marks)
        if not (own_host or marked):
            return 0.0
        document = read_document(declared, page, None)
        if document.records is None:
            return 0.0
        if has_marks(declared, document.records) and (marked or not declared.sign):
            return 1.0
        stands = declared.document is not None and bool(ask(declared.document, document.said))
        return 0.9 if stands or (own_host and not document.records and not document.problems) else 0.0

    @classmethod
    def default_options(cls, url: str) -> PlatformOptions:
        """The board at `url`, or the list that stands there."""
        try:
            return PlatformOptions(type=cls.platform.name, url=url)
        except ValidationError:
            return PlatformOptions.model_construct(type=cls.platform.name, url=url)

    # -- the records

    def _is_ours(self, document: Document) -> bool:
        records = document.records or []
        stated = self.platform.document
        if stated is not None and not document.broken and not ask(stated, document.said):
            return has_marks(self.platform, records)
        return not records or has_marks(self.platform, records) or not any(isinstance(r, dict) for r in records)

    def _collect(self, page: Page, document: Document, records: list[Any], extraction: Extraction) -> int:
        skipped = 0
        beside = {name: ask(query, document.said) for name, query in self.platform.beside.items()}
        taken: dict[str, int] = {}
        for record in records:
            if not isinstance(record, dict):
                excerpt = json.dumps(record)[:500]
                extraction.problems.append(
                    Problem("NOT_A_RECORD", "an entry of the list is no advert but a bare value", excerpt, record=True)
                )
            elif ask(self.platform.skip, record):
                skipped += 1
            else:
                found = self._found(record, {name: value for name, value in beside.items() if value}, page)
                self._add(found, taken, extraction)
        if self.platform.detail is not None:
            # What names no title is a link alone, as a sitemap has it: there is no advert without its own page.
            kept = [page.alone and ask(self.platform.fields.get("title"), found.data) for found in extraction.found]
            extraction.found = [
                found
                for found, stays in zip(extraction.found, kept, strict=True)
                if stays or not self._to_detail(found, page, extraction)
            ]
        return skipped

    def _found(self, record: dict[str, JsonValue], beside: dict[str, JsonValue], page: Page) -> Found:
        record = {**record, **beside}
        key = ask(self.platform.key, record)
        own = str(key).strip() if isinstance(key, int | str) and not isinstance(key, bool) else ""
        if "/" in own:
            found = next((named for pattern in self.platform.advert if (named := groups_of(pattern, own))), {})
            own = found.get("id") or own
        link = ask(self.platform.url, record)
        if not isinstance(link, str) or not link.strip():
            values = self.options.where.values | {"key": own}
            link = filled(self.platform.link or "", values) if own and self._can_link() else ""
        address = absolute(page.url, link) if link else None
        return Found(record, own, durable(address) if address else None)

    def _can_link(self) -> bool:
        """Whether `link` can be filled: not where it needs the board, and the address does not say which that is."""
        link = self.platform.link
        return link is not None and not (self.options.where.url and "board" in places(link))

    def _add(self, found: Found, taken: dict[str, int], extraction: Extraction) -> None:
        """An advert that a list repeats, once a place say, is one: the others stand under `repeats`."""
        at = taken.get(found.key) if found.key else None
        if at is None:
            taken[found.key] = len(extraction.found)
            extraction.found.append(found)
            return
        first = extraction.found[at]
        repeats = first.data.get("repeats", [])
        assert isinstance(repeats, list)
        bare = {name: value for name, value in first.data.items() if name != "repeats"}
        if found.data != bare and found.data not in repeats:
            extraction.found[at] = replace(first, data={**first.data, "repeats": [*repeats, found.data]})

    # -- the pages

    def _follow_next(self, page: Page, document: Document, records: list[Any], extraction: Extraction) -> None:
        first = next((str(key) for record in records if (key := ask(self.platform.key, record))), "")
        if first and page.context.get("first") == first:
            message = "the following page begins with the same advert: this list cannot be read page by page"
            extraction.problems.append(Problem("PAGES_REPEAT", message, fatal=True))
            return
        here = Place(page.url, len(records), first, extraction.advertised, page.context)
        if follow := next_page(self.platform, self.options, document.said, here, page.context):
            extraction.follow.append(follow)

    def _to_detail(self, found: Found, page: Page, extraction: Extraction) -> bool:
        follow = detail_page(self.platform, self.options, found.data, found.key, page.url)
        if follow is None:
            return False
        extraction.follow.append(follow)
        return True

    def _detail(self, page: Page) -> Extraction:
        """The payload: the list's record with the fields of its own page over it."""
        assert self.platform.detail is not None
        root, problems = read_part(self.platform, page, self.options.encoding)
        record = ask(self.platform.detail.record, root)
        if not isinstance(record, dict) or not record:
            if not any(problem.fatal for problem in problems):
                message = f"the page of an advert is none of {self.platform.title}'s"
                problems = [*problems, Problem("NOT_THIS_PLATFORM", message, str(root)[:300], fatal=True)]
            return Extraction(problems=problems)
        listed = page.context.get("record")
        whole = {**(listed if isinstance(listed, dict) else {}), **record}
        return Extraction(found=[self._found(whole, {}, page)], problems=problems)

    # -- what is wrong

    def _not_this(self, document: Document, page: Page) -> Problem:
        message = f"this is no list of {self.platform.title}'s: the address has changed, or it is another platform's"
        excerpt = page.body[:300].decode("utf-8", "replace")
        return Problem("NOT_THIS_PLATFORM", message, excerpt, fatal=True)

    def _judge_empty(self, document: Document, page: Page, extraction: Extraction) -> None:
        if page.context:
            return  # a page beyond the last
        if ask(self.platform.empty, document.said) or (self.options.empty_is_true and not extraction.advertised):
            extraction.proved_empty = True
            return
        total = extraction.advertised
        if total:
            why = f"the list says it has {total} adverts and gives none"
        elif self.platform.empty is None:
            why = (
                f"{self.platform.title} answers so for any name, a mistyped one too: look whether the board exists; "
                "if it does, say `empty_is_true: true`"
            )
        else:
            why = "the list is empty and does not say that there are no adverts"
        extraction.problems.append(Problem("EMPTY_UNPROVED", why, fatal=True))


@lru_cache(maxsize=256)
def platform_connector(platform: Platform) -> type[PlatformConnector]:
    """The connector class of one platform."""
    own: dict[str, Any] = {
        "platform": platform,
        "name": platform.name,
        "format": platform.payload_format,
        "version": platform.reading_version,
        "complete": platform.complete,
        "unknown_board": f"{platform.title} knows no such board or advert: its name has changed, or it was closed",
        "__doc__": f"Boards of {platform.title}.",
    }
    return type(f"{platform.name.title().replace('_', '')}Connector", (PlatformConnector,), own)
