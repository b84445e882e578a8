"""`talentfeed source detect`: an address or a saved page → which connector reads it, and by what evidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from formats.compressed import gunzipped
from formats.text import decode
from records.errors import ConfigError, ExtractError, TalentfeedError
from records.page import Page
from records.platforms.known import platform
from records.settings import Settings
from spiders.blocks import find_blocks
from spiders.connectors.base import Extraction
from spiders.connectors.registry import CODED
from spiders.detecting import Detected, by_address, detect_page, is_drawn_by_script
from spiders.leads import (
    Lead,
    data_leads,
    feed_leads,
    html_tree,
    own_script,
    share_on_page,
    terms_link,
    wants_sign_in,
)
from spiders.looking import Look, look
from spiders.markup.grid import is_workbook
from spiders.read_file import read_saved

# A feed that holds at least this share of a page's adverts is the page's own list.
_SAME_LIST = 0.5
_MOST_FEEDS = 2
# What is read from a page alone, where a feed of the same adverts is steadier.
_OF_PAGES = ("json_ld", "table", None)


@dataclass(frozen=True)
class Detection:
    """What stands at an address. `url`: where redirects ended; `code`, `message`: why it could not be had.

    `form`: web page, PDF, Excel workbook, document, or nothing. `terms`: the page's link to its site's terms.
    `page` and `feed` are what was fetched, for whoever reads it next; `feed` where that is what `found` reads.
    `listed`: nothing knows the page, but a list of adverts repeats on it.
    """

    asked: str
    url: str
    found: Detected
    robots: str
    requests: int
    form: str
    terms: str | None = None
    code: str = ""
    message: str = ""
    page: Page | None = None
    feed: Page | None = None
    notes: list[str] = field(default_factory=list)
    listed: bool = False


def detect_file(file: Path, url: str) -> Detected:
    """What reads the saved page that stood at `url`; ConfigError where there is no such file."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}", file=str(file), rule="file") from None
    return detect_page(Page(url=url, body=body, content_type="", fetched_at=datetime.now(UTC)))


def detect_url(url: str, settings: Settings) -> Detection:
    """Ask for the page once, and for at most two feeds that it names; ConfigError for what is no public address."""
    url = _with_scheme(url)
    try:
        seen = look(url, settings)
    except TalentfeedError as error:
        raise ConfigError(f"{url} cannot be fetched: {error.message}", rule="url") from None
    if seen.page is None or seen.code:
        return _unseen(url, seen)
    page, tree = seen.page, html_tree(seen.page)
    detection = Detection(
        url, page.url, detect_page(page), seen.robots, seen.requests, _form(page),
        terms=terms_link(tree, page.url), page=page,
    )  # fmt: skip
    if wants_sign_in(tree, page.url):
        found = Detected(None, "the page needs sign-in: what is behind it is not public, and cannot be a source")
        return replace(detection, found=found)
    if page.url != url:
        detection.notes.append(f"{url} leads to {page.url}")
    if detection.found.connector in _OF_PAGES:
        detection = _with_feed(detection, feed_leads(tree, page.url), settings)
    if detection.found.connector is None and is_drawn_by_script(tree):
        return _behind_scripts(detection, settings)
    return _with_list(detection)


def _with_scheme(url: str) -> str:
    url = url.strip()
    return url if "://" in url else f"https://{url}"


def _unseen(url: str, seen: Look) -> Detection:
    """The page cannot be had: its address may still say whose board it is."""
    named = by_address(url)
    page = seen.page
    if named is None and page is not None:
        told = detect_page(page)
        named = told if told.connector else None
    why = f"the page cannot be had: {seen.message or seen.code}"
    found = named or Detected(None, why)
    return Detection(
        url, page.url if page else url, found, seen.robots, seen.requests, "nothing",
        code=seen.code, message=seen.message,
    )  # fmt: skip


def _form(page: Page) -> str:
    body = gunzipped(page.body)
    if body.startswith(b"%PDF"):
        return "PDF"
    if is_workbook(body):
        return "Excel workbook"
    start = body[:2000].lstrip().lower()
    return "web page" if (start.startswith(b"<") and b"<html" in start) or b"<!doctype html" in start else "document"


def _with_list(detection: Detection) -> Detection:
    """What `source new` will read where nothing knows the page: the list of adverts that repeats on it."""
    if detection.found.connector is not None or detection.page is None:
        return detection
    block = next(iter(find_blocks(detection.page)), None)
    if block is None:
        return detection
    told = f"it has a list of {block.count} adverts: {block.why}"
    return replace(detection, found=replace(detection.found, also=[told, *detection.found.also]), listed=True)


