"""`talentfeed serve`."""

from __future__ import annotations

from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port.")] = 8800,
) -> None:
    """Serve the portal page and the read API.

    Example: `talentfeed serve --port 8800`, then open http://127.0.0.1:8800
    """
    import uvicorn

    from portal.app import create_app
    from records.settings import load_settings

    uvicorn.run(create_app(load_settings()), host=host, port=port, log_level="info", server_header=False)
