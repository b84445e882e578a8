"""`talentfeed desk` and `talentfeed studio`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.output import note

app = typer.Typer(help="Where publishers push and people work: push API and studio.", no_args_is_help=True)
HostOption = Annotated[str, typer.Option(help="Address to listen on.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port.")]


@app.command()
def serve(host: HostOption = "127.0.0.1", port: PortOption = 8801) -> None:
    """Serve the push API for publishers and the studio for officers and operators.

    Example: `talentfeed desk serve --port 8801`
    """
    _serve(host, port)


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
