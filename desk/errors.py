"""Errors as answers: one JSON shape for the push API, a page for people; never a stack trace."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from desk.answers import ErrorBody, ErrorDetail, Known, WrongField
from desk.problems import DeskError
from desk.render import problem_page
from records.errors import BusyError, StoreError, TalentfeedError
from services.pushing import PushRefusedError, listing_path

log = logging.getLogger(__name__)
API = "/v1/"
_RETRY_SECONDS = 30


class PushError(TalentfeedError):
    """A request that is refused before it is read; `retry`: after how many seconds to ask again."""

    def __init__(self, status: int, code: str, message: str, *, retry: int = 0) -> None:
        super().__init__(message, code=code)
        self.status, self.retry = status, retry


def answer(status: int, body: ErrorBody, *, retry: int = 0) -> Response:
    """An error as JSON."""
    headers = {"Cache-Control": "no-store"}
    if retry:
        headers["Retry-After"] = str(retry)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body.model_dump(mode="json"), status, headers=headers)


def plain(status: int, code: str, message: str, *, retry: int = 0) -> Response:
    """An error with nothing more to say."""
    return answer(status, ErrorBody(error=ErrorDetail(code=code, message=message)), retry=retry)


def install(app: FastAPI) -> None:
    """Every error of the API goes through `answer`."""

    @app.exception_handler(PushError)
    def _push_error(_request: Request, error: PushError) -> Response:
        return plain(error.status, error.code, error.message, retry=error.retry)

    @app.exception_handler(PushRefusedError)
    def _refused(request: Request, error: PushRefusedError) -> Response:
        source_id = str(request.path_params.get("id", ""))
        fields = [WrongField(**vars(fault)) for fault in error.faults]
        known = [Known(id=key, same_as=other, link=listing_path(source_id, other)) for key, other in error.same.items()]
        detail = ErrorDetail(code=error.code, message=error.message)
        return answer(error.status, ErrorBody(error=detail, fields=fields, duplicates=known))

    @app.exception_handler(BusyError)
    @app.exception_handler(StoreError)
    def _unavailable(request: Request, error: TalentfeedError) -> Response:
        # The message may name folders and hosts: it is for the log, not for the world.
        log.error("%s: %s", error.code, error.message)
        message = "nothing was changed: try again in half a minute"
        return _told(request, 503, "UNAVAILABLE", message, retry=_RETRY_SECONDS)

    @app.exception_handler(TalentfeedError)
    def _ours(request: Request, error: TalentfeedError) -> Response:
        return _told(request, 400, error.code, error.message)

    @app.exception_handler(OSError)
    def _not_written(request: Request, error: OSError) -> Response:
        log.error("%s: %s", type(error).__name__, error)
        message = "the folder of source files cannot be written to here: nothing was changed. Ask your operator"
        return _told(request, 503, "NOT_WRITTEN", message)

    @app.exception_handler(DeskError)
    def _desk_error(request: Request, error: DeskError) -> Response:
        if error.return_to:
            return RedirectResponse(error.return_to, 303)
        return problem_page(request, error.status, error.message)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return _told(request, 400, "BAD_VALUE", f"{first['loc'][-1]}: {first['msg']}")

    @app.exception_handler(HTTPException)
    def _http_error(request: Request, error: HTTPException) -> Response:
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(error.status_code, "BAD_REQUEST")
        response = _told(request, error.status_code, code, str(error.detail))
        response.headers.update(error.headers or {})
        return response


def _told(request: Request, status: int, code: str, message: str, *, retry: int = 0) -> Response:
    """JSON for programs, a page for people."""
    if request.url.path.startswith(API):
        return plain(status, code, message, retry=retry)
    return problem_page(request, status, message)