def _behind_scripts(detection: Detection, settings: Settings) -> Detection:
    """Where the scripts of a page get its adverts from, as far as the page or its own script names an address."""
    page = detection.page
    assert page is not None
    tree = html_tree(page)
    leads = data_leads(tree, page.url)
    script, requests = own_script(tree, page.url), 0
    if not leads and script:
        seen = look(script, settings)
        requests = seen.requests
        leads = data_leads(tree, page.url, decode(seen.page.body) if seen.page and not seen.code else "")
    return _with_feed(replace(detection, requests=detection.requests + requests), leads, settings)


def _with_feed(detection: Detection, leads: list[Lead], settings: Settings) -> Detection:
    """A feed that lists the page's adverts is preferred to the page; other feeds are named."""
    page = detection.page
    assert page is not None
    tree, requests = html_tree(page), detection.requests
    drawn = is_drawn_by_script(tree)
    for lead in leads[:_MOST_FEEDS]:
        try:
            seen = look(lead.url, settings)
        except TalentfeedError:
            continue
        requests += seen.requests
        if seen.page is None or seen.code:
            continue
        told = detect_page(seen.page)
        extraction = read_page(seen.page, told.connector)
        if told.connector is None or extraction is None or not extraction.found:
            continue
        share = share_on_page(extraction, tree, page.url)
        if drawn or share >= _SAME_LIST or (lead.promising and told.connector != "rss"):
            count = len(extraction.found)
            shown = "is drawn by JavaScript from" if drawn else "names"
            why = f"the page {shown} {lead.url}, which lists its adverts ({count}); {told.why}"
            found = replace(told, why=why, also=[f"the page itself: {detection.found.why}"])
            return replace(detection, found=found, feed=seen.page, requests=requests)
    return replace(detection, requests=requests)


def read_page(page: Page, connector: str | None) -> Extraction | None:
    """What a connector reads in a page as it stands; None where it is not of its form."""
    if connector is None:
        return None
    try:
        return read_saved(page.body, page.url, connector, page.fetched_at, content_type=page.content_type)[1]
    except ExtractError:
        return None


def as_json(found: Detected) -> dict[str, Any]:
    """`connector` is null where it is unknown."""
    return {"connector": found.connector, "why": found.why, "options": found.options, "also": found.also}


def detection_json(detection: Detection) -> dict[str, Any]:
    """What `as_json` says, and how the address answered."""
    return {
        **as_json(detection.found),
        "asked": detection.asked,
        "url": detection.url,
        "form": detection.form,
        "robots": detection.robots,
        "requests": detection.requests,
        "terms": detection.terms,
        "code": detection.code,
        "message": detection.message,
        "notes": detection.notes,
    }


def as_lines(found: Detected) -> list[str]:
    """For people: the name, the evidence, and what goes into a source file."""
    lines = [f"{found.connector or 'unknown'}: {found.why}"]
    if found.options:
        lines += ["connector:", *(f"  {name}: {value}" for name, value in found.options.items())]
    return [*lines, *found.also]


def detection_lines(detection: Detection) -> list[str]:
    """For people: as `as_lines`, with what robots.txt and the site's terms say, and what to do next."""
    host = urlsplit(detection.url).netloc
    lines = [f"robots.txt of {host}: {_ROBOTS.get(detection.robots, detection.robots)}", *detection.notes]
    if detection.code and detection.found.connector:
        lines.append(f"the page itself could not be had: {detection.message or detection.code}")
    lines += as_lines(detection.found)
    if detection.terms:
        lines.append(f"terms of the site, to be read before it is shown: {detection.terms}")
    elif detection.form == "web page":
        lines.append("the page links to no terms of use: ask the publisher for permission")
    if name := detection.found.connector:
        lines += _keys_wanted(name)
    if detection.found.connector or detection.listed:
        lines.append(f"next: talentfeed source new {detection.asked}")
    return lines


_ROBOTS = {
    "allowed": "allows this page",
    "disallowed": "does not allow this page, so it is not fetched; by accident? Then the site should allow Talentfeed",
    "unavailable": "could not be had, so nothing is fetched; try again later",
    "not asked": "not asked",
}


def _keys_wanted(name: str) -> list[str]:
    secrets = sorted(platform(name).secrets) if name not in CODED else []
    return [f"it needs a key of your own: set TALENTFEED_SECRET_{one}, and see its template" for one in secrets]
