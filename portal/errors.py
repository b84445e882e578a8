"""Errors as answers: one JSON shape for the API, one plain page for people; never a stack trace."""

import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException

from portal.context import portal_of
from portal.headers import add_security_headers
from records.base import Model
from records.errors import PublishError, StoreError, TalentfeedError

log = logging.getLogger(__name__)
API_PATHS = ("/v1/", "/healthz", "/openapi.json")
RETRY_SECONDS = "30"
CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 414: "TOO_LONG"}
MESSAGES = {404: "there is nothing at this address", 405: "this address can only be read: use GET"}


class RequestError(TalentfeedError):
    """A request that cannot be answered: `status` is HTTP's, `field` the parameter at fault."""

    def __init__(
        self, message: str, *, status: int, code: str, field: str | None = None, extra: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.status, self.field, self.extra = status, field, extra or {}


class ErrorDetail(Model):
    """What went wrong."""

    code: str = Field(description="Stable code, in capitals.")
    message: str = Field(description="What is wrong and what would mend it.")
    field: str | None = Field(description="The parameter at fault, where there is one.")


class ErrorBody(Model):
    """The body of every error."""

    error: ErrorDetail


def error_response(request: Request, error: RequestError, *, headers: dict[str, str] | None = None) -> Response:
    """JSON for the API, a page for people."""
    if request.url.path.startswith(API_PATHS):
        detail = ErrorDetail(code=error.code, message=error.message, field=error.field)
        body = ErrorBody(error=detail).model_dump(mode="json") | error.extra
        return _json(body, error.status, headers)
    return portal_of(request).render(
        request, "error.html", {"status": error.status, "message": error.message}, status=error.status, headers=headers
    )


def install_error_handlers(app: FastAPI) -> None:
    """Every error of the app goes through `error_response`."""

    @app.exception_handler(RequestError)
    def _request_error(request: Request, error: RequestError) -> Response:
        return error_response(request, error)

    @app.exception_handler(PublishError)
    @app.exception_handler(StoreError)
    def _unavailable(request: Request, error: TalentfeedError) -> Response:
        # The message may name folders and hosts: it is for the log, not for the world.
        log.error("%s: %s", error.code, error.message)
        message = "the service cannot answer at the moment; try again in a minute"
        code = error.code if error.code == "INDEX_MISSING" else "UNAVAILABLE"
        return error_response(
            request, RequestError(message, status=503, code=code), headers={"Retry-After": RETRY_SECONDS}
        )

    @app.exception_handler(HTTPException)
    def _http_error(request: Request, error: HTTPException) -> Response:
        code = CODES.get(error.status_code, "BAD_REQUEST")
        message = MESSAGES.get(error.status_code, str(error.detail))
        shown = RequestError(message, status=error.status_code, code=code)
        return error_response(request, shown, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        field = str(first["loc"][-1])
        return error_response(
            request, RequestError(f"{field}: {first['msg']}", status=400, code="BAD_VALUE", field=field)
        )

    @app.exception_handler(Exception)
    def _unexpected(request: Request, error: Exception) -> Response:
        # Starlette logs the trace and answers outside of all middleware: the headers are added here.
        shown = RequestError("something went wrong on our side", status=500, code="INTERNAL")
        response = error_response(request, shown)
        add_security_headers(response.headers)
        return response


def _json(body: dict[str, Any], status: int, headers: dict[str, str] | None) -> Response:
    from fastapi.responses import JSONResponse

    return JSONResponse(body, status, headers={"Cache-Control": "no-store", **(headers or {})})
