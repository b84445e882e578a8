"""`talentfeed desk` and `talentfeed studio`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.output import note, print_line, print_table

app = typer.Typer(help="Where publishers push and people work: push API and studio.", no_args_is_help=True)
HostOption = Annotated[str, typer.Option(help="Address to listen on.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port.")]


@app.command()
def serve(host: HostOption = "127.0.0.1", port: PortOption = 8801) -> None:
    """Serve the push API for publishers and the studio for officers and operators.

    Example: `talentfeed desk serve --port 8801`
    """
    _serve(host, port)


@app.command()
def invite(
    name: Annotated[str, typer.Argument(help="Who it is, for the log.")],
    role: Annotated[str, typer.Option("--role", help="officer or operator.")],
    organisation: Annotated[str, typer.Option("--organisation", help="Whose sources an officer looks after.")] = "",
    subject: Annotated[
        str, typer.Option("--subject", help="Who it is to the identity provider in front of the desk.")
    ] = "",
) -> None:
    """Let somebody into the studio; prints a link by which they sign in once, within 48 hours.

    Example: `talentfeed desk invite "Ada Lovelace" --role officer --organisation "Leeds City Council"`
    """
    from desk.people import OFFICER, ROLES
    from desk.people import invite as let_in
    from records.errors import ConfigError
    from services.workspace import workspace

    if role not in ROLES:
        raise ConfigError(f"--role {role}: it must be one of {', '.join(ROLES)}", rule="role")
    if role == OFFICER and not organisation.strip():
        raise ConfigError("an officer needs --organisation: the publisher whose sources they look after", rule="role")
    with workspace() as ws:
        print_line(let_in(ws, name, role, organisation.strip(), subject))


@app.command()
def people(
    end: Annotated[str, typer.Option("--end", metavar="ID", help="Somebody has left: sign them out for good.")] = "",
) -> None:
    """Who may sign in to the studio; or let somebody in no longer.

    Example: `talentfeed desk people`
    """
    from services.workspace import workspace

    with workspace() as ws:
        if end:
            ws.store.people.end(end, ws.settings.clock())
        rows = [
            (p.id, p.name, p.role, p.organisation, p.subject or "", f"{p.ended_at:%Y-%m-%d}" if p.ended_at else "")
            for p in ws.store.people.all()
        ]
    print_table("People", ("id", "name", "role", "organisation", "subject", "left"), rows)


def studio(host: HostOption = "127.0.0.1", port: PortOption = 8801) -> None:
    """Serve the studio: add and look after sources in a browser. The same as `talentfeed desk serve`.

    Sign in by a link of `talentfeed desk invite`. How it works: docs/studio.md.

    Example: `talentfeed studio`, then open http://127.0.0.1:8801
    """
    note(f"The studio is at http://{host}:{port}; `talentfeed desk invite NAME --role operator` prints a link to it.")
    _serve(host, port)


def _serve(host: str, port: int) -> None:
    import uvicorn

    from desk.app import create_app
    from records.logs import set_up
    from services.workspace import workspace

    with workspace() as ws:
        set_up(ws.settings, service=True)
        uvicorn.run(create_app(ws), host=host, port=port, log_config=None, server_header=False)
