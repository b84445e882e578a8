"""A page that scripts draw, as a browser shows it: where nothing else reads it, and a browser is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from records.errors import TalentfeedError
from records.settings import Settings
from services.detecting import Detection
from spiders.detecting import Detected, detect_page, is_drawn_by_script
from spiders.leads import html_tree
from spiders.looking import look
from spiders.rendering.browser import program

# Connectors with the option `render`.
_DRAWN = ("selectors", "json_ld", "table")


def as_drawn(detection: Detection, settings: Settings, told: list[str]) -> Detection | None:
    """The detection of the page as it is drawn; None where it needs no browser, or none can be had (`told` says so)."""
    if detection.found.connector is not None or detection.page is None:
        return None
    if not is_drawn_by_script(html_tree(detection.page)):
        return None
    try:
        program(settings.browser)
        seen = look(detection.url, settings, drawn=True)
    except TalentfeedError as error:
        told.append(f"the page was not drawn: {error.message}")
        return None
    if seen.page is None or seen.code:
        told.append(f"the page was not drawn: {seen.message or seen.code}")
        return None
    found = detect_page(seen.page)
    if found.connector not in _DRAWN:
        found = Detected(None, "the page is drawn by JavaScript, and was read as a browser shows it")
    return replace(detection, page=seen.page, found=found, requests=detection.requests + seen.requests)


def with_browser(connector: dict[str, Any]) -> dict[str, Any]:
    """Options by which the page is drawn before it is read."""
    return {**connector, "render": "browser"} if connector["type"] in _DRAWN else connector
