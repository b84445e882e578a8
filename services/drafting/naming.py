"""What a new source is called: its id, its publisher, its region, from the address and the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from records.errors import ConfigError
from records.platforms.board import board_of
from records.platforms.known import platform
from records.settings import Settings
from records.source_file import claimed_id, source_files
from records.vocabulary import Kind
from records.words.lists import groups, words
from records.words.wording import Wording, any_of
from services.source_life import UNSETTLED

_PLURAL = {
    Kind.JOB: "jobs",
    Kind.APPRENTICESHIP: "apprenticeships",
    Kind.COURSE: "courses",
    Kind.EVENT: "events",
    Kind.SUPPORT: "support",
    Kind.NEWS: "news",
}
_SEPARATORS = re.compile(r"\s+[|–—·-]\s+|\s*\|\s*")
_MOST = 50
_ADVERTS = Wording(lambda: any_of(words("page_signs", "adverts")))
_KINDS = {"course": Kind.COURSE, "event": Kind.EVENT, "apprenticeship": Kind.APPRENTICESHIP}


def slug(text: str) -> str:
    """Small letters, digits and hyphens; '' where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MOST].strip("-")


def source_id(url: str, connector: str, kind: Kind, taken: Iterable[str]) -> str:
    """An id that no other source has: whose it is and what it lists, `leeds-jobs`."""
    owner = slug(_board(url, connector) or owner_of(url)) or "source"
    name = owner if owner.endswith(_PLURAL[kind]) else f"{owner}-{_PLURAL[kind]}"
    others, number, free = set(taken), 1, name
    while free in others:
        number += 1
        free = f"{name}-{number}"
    return free


def ids_taken(settings: Settings) -> list[str]:
    """The ids of the sources there are."""
    folder = settings.config_dir / "sources"
    return [claimed_id(path) for path in source_files(settings.config_dir)] if folder.is_dir() else []


def _board(url: str, connector: str) -> str:
    """The customer's name at a vendor's host; '' elsewhere."""
    try:
        board = board_of(platform(connector), None, url)
    except ConfigError:
        return ""
    named = board.values.get("board", "") if board else ""
    return "" if "." in named else named.rsplit("/", 1)[-1]


def owner_of(url: str) -> str:
    """The part of a host that names its owner: `leeds` of www.leeds.gov.uk."""
    host = (urlsplit(url).hostname or "").casefold()
    if re.fullmatch(r"[\d.]+|\[.*", host):
        return ""
    host = host.removeprefix("www.")
    endings = sorted((end for of in groups("domain_endings").values() for end in of), key=len, reverse=True)
    end = next((end for end in endings if host.endswith(f".{end}")), "")
    return host.removesuffix(f".{end}").rsplit(".", 1)[-1] if end else host.split(".")[0]


def body_of(url: str) -> str:
    """What sort of body the host is of, by its ending; '' where that says nothing."""
    host = (urlsplit(url).hostname or "").casefold()
    for body, endings in groups("domain_endings").items():
        if body != "other" and any(host.endswith(f".{end}") for end in endings):
            return body
    return ""


def plural(kind: Kind) -> str:
    """What a list of them is called."""
    return _PLURAL[kind]


def publisher_name(tree: etree._Element | None, url: str, channel: str = "") -> tuple[str, bool]:
    """(the site's own name for itself, whether it says so); else the name in its host, or what is to be settled.

    `channel`: what a feed calls itself.
    """
    if tree is not None:
        root = Selector(root=tree)
        stated = root.css('meta[property="og:site_name"]::attr(content)').get() or ""
        parts = [part.strip() for part in _SEPARATORS.split(root.css("title::text").get() or "") if part.strip()]
        last = parts[-1] if len(parts) > 1 else ""
        for name in (stated.strip(), last):
            if name and not _ADVERTS.fullmatch(name):
                return " ".join(name.split())[:80], True
    if channel and not _ADVERTS.search(channel):
        return " ".join(channel.split())[:80], True
    owner = owner_of(url)
    return (owner.replace("-", " ").title() if owner else UNSETTLED), False


def kind_of(url: str, tree: etree._Element | None, kinds: Iterable[Kind]) -> Kind:
    """What the adverts are, by what was read of them; by the address and title of the page where those are jobs."""
    read = list(kinds)
    most = max(set(read), key=read.count) if read else Kind.JOB
    if most is not Kind.JOB:
        return most
    title = Selector(root=tree).css("title::text, h1::text").getall() if tree is not None else []
    said = f"{urlsplit(url).path} {' '.join(title)}".casefold()
    if re.search(r"\b(?:job|vacanc|career|recruit)", said):
        return Kind.JOB
    return next((kind for word, kind in _KINDS.items() if re.search(rf"\b{word}", said)), Kind.JOB)
