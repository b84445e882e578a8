"""`talentfeed source list | check | try`: what a council officer needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import JsonFlag, note, print_json, print_line, print_table
from records.errors import ConfigError

app = typer.Typer(help="The sources of the config folder.", no_args_is_help=True)


@app.command("list")
def list_sources(as_json: JsonFlag = False) -> None:
    """All sources by region, with their last run.

    Example: `talentfeed source list`
    """
    from cli.workspace import all_sources, workspace

    rows = []
    with workspace() as ws:
        for path, config in all_sources(ws.settings):
            if isinstance(config, ConfigError):
                rows.append((path.parent.name, path.stem, "", "", "broken file", "", ""))
                continue
            last = ws.store.runs.latest(config.id)
            state = (last.state.value, f"{last.started_at:%Y-%m-%d %H:%M}") if last else ("", "never")
            rows.append((path.parent.name, config.id, config.name, config.connector.type, config.status.value, *state))
    columns = ("region", "source", "name", "connector", "status", "last_run", "at")
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_table("Sources", columns, rows)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Source files.")],
    as_json: JsonFlag = False,
) -> None:
    """Check source files: all mistakes at once, each with its line and what to write instead.

    Example: `talentfeed source check config/sources/leeds/*.yaml`
    """
    from cli.checking import checked
    from records.settings import load_settings
    from records.source_file import SourceFileError

    allow_loopback = load_settings().allow_loopback
    found: list[dict[str, object]] = []
    for path in files:
        try:
            config = checked(path, allow_loopback=allow_loopback)
        except SourceFileError as error:
            found += [{"file": str(path), "line": e.line, "rule": e.rule, "message": e.message} for e in error.errors]
            if not as_json:
                print_line(error.message)
        except ConfigError as error:
            found.append({"file": str(path), "line": None, "rule": error.rule, "message": error.message})
            if not as_json:
                print_line(f"{path}: {error.message}")
        else:
            if not as_json:
                print_line(f"{path}: good ({config.connector.type}, {config.name})")
    if as_json:
        print_json(found)
    raise typer.Exit(2 if found else 0)


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
