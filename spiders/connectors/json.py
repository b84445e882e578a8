"""`json`: a list of objects anywhere in a JSON document, by names that lead to fields and by what names mean."""

from collections.abc import Iterator
from typing import Any

from formats.json import parse_json
from formats.text import page_text
from records.options.json import JsonOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow
from spiders.leaving_out import leave_out
from spiders.markup.urls import absolute
from spiders.nested import at_path, best_list, read_names
from spiders.platforms.requests import number_of
from spiders.rows import Names, found_of

_EXCERPT = 400
_LEAST_TELLING = 2


class JsonConnector(Connector[JsonOptions]):
    """Reads a list of objects."""

    name = "json"
    format = "named_record"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The document."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """Every object of the list; one without a title is a problem that holds it."""
        options = self.options
        parsed = parse_json(page_text(page, options.encoding).text)
        extraction = Extraction(problems=list(parsed.problems))
        if parsed.root is None:
            if not parsed.problems:
                extraction.problems.append(Problem("NO_LIST", "the document is `null`", fatal=True))
            return extraction
        chosen = self._list(parsed.root, extraction)
        if chosen is None:
            return extraction
        records, names = chosen
        for number, record in enumerate(records, start=1):
            self._record(number, record, names, page, extraction)
        if options.total:
            extraction.advertised = number_of(at_path(parsed.root, options.total))
        address = at_path(parsed.root, options.next) if options.next else None
        if isinstance(address, str) and (url := absolute(page.url, address)) and url != page.url and records:
            extraction.follow.append(Follow(url))
        return leave_out(options, extraction)

    def _list(self, root: Any, extraction: Extraction) -> tuple[list[Any], Names] | None:
        """The list and what its names mean; None, and a problem or the proof of emptiness, where there is none."""
        options = self.options
        path = options.records
        if path is None:
            if best := best_list(root, options.fields):
                return best
            message = (
                "no list in the document has objects with a title and more: name it in `records`, its names in `fields`"
            )
            extraction.problems.append(Problem("NO_LIST", message, str(root)[:_EXCERPT], fatal=True))
            return None
        records = at_path(root, path)
        if not isinstance(records, list):
            message = f"`records` ({path}) leads to no list"
            extraction.problems.append(Problem("NO_LIST", message, str(root)[:_EXCERPT], fatal=True))
            return None
        if not records:
            extraction.proved_empty = True
            return None
        names = read_names([record for record in records if isinstance(record, dict)], options.fields)
        if names.read.has("title"):
            return records, names
        message = (
            f"no name is known as a title: say which in `fields`. Missing: {', '.join(names.read.missing) or 'title'}"
        )
        extraction.problems.append(Problem("NO_TITLE", message, str(records[0])[:_EXCERPT], fatal=True))
        return None

    def _record(self, number: int, record: Any, names: Names, page: Page, extraction: Extraction) -> None:
        if found := found_of(record, names, page.url) if isinstance(record, dict) else None:
            extraction.found.append(found)
            return
        message = f"object {number} of the list has no title"
        extraction.problems.append(Problem("RECORD_WITHOUT_TITLE", message, str(record)[:_EXCERPT], record=True))

    @classmethod
    def sniff(cls, page: Page) -> float:
        """The last resort for JSON: a list whose names tell of adverts."""
        text = page_text(page).text
        if text.lstrip()[:1] not in ("{", "["):
            return 0.0
        best = best_list(parse_json(text).root, {})
        return 0.3 if best and best[1].read.telling >= _LEAST_TELLING else 0.0

    @classmethod
    def default_options(cls, url: str) -> JsonOptions:
        """The document at `url`, its list found."""
        return JsonOptions(url=url)
