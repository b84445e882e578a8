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
    """Bring the database to the schema of this version. Deployments call it once.

    Every verb makes the tables of an empty database; only this one and `run` change those of an older version.

    Example: `talentfeed db upgrade`
    """
    from services.workspace import workspace

    with workspace(migrate=True):
        print_line("the database has the newest schema")
