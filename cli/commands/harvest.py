"""`talentfeed harvest`, `talentfeed replay`, `talentfeed normalise` and `talentfeed approve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import RUN_COLUMNS, JsonFlag, WorkersOption, note, print_json, print_table, progress, run_row

if TYPE_CHECKING:
    from services.harvesting import Harvests

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE…", help="Ids of sources, e.g. leeds-council-jobs.")]


def harvest(
    sources: Sources,
    anyway: Annotated[bool, typer.Option("--anyway", help="Paused and retired ones, too.")] = False,
    workers: WorkersOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Harvest sources, several side by side: crawl → archive → gate → normalise. A fault of one stops no other.

    A source that another process harvests just now is left out at once (BUSY). The exit code is the highest of
    all sources: 4 also where a run found no advert and its source does not say that it has none.

    One that is paused or retired is refused, before any is harvested, unless `--anyway` is given.

    Example: `talentfeed harvest leeds-council-jobs`
    """
    from services.harvesting import harvest_each
    from services.workspace import workspace

    with workspace() as ws:
        done = harvest_each(ws, sources, anyway=anyway, workers=workers, progress=progress)
    _show("Harvest", done, as_json=as_json)
    if not as_json:
        for report in done.reports:
            if report.message:
                note(f"{report.source_id}: {report.reason}: {report.message}")
    raise typer.Exit(done.exit_code)


def _show(title: str, done: Harvests, *, as_json: bool) -> None:
    """Reports on stdout; of a source that has none a line on stderr."""
    if as_json:
        print_json([report.model_dump(mode="json") for report in done.reports])
    elif done.reports:
        print_table(title, RUN_COLUMNS, [run_row(report) for report in done.reports])
    for name, error in done.errors:
        note(f"{error.code}: {name}: {error.message}")


def replay(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Id of a source, e.g. leeds-council-jobs.")],
    run_id: Annotated[
        str | None, typer.Option("--run", help="Id of an archived run; default: the newest that is usable.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Extract again from archived pages, without fetching: after selectors were mended, or a new connector.

    Makes a run of its own, reason REPLAYED, from which nothing expires. To read the payloads again as they
    were extracted is `talentfeed normalise`.

    Example: `talentfeed replay leeds-council-jobs && talentfeed resolve && talentfeed publish`
    """
    from services.harvesting import exit_code, replay_source
    from services.workspace import archived_run, pick_sources, workspace

    with workspace() as ws:
        [(_, config)] = pick_sources(ws.settings, [source])
        if run_id is not None:
            archived_run(ws, run_id)
        report = replay_source(ws, config, run_id, progress=progress)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        print_table("Replayed", RUN_COLUMNS, [run_row(report)])
        note(f"{report.source_id}: {report.reason}: {report.message}")
    raise typer.Exit(exit_code([report]))


def normalise(sources: Sources, as_json: JsonFlag = False) -> None:
    """Read the last archived run of sources again, without fetching: after a new version, or a mended lookup.

    Example: `talentfeed normalise leeds-council-jobs && talentfeed resolve && talentfeed publish`
    """
    from normalise.stage import normalise as stage
    from services.harvesting import each_source
    from services.workspace import workspace

    with workspace() as ws:
        now = ws.settings.clock()
        done = each_source(
            ws, sources, lambda _, source: stage(source, ws.store, ws.archive, mode="again", now=now), anyway=True
        )
    _show("Normalised again", done, as_json=as_json)
    raise typer.Exit(done.exit_code)


def approve(
    run_id: Annotated[str, typer.Argument(help="Id of a quarantined run; `talentfeed runs` shows it.")],
) -> None:
    """Promote a quarantined run after a person has looked at it: its losses are real.

    Example: `talentfeed approve 01jc…`
    """
    from normalise.stage import normalise
    from services.workspace import archived_run, pick_sources, workspace

    with workspace() as ws:
        report = archived_run(ws, run_id)
        [(_, source)] = pick_sources(ws.settings, [report.source_id])
        done = normalise(source, ws.store, ws.archive, run_id=run_id, mode="approve", now=ws.settings.clock())
    print_table("Approved", RUN_COLUMNS, [run_row(done)])
