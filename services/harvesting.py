"""Harvests: crawl, then gate and normalise, several sources side by side. The DAGs call the same stage functions."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from records.disk import DISK_FULL
from records.errors import ConfigError, StoreError, TalentfeedError
from records.vocabulary import RunState
from services.progress import ProgressOf, silent
from services.side_by_side import Task, run_side_by_side

if TYPE_CHECKING:
    from records.run import RunReport
    from records.source import SourceConfig
    from services.workspace import Workspace
    from spiders.stop import Stop

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
    """Do `work` for each source called `names` (default: all active), one after the other.

    An error of one stops none of the others. ConfigError, before any work, for a name that no file has, and without
    `anyway` for a paused or retired source.
    """
    done = _Outcomes(_picked(ws, names, anyway=anyway))
    for place, region, config in done.sound:
        done.keep(place, lambda region=region, config=config: work(region, config))  # type: ignore[misc]
    return done.harvests()


def harvest_each(
    ws: Workspace,
    names: list[str],
    *,
    anyway: bool,
    wait: timedelta = AT_ONCE,
    workers: int | None = None,
    progress: ProgressOf = silent,
) -> Harvests:
    """Harvest each source called `names` (default: all active), several side by side; else as `each_source`.

    Sources that are fetched from one host take turns. `workers`: how many at once; None: as `harvest_workers` says.
    The reports come in the order of the sources, whichever ended first.
    """
    from services.workspace import refuse_pushed

    picked = _picked(ws, names, anyway=anyway)
    refuse_pushed(config for _, _, config in picked if not isinstance(config, ConfigError))
    done = _Outcomes(picked)

    def task(place: int, region: str, config: SourceConfig) -> Task:
        def harvest(stop: Stop | None) -> None:
            done.keep(place, lambda: harvest_source(ws, region, config, wait=wait, progress=progress, stop=stop))

        return Task(config.connector.hosts, harvest)

    run_side_by_side([task(*each) for each in done.sound], workers or ws.settings.harvest_workers or processors())
    return done.harvests()


def harvest_all(
    ws: Workspace, names: list[str], *, anyway: bool, workers: int | None = None, progress: ProgressOf = silent
) -> Harvests:
    """Harvest the sources named (default: all active, and those that ran before and have no file any more, as errors).

    One that another process harvests is waited for.
    """
    from services.workspace import source_troubles
    from spiders import stage

    done = harvest_each(ws, names, anyway=anyway, wait=stage.LEASE_PATIENCE, workers=workers, progress=progress)
    if not names:
        gone = [trouble for trouble in source_troubles(ws) if trouble.what == "gone"]
        done.errors += [(trouble.source_id, ConfigError(f"{trouble.source_id}: {trouble.message}")) for trouble in gone]
    return done


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _picked(ws: Workspace, names: list[str], *, anyway: bool) -> list[tuple[str, str, SourceConfig | ConfigError]]:
    from services.workspace import pick_each, refuse_resting

    picked = pick_each(ws.settings, names)
    if not anyway:
        refuse_resting(config for _, _, config in picked if not isinstance(config, ConfigError))
    return picked


class _Outcomes:
    """What became of each picked source, by its place; several threads may keep theirs."""

    def __init__(self, picked: list[tuple[str, str, SourceConfig | ConfigError]]) -> None:
        self._picked = picked
        self._reports: dict[int, RunReport] = {}
        self._errors: dict[int, TalentfeedError] = {
            place: config for place, (_, _, config) in enumerate(picked) if isinstance(config, ConfigError)
        }

    @property
    def sound(self) -> list[tuple[int, str, SourceConfig]]:
        """Place, region and config of each source whose file is good."""
        return [
            (place, region, config)
            for place, (_, region, config) in enumerate(self._picked)
            if not isinstance(config, ConfigError)
        ]

    def keep(self, place: int, work: Callable[[], RunReport]) -> None:
        """Do the work of one source, and keep its report, or its error."""
        try:
            self._reports[place] = work()
        except TalentfeedError as error:
            self._errors[place] = error

    def harvests(self) -> Harvests:
        """All, in the order in which they were picked."""
        return Harvests(
            [self._reports[place] for place in sorted(self._reports)],
            [(self._picked[place][0], self._errors[place]) for place in sorted(self._errors)],
        )


def harvest_source(
    ws: Workspace,
    region: str,
    source: SourceConfig,
    *,
    wait: timedelta = AT_ONCE,
    progress: ProgressOf = silent,
    stop: Stop | None = None,
) -> RunReport:
    """Harvest one source; the report says how it ended, faults of the source included.

    BusyError while another process harvests it, and still does after `wait`.
    """
    from normalise.stage import normalise
    from spiders.stage import crawl
    from store import Archive

    ws.store.sources.put(source, region)
    archive = Archive(ws.settings.archive_url)  # of this thread's own
    with progress(source.id) as on_progress:
        report = crawl(source, ws.settings, ws.store, archive, wait=wait, on_progress=on_progress, stop=stop)
    if report.state is RunState.FAILED:
        return report
    return normalise(source, ws.store, archive, run_id=report.id, now=ws.settings.clock())


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
