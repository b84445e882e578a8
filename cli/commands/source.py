"""`talentfeed source list | check | try | detect`: what a council officer needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import JsonFlag, note, print_json, print_line, print_table
from records.errors import ConfigError

if TYPE_CHECKING:
    from cli.workspace import Workspace
    from records.settings import Settings

app = typer.Typer(help="The sources of the config folder.", no_args_is_help=True)


@app.command("list")
def list_sources(as_json: JsonFlag = False) -> None:
    """All sources by region, with their last run, and what is wrong: a broken file, a file that is gone.

    Example: `talentfeed source list`
    """
    from cli.workspace import all_sources, source_troubles, workspace
    from records.source_file import claimed_id

    rows = []
    with workspace() as ws:
        troubles = {trouble.source_id: trouble for trouble in source_troubles(ws)}
        for path, config in all_sources(ws.settings):
            if isinstance(config, ConfigError):
                source_id, about = claimed_id(path), ("", "", "broken file")
                problem = config.message if str(path) in config.message else f"{path}: {config.message}"
            else:
                source_id, about = config.id, (config.name, config.connector.type, config.status.value)
                problem = troubles[source_id].message if source_id in troubles else ""
            rows.append((path.parent.name, source_id, *about, *_last_run(ws, source_id), problem))
        for trouble in troubles.values():
            if trouble.what == "gone":
                name = (trouble.region, trouble.source_id, "", "", "file gone")
                rows.append((*name, *_last_run(ws, trouble.source_id), trouble.message))
    columns = ("region", "source", "name", "connector", "status", "last_run", "at", "problem")
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_table("Sources", columns, rows)


def _last_run(ws: Workspace, source_id: str) -> tuple[str, str]:
    from cli.run_listing import recent_runs

    last = next(iter(recent_runs(ws, source_id, 1)), None)
    return (last.state.value, f"{last.started_at:%Y-%m-%d %H:%M}") if last else ("", "never")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Source files.")],
    as_json: JsonFlag = False,
) -> None:
    """Check source files, and files of `config/platforms/`: all mistakes at once, each with its line and remedy.

    Example: `talentfeed source check config/sources/leeds/*.yaml`
    """
    from records.file_faults import FaultyFileError
    from records.settings import load_settings

    settings = load_settings()
    found: list[dict[str, object]] = []
    for path in files:
        try:
            what = _checked(path, files, settings)
        except FaultyFileError as error:
            found += [{"file": str(path), "line": e.line, "rule": e.rule, "message": e.message} for e in error.errors]
            if not as_json:
                print_line(error.message)
        except ConfigError as error:
            found.append({"file": str(path), "line": None, "rule": error.rule, "message": error.message})
            if not as_json:
                print_line(f"{path}: {error.message}")
        else:
            if not as_json:
                print_line(f"{path}: good ({what})")
    if as_json:
        print_json(found)
    raise typer.Exit(2 if found else 0)


def _checked(path: Path, beside: list[Path], settings: Settings) -> str:
    """What the file describes; raises its mistakes."""
    from cli.checking import checked, checked_platform

    if path.absolute().parent.name == "platforms":
        return f"platform, {checked_platform(path, allow_loopback=settings.allow_loopback).title}"
    config = checked(path, beside=beside, config_dir=settings.config_dir, allow_loopback=settings.allow_loopback)
    return f"{config.connector.type}, {config.name}"


@app.command("try")
def try_source(
    file: Annotated[Path, typer.Argument(help="Source file.")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many adverts to show.")] = 10,
    as_json: JsonFlag = False,
) -> None:
    """Fetch a little of a source and show what was found. Stores nothing.

    Example: `talentfeed source try config/sources/leeds/leeds-council-jobs.yaml`
    """
    from cli.trying import Trial, try_listings
    from records.settings import load_settings
    from records.source_file import load_source

    settings = load_settings()
    source = load_source(file, allow_loopback=settings.allow_loopback)
    trial: Trial = try_listings(source, settings, limit)
    if as_json:
        print_json(trial.as_json())
    else:
        _show(trial)
    raise typer.Exit(0 if trial.listings else 4)


def _show(trial: object) -> None:
    from cli.trying import Trial

    assert isinstance(trial, Trial)
    print_line(f"robots.txt: {trial.robots}; {trial.requests} requests sent")
    if trial.listings:
        print_table(
            f"First {len(trial.listings)} adverts",
            ("title", "organisation", "place", "pay", "closes", "url"),
            trial.rows(),
        )
        print_table("Fill rate", ("field", "share", "example"), trial.fill_rows())
    for line in trial.problems:
        note(line)
    if not trial.listings:
        note("nothing was found: check the address in a browser, and the selectors or field names in the file")


@app.command()
def detect(
    file: Annotated[Path, typer.Option(help="The saved page or document.")],
    url: Annotated[str, typer.Option(help="Address it was saved from.")],
    as_json: JsonFlag = False,
) -> None:
    """Say which connector reads a saved page, why, and what to write into a source file. Fetches nothing.

    Exit 0 if it is known, 3 if not.

    Example: `talentfeed source detect --file jobs.html --url https://www.example.gov.uk/jobs`
    """
    from cli import detecting

    found = detecting.detect_file(file, url)
    if as_json:
        print_json(detecting.as_json(found))
    else:
        for line in detecting.as_lines(found):
            print_line(line)
    raise typer.Exit(0 if found.connector else 3)
