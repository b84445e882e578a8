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
    from records.logs import set_up
    from records.settings import load_settings
    from search_index.understanding.reader import reader_of

    settings = load_settings()
    set_up(settings, service=True)
    _prepare(settings.database_url)
    # Words of a search that are wrong are told before anyone asks.
    reader_of(settings.config_dir / "search").vocabulary.check()
    # Without a configuration of its own, its lines go where ours go.
    uvicorn.run(create_app(settings), host=host, port=port, log_config=None, server_header=False)


def _prepare(database_url: str) -> None:
    """Make the tables of an empty database; refuse one of another version of the program."""
    from contextlib import closing

    from records.errors import StoreError
    from store import open_store
    from store.schema import NEWER_CODE, OLDER_CODE

    with closing(open_store(database_url)) as store:
        try:
            store.prepare()
        except StoreError as error:
            # A database that is only away comes back: until then the portal says so itself.
            if error.code in (OLDER_CODE, NEWER_CODE):
                raise
