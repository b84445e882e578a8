"""Opportunities as the outside sees them: as in the index, whichever way they were asked for."""

import re
from datetime import datetime
from typing import Any

from portal.errors import RequestError
from records.opportunity import Opportunity
from search_index.documents import document
from store import Store

ID = re.compile(r"^[0-9a-z]{26}$")


def public(opportunity: Opportunity) -> dict[str, Any]:
    """JSON-ready, contacts masked, absent values left out: the same record that a search gives."""
    made = document(opportunity)
    del made["search"]
    return made


def find(store: Store, opportunity_id: str) -> Opportunity:
    """The record that lives under an id, redirects followed. RequestError 404."""
    found = store.opportunities.live(opportunity_id) if ID.match(opportunity_id) else None
    if found is None:
        raise RequestError("there is no opportunity with this id", status=404, code="NOT_FOUND", field="id")
    return found


def closed_at(store: Store, opportunity: Opportunity) -> datetime | None:
    """When a closed record closed: its closing date, or the moment its last change was decided."""
    page = store.changes.page(opportunity.sequence - 1, 1, compact=False)
    decided = page[0].at if page and page[0].sequence == opportunity.sequence else None
    moments = [moment for moment in (opportunity.closes_at, decided) if moment is not None]
    return min(moments, default=None)
