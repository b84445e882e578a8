"""The desk as an ASGI app."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from desk import draft_pages, errors, push_api, signing_in, source_pages
from desk.context import STATIC, Desk
from desk.headers import Guard

if TYPE_CHECKING:
    from services.workspace import Workspace

DESCRIPTION = """Publishers send their adverts here, each source with its own key: `Authorization: Bearer tfk_…`.
Every error is `{"error": {"code", "message"}, "fields": [...], "duplicates": [...]}`; nothing was taken in."""


def create_app(ws: "Workspace") -> FastAPI:
    """The desk of this workspace, which stays the caller's to close."""
    app = FastAPI(
        title="Talentfeed desk",
        version=version("talentfeed"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.desk = Desk(ws.settings, ws)
    app.include_router(push_api.router)
    for pages in (signing_in, source_pages, draft_pages):
        app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC))
    errors.install(app)
    _describe(app)
    app.add_middleware(Guard)
    return app


def _describe(app: FastAPI) -> None:
    """What FastAPI does not see of a body that is archived before it is read, and of keys."""
    described: dict[str, Any] = app.openapi()
    parts = described["components"]
    parts["schemas"].update(push_api.components())
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
