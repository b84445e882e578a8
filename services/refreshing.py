"""From what sources and people say now to what portals show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.progress import ProgressOf, silent

if TYPE_CHECKING:
    from dedupe.stage import ResolveReport
    from search_index.report import PublishReport
    from services.workspace import Workspace


@dataclass(frozen=True)
class Refreshed:
    """What each stage said; `closed`: how many listings ended."""

    closed: int
    resolved: ResolveReport
    published: PublishReport


def close(ws: Workspace) -> int:
    """Close what is past its date or gone; how many listings."""
    from normalise.source_ends import close_ended

    return close_ended(ws.store, ws.settings)


def resolve(ws: Workspace, *, full: bool = False, progress: ProgressOf = silent) -> ResolveReport:
    """Deduplicate what changed (`full`: everything)."""
    from dedupe.stage import resolve as stage

    with progress("resolve") as on_progress:
        return stage(ws.store, full=full, now=ws.settings.clock(), on_progress=on_progress)


def publish(ws: Workspace, *, rebuild: bool = False, progress: ProgressOf = silent) -> PublishReport:
    """Send changes to the index and reconcile it with the store (`rebuild`: build it anew beside the old one)."""
    from search_index.stage import publish as stage

    with progress("publish") as on_progress:
        return stage(ws.store, ws.settings, rebuild=rebuild, on_progress=on_progress)


def refresh(ws: Workspace, *, progress: ProgressOf = silent) -> Refreshed:
    """Close, deduplicate, publish."""
    return Refreshed(close(ws), resolve(ws, progress=progress), publish(ws, progress=progress))
