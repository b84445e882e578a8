"""A run that a gate holds back: what would change if a person let it through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normalise.tally import SENDS_CHANGES
from records.errors import ConfigError, RecordError
from records.vocabulary import ListingStatus, RunState
from services.workspace import all_sources, archived_run

if TYPE_CHECKING:
    from records.run import RunReport
    from records.source import SourceConfig
    from services.workspace import Workspace

_SHOWN = 25
_MOST_READ = 2000


@dataclass(frozen=True)
class FillChange:
    """A field's share of adverts that have it: in the last runs that were used, and in this one."""

    field: str
    usual: float
    now: float


@dataclass(frozen=True)
class WouldChange:
    """Titles, at most 25 of each; `more` says of how many. `edited`: (title as it is, title as it would be).

    `closes`: absence from the run counts; else what it does not have stays, and `gone` is empty.
    """

    report: RunReport
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    edited: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0
    more: dict[str, int] = field(default_factory=dict)
    fill: list[FillChange] = field(default_factory=list)
    closes: bool = False


def waiting_runs(ws: Workspace) -> list[RunReport]:
    """Each source's newest run, where a gate holds it back."""
    found = []
    for source in ws.store.sources.all():
        newest = ws.store.runs.latest(source.id)
        if newest and newest.state is RunState.QUARANTINED and not newest.promoted:
            found.append(newest)
    return found


def would_change(ws: Workspace, run_id: str) -> WouldChange:
    """What approving a run would do. ConfigError for an unknown one; StoreError where its raw pages are gone."""
    from normalise.gates import usual_of
    from normalise.pipeline import to_listing
    from normalise.stage import is_complete_source

    report = archived_run(ws, run_id)
    config = config_of(ws, report.source_id)
    states = ws.store.listings.states(report.source_id)
    reader = ws.archive.reader(report.source_id, run_id)
    closes = reader.manifest().state is RunState.COMPLETE and is_complete_source(config, delta=_is_delta(report))
    new, edited, met, same = [], [], set(), 0
    for number, payload in enumerate(reader.payloads()):
        met.add(payload.key)
        if number >= _MOST_READ:
            continue  # who looks at it will not read so many titles
        state = states.get(payload.key)
        try:
            listing = to_listing(payload, config, now=ws.settings.clock())
        except RecordError:
            continue
        if state is None:
            new.append(listing.title)
        elif state.content_hash == listing.content_hash:
            same += 1
        else:
            edited.append((state.id, listing.title))
    missed = (state for key, state in states.items() if key not in met and state.status is ListingStatus.OPEN)
    gone = [state.id for state in missed] if closes else []
    before = ws.store.listings.get([*(listing_id for listing_id, _ in edited[:_SHOWN]), *gone[:_SHOWN]])
    usual = usual_of(ws.store.runs.promoted_before([config.id, *config.was], run_id))
    return WouldChange(
        report,
        new[:_SHOWN],
        [before[one].listing.title for one in gone[:_SHOWN] if one in before],
        [(before[one].listing.title, title) for one, title in edited[:_SHOWN] if one in before],
        same,
        {"new": len(new), "gone": len(gone), "edited": len(edited)},
        [FillChange(name, share, report.fill.get(name, 0.0)) for name, share in (usual.fill if usual else {}).items()],
        closes,
    )


def _is_delta(report: RunReport) -> bool:
    return any(warn.code == SENDS_CHANGES for warn in report.warnings)


def approve_run(ws: Workspace, run_id: str) -> RunReport:
    """Let a run through the gates, because a person has looked at it."""
    from normalise.stage import normalise

    report = archived_run(ws, run_id)
    config = config_of(ws, report.source_id)
    return normalise(config, ws.store, ws.archive, run_id=run_id, mode="approve", now=ws.settings.clock())


def config_of(ws: Workspace, source_id: str) -> SourceConfig:
    """The source's file; ConfigError where it is broken, or none has its id."""
    for _path, config in all_sources(ws.settings):
        if not isinstance(config, ConfigError) and config.id == source_id:
            return config
    raise ConfigError(f"{source_id} has no file that can be read: `talentfeed source list` says why", rule="source")
