"""Harvests: crawl, then gate and normalise, one source after the other. The DAGs call the same two stage functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from records.disk import DISK_FULL
from records.errors import ConfigError, StoreError, TalentfeedError
from records.vocabulary import RunState
from services.progress import ProgressOf, silent

if TYPE_CHECKING:
    from records.run import RunReport
    from records.source import SourceConfig
    from services.workspace import Workspace

# What a run's state means to a program that called us. PARTIAL and CAPPED runs are usable and say so.
_EXIT = {RunState.FAILED: 4, RunState.CRASHED: 4, RunState.QUARANTINED: 5}
_FOUND_NOTHING = 4
AT_ONCE = timedelta(0)


@dataclass
class Harvests:
    """What became of several sources: the reports of their runs, and (source, error) of those that had none."""

    reports: list[RunReport] = field(default_factory=list)
    errors: list[tuple[str, TalentfeedError]] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The code of the command: the highest of all."""
        return max(exit_code(self.reports), *(error.exit_code for _, error in self.errors), 0)


def each_source(
    ws: Workspace, names: list[str], work: Callable[[str, SourceConfig], RunReport], *, anyway: bool
) -> Harvests:
    """Do `work` for each source called `names` (default: all active); an error of one stops none of the others.

    ConfigError, before any work, for a name that no file has, and without `anyway` for a paused or retired source.
    """
    from services.workspace import pick_each, refuse_resting

    done = Harvests()
    picked = pick_each(ws.settings, names)
    if not anyway:
        refuse_resting(config for _, _, config in picked if not isinstance(config, ConfigError))
    for name, region, config in picked:
        try:
            if isinstance(config, ConfigError):
                raise config
            done.reports.append(work(region, config))
        except TalentfeedError as error:
            done.errors.append((name, error))
    return done


def harvest_source(
    ws: Workspace, region: str, source: SourceConfig, *, wait: timedelta = AT_ONCE, progress: ProgressOf = silent
) -> RunReport:
    """Harvest one source; the report says how it ended, faults of the source included.

    BusyError while another process harvests it, and still does after `wait`.
    """
    from normalise.stage import normalise
    from spiders.stage import crawl

    ws.store.sources.put(source, region)
    with progress(source.id) as on_progress:
        report = crawl(source, ws.settings, ws.store, ws.archive, wait=wait, on_progress=on_progress)
    if report.state is RunState.FAILED:
        return report
    return normalise(source, ws.store, ws.archive, run_id=report.id, now=ws.settings.clock())


def harvest_all(ws: Workspace, names: list[str], *, anyway: bool, progress: ProgressOf = silent) -> Harvests:
    """Harvest the sources named (default: all active, and those that ran before and have no file any more, as errors).

    One that another process harvests is waited for.
    """
    from services.workspace import source_troubles
    from spiders import stage

    def work(region: str, source: SourceConfig) -> RunReport:
        return harvest_source(ws, region, source, wait=stage.LEASE_PATIENCE, progress=progress)

    done = each_source(ws, names, work, anyway=anyway)
    if not names:
        gone = [trouble for trouble in source_troubles(ws) if trouble.what == "gone"]
        done.errors += [(trouble.source_id, ConfigError(f"{trouble.source_id}: {trouble.message}")) for trouble in gone]
    return done


def replay_source(
    ws: Workspace, source: SourceConfig, run_id: str | None, *, progress: ProgressOf = silent
) -> RunReport:
    """Read an archived run of a source again with the connector and options of today, and put it to use."""
    from normalise.stage import normalise
    from spiders.replay import replay_run

    with progress(source.id) as on_progress:
        report = replay_run(source, ws.store, ws.archive, run_id=run_id, on_progress=on_progress)
    if report.state is RunState.FAILED:
        return report
    return normalise(source, ws.store, ws.archive, run_id=report.id, now=ws.settings.clock())


def exit_code(reports: Sequence[RunReport]) -> int:
    """0 where each run is usable and has adverts, or its source's word that there are none; else the highest of:

    4 a run failed, crashed, or found nothing; 5 one is quarantined; 6 one came to the end of the disk.
    """
    return max(map(_code, reports), default=0)


def _code(report: RunReport) -> int:
    if report.reason == DISK_FULL:
        return StoreError.exit_code
    return _EXIT.get(report.state, _FOUND_NOTHING if report.found_nothing else 0)
