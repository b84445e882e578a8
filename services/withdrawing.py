"""Adverts off the portals by a person's word, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import ConfigError
from records.takedown import REMOVED
from services.workspace import all_sources

if TYPE_CHECKING:
    from services.workspace import Workspace


def withdraw(ws: Workspace, ids: list[str]) -> int:
    """Take down what these opportunities, listings and sources show; how many listings. A resolve makes it seen.

    ConfigError, before anything is changed, for an unknown id and for a source that is still harvested.
    """
    from normalise.source_ends import end_at_once

    sources, listings = _named(ws, ids)
    _refuse_harvested(ws, sources)
    closed = sum(end_at_once(ws.store, source_id, ws.settings) for source_id in sources)
    return closed + ws.store.endings.take_down(listings, ws.settings.clock())


def put_back(ws: Workspace, ids: list[str]) -> int:
    """Undo `withdraw` for opportunities and listings; how many listings. ConfigError for a source."""
    from normalise.source_ends import close_ended

    sources, listings = _named(ws, ids)
    if sources:
        raise ConfigError(
            f"{', '.join(sources)}: a source comes back by its file (`status: active`) and a harvest", rule="id"
        )
    _refuse_taken_down(ws, listings)
    changed = ws.store.endings.put_back(listings)
    # What ended while it was away must not come back for an hour.
    close_ended(ws.store, ws.settings)
    return changed


def _refuse_taken_down(ws: Workspace, listings: list[str]) -> None:
    gone = [each for each, stored in ws.store.listings.get(listings).items() if stored.closed_reason == REMOVED]
    if gone:
        raise ConfigError(
            f"{', '.join(gone)}: taken down, so nothing of it is left to put back: nothing was changed. `talentfeed "
            "takedown --list` says why, `--lift` ends it, and then a harvest brings back what its source shows",
            rule="id",
        )


def _named(ws: Workspace, ids: list[str]) -> tuple[list[str], list[str]]:
    """Ids of sources, ids of listings; ConfigError, before anything is changed, names what is neither."""
    sources, listings, unknown = [], [], []
    for one in ids:
        found = ws.store.opportunities.live(one)
        if found is not None:
            listings += [member.listing_id for member in found.listings]
        elif ws.store.listings.get([one]):
            listings.append(one)
        elif ws.store.sources.get(one) is not None:
            sources.append(one)
        else:
            unknown.append(one)
    if unknown:
        raise ConfigError(
            f"there is no opportunity, listing or source {', '.join(unknown)}: nothing was changed. A portal's page "
            "ends in its opportunity's id; `talentfeed source list` has the sources",
            rule="id",
        )
    return sources, listings


def _refuse_harvested(ws: Workspace, sources: list[str]) -> None:
    if not sources:
        return
    for path, config in all_sources(ws.settings):
        if not isinstance(config, ConfigError) and config.id in sources and config.status != "retired":
            raise ConfigError(
                f"{config.id} is {config.status}, and its next harvest would bring its adverts back: set "
                f"`status: retired` in {path}, or delete that file, then withdraw it",
                file=str(path),
                rule="status",
            )
