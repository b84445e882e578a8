"""`talentfeed db`: the database's schema."""

from __future__ import annotations

import typer

from cli.output import print_line

app = typer.Typer(help="The database's schema.", no_args_is_help=True)


@app.callback()
def db() -> None:
    """The database's schema."""


@app.command()
def upgrade() -> None:
    """Bring the database to the newest schema. Every verb does so by itself; deployments call it once.

    Example: `talentfeed db upgrade`
    """
    from cli.workspace import workspace

    with workspace():
        print_line("the database has the newest schema")
