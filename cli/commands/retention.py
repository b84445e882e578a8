"""`talentfeed retention`: raw pages are kept for a set time."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import JsonFlag, note, print_json, print_line, print_table, progress

if TYPE_CHECKING:
    from store.retention import RetentionReport

_COLUMNS = (
    "source",
    "runs gone",
    "bytes",
    "only pages left",
    "within the time",
    "kept longer",
    "unfinished",
    "problem",
)


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Delete raw pages that are older than TALENTFEED_ARCHIVE_KEEP_DAYS, except those still needed.

    What stays longer, and why: `docs/privacy.md`. Reports of runs, listings and opportunities stay for good.
    A source that is being harvested is left for the next time.

    Example: `talentfeed retention --dry-run`
    """
    from services.workspace import workspace
    from store.retention import retain

    with workspace() as ws, progress("retention") as on_progress:
        report = retain(
            ws.store,
            ws.archive,
            keep_days=ws.settings.archive_keep_days,
            now=ws.settings.clock(),
            dry_run=dry_run,
            on_progress=on_progress,
        )
    if as_json:
        print_json(asdict(report))
    else:
        _print(report)
    for source in report.failed:
        note(f"{source.source_id}: {source.code}: {source.problem}")
    raise typer.Exit(6 if report.failed else 0)


def _print(report: RetentionReport) -> None:
    if report.before is None:
        print_line("everything is kept for ever: TALENTFEED_ARCHIVE_KEEP_DAYS is 0")
        return
    rows = [
        (
            s.source_id,
            len(s.deleted),
            sum(run.bytes for run in s.deleted),
            len(s.thinned),
            s.recent,
            len(s.kept),
            s.unfinished,
            s.code,
        )
        for s in report.sources
    ]
    print_table("Would be deleted" if report.dry_run else "Raw pages deleted", _COLUMNS, rows)
    left = {
        thin.kept_as or thin.run_id: f", {thin.bodies} of {thin.of} pages" for s in report.sources for thin in s.thinned
    }
    longer = [
        (s.source_id, run_id, f"{why.value}{left.get(run_id, '')}")
        for s in report.sources
        for run_id, why in s.kept.items()
    ]
    if longer:
        print_table("Kept longer", ("source", "run", "because"), longer)
    gone = [run for source in report.sources for run in source.deleted]
    would = "would go" if report.dry_run else "gone"
    print_line(
        f"fetched before {report.before:%Y-%m-%d} ({report.keep_days} days): "
        f"{len(gone)} runs {would}, {sum(run.bytes for run in gone):,} bytes"
    )
