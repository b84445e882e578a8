"""Drafts at the desk: what was found at an address, kept until somebody saves it as a source file."""

import base64
import zlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from desk.context import Desk
from desk.problems import DeskError
from records.draft import FieldName
from records.errors import ConfigError
from records.ids import new_id
from records.page import Page
from records.source import SourceConfig
from services.detecting import Detection
from services.drafting import Draft, Saved, Wishes, draft_source, save_draft
from services.drafting.recording import Recording
from services.trying import Trial
from spiders.blocks import Block, by_example
from spiders.detecting import Detected
from store.repositories.desk import Person, StoredDraft

OPEN, SAVED = "open", "saved"
# What a person may pick in a snapshot, with the words for it.
PICKED: dict[FieldName, str] = {
    "title": "title",
    "place": "place",
    "pay": "pay",
    "closes_at": "closing date",
    "organisation": "employer",
}
_MOST_PAGE = 4 * 1024 * 1024
_CARDS = 25


def begin(desk: Desk, person: Person, url: str) -> StoredDraft:
    """See what is at an address, and keep it; ConfigError for an address that must not be fetched."""
    draft = draft_source(url, desk.settings, Wishes())
    return _kept(desk, person, new_id(), draft)


def read_by(desk: Desk, person: Person, stored: StoredDraft, picked: Mapping[FieldName, str]) -> StoredDraft:
    """The same address, read by one advert that a person pointed at; ConfigError where that finds no others."""
    block = block_of(stored, picked)
    wishes = Wishes(connector={"type": "selectors", "url": page_of(stored).url, **block.options()})
    draft = draft_source(stored.url, desk.settings, wishes)
    if draft.config is None:
        raise ConfigError(draft.told[-1], rule="picked")
    return _kept(desk, person, stored.id, draft, before=stored)


def block_of(stored: StoredDraft, picked: Mapping[FieldName, str]) -> Block:
    """All adverts like the one that was pointed at."""
    return by_example(page_of(stored), picked)


def page_of(stored: StoredDraft) -> Page:
    """The page as it was fetched; DeskError where it is too large to show, or none."""
    kept = stored.document.get("page")
    if not isinstance(kept, dict):
        raise DeskError(404, "There is no snapshot of this page: it could not be had, or is too large to show.")
    body = zlib.decompress(base64.b64decode(kept["body"]))
    at = datetime.fromisoformat(kept["at"])
    return Page(url=kept["url"], body=body, content_type=kept["content_type"], fetched_at=at)


def save(desk: Desk, stored: StoredDraft, text: str, config: SourceConfig) -> Saved:
    """Write the source file; ConfigError where there is one of that name already."""
    document = stored.document
    recorded = document.get("recording")
    recording = Recording(**{**recorded, "at": datetime.fromisoformat(recorded["at"])}) if recorded else None
    said = Detected(document["connector"] or None, document["why"])
    detection = Detection(stored.url, stored.url, said, document["robots"], 0, document["form"])
    draft = Draft(detection, text, config, region=document["region"], recording=recording)
    saved = save_draft(draft, desk.settings)
    desk.ws.store.drafts.put(replace(stored, state=SAVED, document={**document, "source": config.id, "page": None}))
    return saved


def _kept(desk: Desk, person: Person, draft_id: str, draft: Draft, *, before: StoredDraft | None = None) -> StoredDraft:
    found = draft.detection.found
    document = {
        "connector": found.connector or "",
        "why": found.why,
        "also": found.also,
        "told": draft.told,
        "robots": draft.detection.robots,
        "terms": draft.detection.terms,
        "form": draft.detection.form,
        "text": draft.text,
        "region": draft.region,
        "trial": _trial(draft.trial) if draft.trial else None,
        "recording": _recording(draft.recording) if draft.recording else None,
        # What a person picked, they picked on the page as it was.
        "page": _page(draft.detection.page) or (before.document.get("page") if before else None),
    }
    organisation = before.organisation if before else person.organisation
    whose = before.person_id if before else person.id
    asked = before.url if before else draft.detection.asked
    stored = StoredDraft(draft_id, whose, organisation, asked, OPEN, desk.settings.clock(), document)
    desk.ws.store.drafts.put(stored)
    return stored


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "rows": [list(row) for row in trial.rows()[:_CARDS]],
        "verdicts": [asdict(one) for one in trial.verdicts()],
        "lines": list(trial.lines()),
        "cost": trial.cost,
        "found": trial.found,
    }


def _recording(recording: Recording) -> dict[str, Any]:
    return {**asdict(recording), "at": recording.at.isoformat()}


def _page(page: Page | None) -> dict[str, str] | None:
    if page is None or len(page.body) > _MOST_PAGE or page.body.startswith((b"%PDF", b"PK\x03\x04")):
        return None
    packed = base64.b64encode(zlib.compress(page.body, 6)).decode()
    return {
        "url": page.url, "body": packed, "content_type": page.content_type, "at": page.fetched_at.isoformat(),
    }  # fmt: skip
