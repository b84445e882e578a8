"""`talentfeed harvest`, `talentfeed replay`, `talentfeed normalise` and `talentfeed approve`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.output import RUN_COLUMNS, JsonFlag, note, print_json, print_table, run_row

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE…", help="Ids of sources, e.g. leeds-council-jobs.")]


def harvest(sources: Sources, as_json: JsonFlag = False) -> None:
    """Harvest sources, one after the other: crawl → archive → gate → normalise.

    Example: `talentfeed harvest leeds-council-jobs`
    """
    from cli.harvesting import exit_code, harvest_source
    from cli.workspace import pick_sources, workspace

    with workspace() as ws:
        reports = [harvest_source(ws, region, source) for region, source in pick_sources(ws.settings, sources)]
    if as_json:
        print_json([report.model_dump(mode="json") for report in reports])
    else:
        print_table("Harvest", RUN_COLUMNS, [run_row(report) for report in reports])
        for report in reports:
            if report.message:
                note(f"{report.source_id}: {report.reason}: {report.message}")
    raise typer.Exit(exit_code(reports))


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
    from cli.harvesting import exit_code, replay_source
    from cli.workspace import archived_run, pick_sources, workspace

    with workspace() as ws:
        [(_, config)] = pick_sources(ws.settings, [source])
        if run_id is not None:
            archived_run(ws, run_id)
        report = replay_source(ws, config, run_id)
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
    from cli.harvesting import exit_code
    from cli.workspace import pick_sources, workspace
    from normalise.stage import normalise as stage

    with workspace() as ws:
        now = ws.settings.clock()
        reports = [
            stage(source, ws.store, ws.archive, mode="again", now=now)
            for _, source in pick_sources(ws.settings, sources)
        ]
    if as_json:
        print_json([report.model_dump(mode="json") for report in reports])
    else:
        print_table("Normalised again", RUN_COLUMNS, [run_row(report) for report in reports])
    raise typer.Exit(exit_code(reports))


def approve(
    run_id: Annotated[str, typer.Argument(help="Id of a quarantined run; `talentfeed runs` shows it.")],
) -> None:
    """Promote a quarantined run after a person has looked at it: its losses are real.

    Example: `talentfeed approve 01jc…`
    """
    from cli.workspace import archived_run, pick_sources, workspace
    from normalise.stage import normalise

    with workspace() as ws:
        report = archived_run(ws, run_id)
        [(_, source)] = pick_sources(ws.settings, [report.source_id])
        done = normalise(source, ws.store, ws.archive, run_id=run_id, mode="approve", now=ws.settings.clock())
    print_table("Approved", RUN_COLUMNS, [run_row(done)])
