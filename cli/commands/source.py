"""`talentfeed source list | new | check | try | detect | status | key`: what a council officer needs."""

from __future__ import annotations

import sys
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cli.output import JsonFlag, note, print_json, print_line, print_table
from records.vocabulary import SourceStatus

if TYPE_CHECKING:
    from services.drafting import Draft, Saved
    from services.trying import Trial

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
            for line in checked.notes:
                print_line(f"  {line}")
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
    from services.trying import try_listings
    from services.workspace import refuse_pushed

    settings = load_settings()
    source = load_source(file, allow_loopback=settings.allow_loopback)
    refuse_pushed([source])
    trial = try_listings(source, settings, limit)
    if as_json:
        print_json(trial.as_json())
    else:
        _show(trial)
    raise typer.Exit(0 if trial.listings else 4)


def _show(trial: Trial) -> None:
    cost = f"; a daily run: {trial.cost}" if trial.cost else ""
    print_line(f"robots.txt: {trial.robots}; {trial.requests} requests sent{cost}")
    if trial.listings:
        print_table(
            f"First {len(trial.listings)} adverts",
            ("title", "organisation", "place", "pay", "closes", "url"),
            trial.rows(),
        )
        rows = [one.row() for one in trial.verdicts()]
        print_table("How well each field is read", ("field", "found", "verdict", "example", "what to do"), rows)
    for line in trial.lines():
        note(line)
    if not trial.listings:
        note("nothing was found: check the address in a browser, and the selectors or field names in the file")


@app.command()
def detect(
    address: Annotated[str | None, typer.Argument(metavar="URL", help="The page; it is fetched once.")] = None,
    file: Annotated[Path | None, typer.Option(help="A saved page or document instead; fetches nothing.")] = None,
    url: Annotated[str | None, typer.Option(help="Address the file was saved from.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Say which connector reads a page, why, and what to write into a source file.

    Of an address also: what robots.txt says, where redirects lead, feeds that are steadier than the page, the
    site's terms. Exit 0 if it is known, 3 if not, 4 if the page cannot be had.

    Example: `talentfeed source detect https://www.example.gov.uk/jobs`
    """
    from services import detecting

    if (address is None) == (file is None) or (file is not None and url is None):
        raise typer.BadParameter("give the address of a page, or --file with --url")
    if address is not None:
        _detect_address(address, as_json=as_json)
    assert file is not None
    assert url is not None
    found = detecting.detect_file(file, url)
    if as_json:
        print_json(detecting.as_json(found))
    else:
        for line in detecting.as_lines(found):
            print_line(line)
    raise typer.Exit(0 if found.connector else 3)


def _detect_address(address: str, *, as_json: bool) -> NoReturn:
    from records.settings import load_settings
    from services import detecting

    detection = detecting.detect_url(address, load_settings())
    if as_json:
        print_json(detecting.detection_json(detection))
    else:
        for line in detecting.detection_lines(detection):
            print_line(line)
    raise typer.Exit(0 if detection.found.connector else 4 if detection.code else 3)


@app.command()
def new(  # noqa: PLR0913 - one option a line of the file that only a person knows
    url: Annotated[str, typer.Argument(metavar="URL", help="The page, feed or file that lists the adverts.")],
    source_id: Annotated[str, typer.Option("--id", help="Id of the source; else made of whose it is.")] = "",
    name: Annotated[str, typer.Option(help="As people know it.")] = "",
    publisher: Annotated[str, typer.Option(help="Whose adverts they are; else as the site calls itself.")] = "",
    region: Annotated[str, typer.Option(help="Folder below config/sources.")] = "",
    area: Annotated[str, typer.Option(help="The area it covers, by name or code.")] = "",
    licence: Annotated[str, typer.Option(help="On what terms it may be shown: OGL-UK-3.0, permission, …")] = "",
    country: Annotated[str, typer.Option(help="Country of its places, else GB.")] = "",
    timezone: Annotated[str, typer.Option(help="Zone of its dates, else Europe/London.")] = "",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over a file of that name.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Add a source: see what is at an address, draft its file, try it, and write it down as a draft.

    Nothing is fetched on schedule before `talentfeed source status ID active`. A file that is there already is
    asked about, and without a terminal left alone. Exit 4 where no advert could be read: then nothing is written.

    Example: `talentfeed source new https://www.example.gov.uk/jobs --region leeds --area Leeds`
    """
    from records.settings import load_settings
    from services.drafting import Wishes, draft_source, save_draft

    settings = load_settings()
    wishes = Wishes(source_id, name, publisher, region, area, licence, country, timezone)
    draft = draft_source(url, settings, wishes)
    if draft.config is None:
        _told(draft, None, as_json=as_json)
        raise typer.Exit(4)
    path = settings.config_dir / "sources" / draft.region / f"{draft.config.id}.yaml"
    if path.exists() and not overwrite and sys.stdin.isatty():
        overwrite = typer.confirm(f"{path} is there already. Write over it?")
    _told(draft, save_draft(draft, settings, overwrite=overwrite), as_json=as_json)


def _told(draft: Draft, saved: Saved | None, *, as_json: bool) -> None:
    from services.detecting import detection_json

    if as_json:
        print_json(
            {
                "file": str(saved.path) if saved else None,
                "case": str(saved.case) if saved and saved.case else None,
                "text": draft.text,
                "told": draft.told,
                "detection": detection_json(draft.detection),
                "trial": draft.trial.as_json() if draft.trial else None,
            }
        )
        return
    for line in draft.told:
        print_line(line)
    if saved is None or draft.trial is None:
        print_line("next: talentfeed source detect says more about what is there")
        return
    _show(draft.trial)
    print_line(f"written: {saved.path}, as a draft")
    if saved.case:
        print_line(f"with a page to check it by, cut and without people's data: {saved.case}")
    print_line(f"next: read the file, settle what its notes name, then: talentfeed source check {saved.path}")


@app.command()
def status(
    source: Annotated[str, typer.Argument(metavar="ID", help="Id of a source, e.g. leeds-council-jobs.")],
    to: Annotated[SourceStatus | None, typer.Argument(metavar="STATUS", help="What it is to be from now on.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show or set whether a source is fetched: draft, active, probation, paused or retired.

    Writes the one line `status` of its file, and nothing else. A file with mistakes is not changed.

    Example: `talentfeed source status leeds-council-jobs active`
    """
    from records.settings import load_settings
    from services.source_life import set_status, status_of

    settings = load_settings()
    told = status_of(settings, source) if to is None else set_status(settings, source, to)
    if as_json:
        names = {"source": told.source, "file": str(told.path)}
        print_json(names | {"before": told.before, "status": told.after, "meaning": told.meaning})
        return
    was = f" (was {told.before.value})" if told.before is not told.after else ""
    print_line(f"{told.source} is {told.after.value}{was}: {told.meaning}")


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
