"""What stands behind a list: one advert's own page, looked at for markup that says more than the list does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from records.errors import TalentfeedError
from records.page import Page
from records.settings import Settings
from services.detecting import Detection, read_page
from spiders.blocks import Block
from spiders.looking import look
from spiders.markup.urls import absolute

_ATTRIBUTE = "::attr(href)"


def markup_behind(detection: Detection, blocks: list[Block], settings: Settings) -> Iterator[dict[str, Any]]:
    """Options of `json_ld` where the adverts of the page's first list describe themselves on pages of their own.

    Asks for one of them, and only where nothing reads the list itself by markup or platform.
    """
    block = blocks[0] if blocks else None
    if detection.found.connector is not None or block is None or block.cut:
        return
    link = str(block.fields.get("url", ""))
    address = absolute(detection.url, next((row["url"] for row in block.examples if row.get("url")), ""))
    if not link.endswith(_ATTRIBUTE) or "," in block.listing + link or not address:
        return
    page = _page_of(address, settings)
    extraction = read_page(page, "json_ld") if page is not None else None
    if extraction is None or len(extraction.found) != 1:
        return
    inside = link.removesuffix(_ATTRIBUTE)
    options: dict[str, Any] = {"type": "json_ld", "url": detection.url, "follow": f"{block.listing} {inside}".strip()}
    if block.next:
        options |= {"next": block.next, "next_optional": True}
    yield options


def _page_of(address: str, settings: Settings) -> Page | None:
    try:
        seen = look(address, settings)
    except TalentfeedError:
        return None
    return None if seen.code else seen.page
