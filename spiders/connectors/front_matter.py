"""`front_matter`: one advert as Markdown or HTML, its facts in YAML between two lines `---`."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import JsonValue
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from formats.text import page_text
from records.flattened import BELOW, flat
from records.meanings import meanings
from records.options.front_matter import FrontMatterOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow
from spiders.leaving_out import leave_out
from spiders.rows import Names, found_of

_PARTS = re.compile(
    r"\A[\ufeff\s]*---[ \t]*\r?\n(?P<facts>.*?)^---[ \t]*(?:\r?\n(?P<text>.*))?\Z", re.DOTALL | re.MULTILINE
)
_MOST_FACTS = 64 * 1024
# Tags say how a value is kept (`!!timestamp`), and aliases can make much of little: as texts, both are harmless.
_TAG = re.compile(r"(?m)(^\s*(?:-\s+|[\w-]+:\s+))(?:!!?[\w:/.,-]*\s+)+")
_ALIAS = re.compile(r"(?m)(?:^|[:\-\[,])\s*[&*]\w")
_EXCERPT = 400


class FrontMatterConnector(Connector[FrontMatterOptions]):
    """Reads a text with facts above it."""

    name = "front_matter"
    format = "named_record"
    version = 2

    def start(self) -> Iterator[Follow]:
        """The file."""
        yield Follow(self.options.url)

    def read(self, page: Page) -> Extraction:
        """The one advert of the file."""
        parts = _PARTS.match(page_text(page, self.options.encoding).text)
        if parts is None:
            message = "the file does not begin with facts between two lines `---`"
            return Extraction(
                problems=[Problem("NO_FRONT_MATTER", message, page.body[:200].decode("utf-8", "replace"), fatal=True)]
            )
        facts, wrong = _facts(parts["facts"])
        if facts is None:
            message = f"the facts at the top cannot be read as YAML: {wrong}"
            return Extraction(problems=[Problem("FACTS_BROKEN", message, parts["facts"][:_EXCERPT], fatal=True)])
        names = tuple(flat(facts))
        read = meanings(names, self.options.fields)
        if read.missing or not read.has("title"):
            message = (
                f"no fact is the title, or `fields` names one that is not there: {', '.join(read.missing) or 'title'}"
            )
            return Extraction(problems=[Problem("NO_TITLE", message, parts["facts"][:_EXCERPT], fatal=True)])
        text = (parts["text"] or "").strip()
        found = found_of({**facts, BELOW: text} if text else facts, Names(names, read), page.url)
        if found is None:
            return Extraction(problems=[Problem("NO_TITLE", "the title is empty", fatal=True)])
        return leave_out(self.options, Extraction(found=[found]))

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Sure of facts between two lines `---` of which a title and more is known."""
        if not page.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"---"):
            return 0.0
        parts = _PARTS.match(page_text(page).text)
        facts, _ = _facts(parts["facts"]) if parts else (None, "")
        return 0.9 if facts and meanings(flat(facts), {}).telling else 0.0

    @classmethod
    def default_options(cls, url: str) -> FrontMatterOptions:
        """The file at `url`."""
        return FrontMatterOptions(url=url)


def _facts(text: str) -> tuple[dict[str, Any] | None, str]:
    """The facts, each as a text, and what is wrong where there are none."""
    if len(text) > _MOST_FACTS or _ALIAS.search(text):
        return None, "it is too long, or uses anchors and aliases"
    try:
        read: JsonValue = YAML(typ="base", pure=True).load(_TAG.sub(r"\1", text))
    except (YAMLError, ValueError, RecursionError) as error:
        return None, " ".join(str(error).split())[:200]
    return (read, "") if isinstance(read, dict) else (None, "it is no list of `name: value`")
