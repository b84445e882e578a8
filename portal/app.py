"""The portal as an ASGI app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from portal import api, pages
from portal.context import STATIC, Portal
from portal.errors import install_error_handlers
from portal.headers import Guard
from records.settings import Settings
from search_index.engine import open_index
from store import open_store
from talentfeed import __version__

DESCRIPTION = """Open jobs, apprenticeships, courses, events and support as one clean feed. Read only; no key.
Every error is `{"error": {"code", "message", "field"}}`."""
# Their addresses carry their hash.
FOR_GOOD = "public, max-age=31536000, immutable"


class _Files(StaticFiles):
    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = FOR_GOOD
        return response


def create_app(settings: Settings) -> FastAPI:
    """The portal of these settings. Nothing is connected to before the first request; migrate the store first."""
    portal = Portal(settings, open_store(settings.database_url), open_index(settings))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        portal.index.close()
        portal.store.close()

    # The documentation pages that FastAPI brings load scripts of other hosts: `/docs` is our own.
    app = FastAPI(
        title="Talentfeed",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.portal = portal
    app.include_router(api.router)
    app.include_router(pages.router, include_in_schema=False)
    app.mount("/static", _Files(directory=STATIC))
    install_error_handlers(app)
    _describe_own_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"], expose_headers=["ETag", "Link"])
    app.add_middleware(Guard)
    return app


def _describe_own_errors(app: FastAPI) -> None:
    """FastAPI describes a 422 of its own wherever there are parameters: here such a request gets a 400."""
    described = app.openapi()
    for methods in described["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        described["components"]["schemas"].pop(name, None)
