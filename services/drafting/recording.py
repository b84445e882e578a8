"""A page of the first look, kept beside the source file: cut to a few adverts, without people's data.

The folder `<id>.case` holds the page as it came (`response.*`), where and when (`meta.json`), and what the file read in
it (`expected.json`). `talentfeed source check` reads it again: a file that was edited by mistake, or a new version that
reads otherwise, is seen without asking the site.
"""

from __future__ import annotations

import json
import re
import tempfile
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from formats.compressed import gunzipped
from formats.html import parse_html
from formats.text import decode
from normalise.steps.privacy import redact
from records.errors import ConfigError
from records.listing import Listing
from records.options import SelectorsOptions
from records.payload import PageRecord
from records.source import SourceConfig
from services.trying import Trial
from spiders.connectors.base import DETAIL

_KEPT = 3
_MOST_ROWS = 12
_MOST_BYTES = 256 * 1024
_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DROPPED = ("style", "svg", "noscript", "iframe", "link", "meta[@http-equiv]")
_EVENT = re.compile(r"BEGIN:VEVENT.*?END:VEVENT\r?\n?", re.DOTALL)


@dataclass(frozen=True)
class Recording:
    """One page, and what was read of it: `(title, url)` of each advert."""

    text: str
    suffix: str
    url: str
    at: datetime
    adverts: list[dict[str, str]]

    def write(self, folder: Path) -> Path:
        """Put it into a folder, over what was there."""
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("response.*"):
            old.unlink()
        (folder / f"response.{self.suffix}").write_text(self.text, encoding="utf-8")
        meta = {"url": self.url, "at": self.at.isoformat()}
        (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
        expected = json.dumps(self.adverts, indent=1, ensure_ascii=False)
        (folder / "expected.json").write_text(f"{expected}\n", encoding="utf-8")
        return folder


def record(config: SourceConfig, trial: Trial) -> Recording | None:
    """The first page of the trial from which adverts are read; None where none is, and for PDFs and workbooks."""
    pages = sorted(trial.preview.bodies, key=lambda each: each[0].step == DETAIL)
    for page, packed in pages:
        body = gunzipped(packed)
        if page.status != 200 or not page.step or body.startswith(_BINARY):
            continue
        whole = decode(body, page.content_type, config.connector.encoding)
        made = _recording(config, page, whole)
        if made is not None:
            return made
    return None


def _recording(config: SourceConfig, page: PageRecord, whole: str) -> Recording | None:
    """Cut and clean; where that takes the adverts away, only clean."""
    for text in (_cut(whole, config), whole):
        clean = redact(text, config.country)
        if len(clean.encode()) > _MOST_BYTES:
            continue
        recording = Recording(clean, _suffix(clean), page.url, page.fetched_at, [])
        adverts = read_again(config, recording)
        if adverts:
            return Recording(clean, recording.suffix, page.url, page.fetched_at, adverts)
    return None


def read_again(config: SourceConfig, recording: Recording) -> list[dict[str, str]]:
    """What the source reads in a recorded page."""
    with tempfile.TemporaryDirectory(prefix="talentfeed-case-") as name:
        file = Path(name) / f"response.{recording.suffix}"
        file.write_text(recording.text, encoding="utf-8")
        return adverts_in(file, config, recording.url, recording.at)


def adverts_in(file: Path, config: SourceConfig, url: str, at: datetime) -> list[dict[str, str]]:
    """Title and address of each advert that a source reads in a saved page."""
    from services.extracting import extract_with

    # What was decoded once is UTF-8 now, whatever the page says of itself.
    options = config.connector.model_copy(update={"encoding": "utf-8"})
    outcome = extract_with(file, config.model_copy(update={"connector": options}), url, at)
    return [_plain(one) for one in outcome.listings]


@dataclass(frozen=True)
class Compared:
    """A recorded page read again. `lost`: no advert is read in it any more."""

    expected: int
    lost: bool
    said: str


def compare(folder: Path, config: SourceConfig) -> Compared:
    """Hold what `config` reads in the page of a folder against what was read when it was recorded.

    ConfigError for a folder that is not whole.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        [response] = folder.glob("response.*")
        now = adverts_in(response, config, meta["url"], datetime.fromisoformat(meta["at"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"the recorded page in {folder} is not whole: delete the folder ({error})", rule="case"
        ) from None
    same = sum(one in expected for one in now)
    if now == expected:
        return Compared(len(expected), False, f"its recorded page reads as before ({len(expected)} adverts)")
    message = (
        f"its recorded page reads otherwise than before: {same} of {len(expected)} adverts are the same, {len(now)} "
        f"are read. If that is meant, delete {folder}"
    )
    return Compared(len(expected), bool(expected) and not now, message)


def _plain(one: Listing) -> dict[str, str]:
    return {"title": one.title} | ({"url": one.url} if one.url else {})


def _suffix(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:400].casefold()
    if start.startswith(("{", "[")):
        return "json"
    if start.startswith("begin:"):
        return "ics"
    if start.startswith("<"):
        return "html" if "<html" in start or "<!doctype html" in start else "xml"
    return "csv"


def _cut(text: str, config: SourceConfig) -> str:
    suffix = _suffix(text)
    if suffix == "json":
        return _cut_json(text)
    if suffix == "html":
        return _cut_html(text, config)
    if suffix == "xml":
        return _cut_xml(text)
    if suffix == "ics":
        events = _EVENT.findall(text)
        for event in events[_KEPT:]:
            text = text.replace(event, "", 1)
        return text
    return "".join(text.splitlines(keepends=True)[:_MOST_ROWS])


def _cut_json(text: str) -> str:
    try:
        data = json.loads(text)
    except ValueError:
        return text
    return json.dumps(_few(data), indent=1, ensure_ascii=False) + "\n"


def _few(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _few(item) for name, item in value.items()}
    if isinstance(value, list):
        records = all(isinstance(item, dict) for item in value)
        return [_few(item) for item in (value[:_KEPT] if records else value)]
    return value


def _cut_xml(text: str) -> str:
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return text
    for parent in list(root.iter(etree.Element)):
        seen: dict[str, int] = {}
        for child in list(parent):
            seen[str(child.tag)] = seen.get(str(child.tag), 0) + 1
            if len(child) and seen[str(child.tag)] > _KEPT:
                parent.remove(child)
    return etree.tostring(root, encoding="unicode")


def _cut_html(text: str, config: SourceConfig) -> str:
    tree = parse_html(text)
    if tree is None:
        return text
    tree = deepcopy(tree)
    for comment in list(tree.iter(etree.Comment)):
        _drop(comment)
    named = " | ".join(f"//{name}" for name in _DROPPED)
    # What a vendor's page has in its scripts may be its adverts.
    scripts = (
        " | //script" if isinstance(config.connector, SelectorsOptions) or config.connector.type == "table" else ""
    )
    for element in _elements(tree, named + scripts):
        _drop(element)
    if isinstance(config.connector, SelectorsOptions):
        for element in list(tree.cssselect(config.connector.item))[_KEPT:]:
            _drop(element)
    for table in _elements(tree, "//table"):
        for row in _elements(table, ".//tr")[_MOST_ROWS:]:
            _drop(row)
    return f"<!doctype html>\n{lxml_html.tostring(tree, encoding='unicode')}"


def _elements(tree: etree._Element, xpath: str) -> list[etree._Element]:
    found = tree.xpath(xpath)
    return [one for one in found if isinstance(one, etree._Element)] if isinstance(found, list) else []


def _drop(element: etree._Element) -> None:
    if isinstance(element, lxml_html.HtmlElement | lxml_html.HtmlComment) and element.getparent() is not None:
        element.drop_tree()
