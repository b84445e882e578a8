"""`talentfeed source list | check | try | detect | key`: what a council officer needs."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import Annotated

import typer

from cli.output import JsonFlag, note, print_json, print_line, print_table

app = typer.Typer(help="The sources of the config folder.", no_args_is_help=True)


@app.command("list")
def list_sources(as_json: JsonFlag = False) -> None:
    """All sources by region, with their last run, and what is wrong: a broken file, a file that is gone.

    Example: `talentfeed source list`
    """
    from services.source_listing import source_rows
    from services.workspace import workspace

    with workspace() as ws:
        rows = [astuple(row) for row in source_rows(ws)]
    columns = ("region", "source", "name", "connector", "status", "last_run", "at", "problem")
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_table("Sources", columns, rows)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Source files.")],
    as_json: JsonFlag = False,
) -> None:
    """Check source files, and files of `config/platforms/`: all mistakes at once, each with its line and remedy.

    Example: `talentfeed source check config/sources/leeds/*.yaml`
    """
    from records.settings import load_settings
    from services.checking import check_file

    settings = load_settings()
    found: list[dict[str, object]] = []
    for path in files:
        checked = check_file(path, files, settings)
        found += [{"file": str(path), "line": e.line, "rule": e.rule, "message": e.message} for e in checked.mistakes]
        if not as_json:
            print_line(checked.said)
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
    from records.settings import load_settings
    from records.source_file import load_source
    from services.trying import Trial, try_listings

    settings = load_settings()
    source = load_source(file, allow_loopback=settings.allow_loopback)
    trial: Trial = try_listings(source, settings, limit)
    if as_json:
        print_json(trial.as_json())
    else:
        _show(trial)
    raise typer.Exit(0 if trial.listings else 4)


def _show(trial: object) -> None:
    from services.trying import Trial

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
    from services import detecting

    found = detecting.detect_file(file, url)
    if as_json:
        print_json(detecting.as_json(found))
    else:
        for line in detecting.as_lines(found):
            print_line(line)
    raise typer.Exit(0 if found.connector else 3)


@app.command()
def key(
    source_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a source whose connector is `push`.")],
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the key away, and issue none.")] = False,
) -> None:
    """Issue the key with which a publisher pushes its adverts. It is shown this once; the one before holds no longer.

    How to push: docs/push.md.

    Example: `talentfeed source key leeds-hospital`
    """
    from services.pushing import issue_key, revoke_key
    from services.workspace import workspace

    with workspace() as ws:
        if revoke:
            print_line("revoked" if revoke_key(ws, source_id) else "there was no key")
        else:
            print_line(issue_key(ws, source_id))
            note("It is kept as a hash only: give it to the publisher now, by a way that nobody else reads.")
