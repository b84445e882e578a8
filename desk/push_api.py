"""The push API: publishers send their adverts, each source with its own key. Words and rules: docs/push.md."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from desk.answers import Accepted, ErrorBody, Stored, Taken
from desk.context import Desk, caller, desk_of
from desk.errors import PushError
from records.pushed import PushedListing, PushedMany
from services.pushing import PushReport, delete, is_key, listing_path, push

MOST_BYTES = 5 * 1024 * 1024
router = APIRouter()
SourceId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Id of the source.")]
Key = Annotated[str, Path(min_length=1, max_length=200, description="The sender's id of the advert.")]
_ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "The body is no JSON, or the address is wrong."},
    401: {"model": ErrorBody, "description": "The key is missing, or not this source's."},
    403: {"model": ErrorBody, "description": "The source is paused or retired."},
    404: {"model": ErrorBody, "description": "There is no such source or advert."},
    409: {"model": ErrorBody, "description": "An advert came before under another id: `duplicates` links it."},
    413: {"model": ErrorBody, "description": "The body is larger than 5 MB."},
    422: {"model": ErrorBody, "description": "`fields` lists every wrong field with what would mend it."},
    429: {"model": ErrorBody, "description": "Too many requests: wait as `Retry-After` says."},
    503: {"model": ErrorBody, "description": "Busy: try again as `Retry-After` says."},
}
_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [{"$ref": "#/components/schemas/PushedListing"}, {"$ref": "#/components/schemas/PushedMany"}]
            }
        }
    },
}
_SECURED: dict[str, Any] = {"security": [{"key": []}]}


def _errors(*codes: int) -> dict[int | str, dict[str, Any]]:
    return {code: _ERRORS[code] for code in (400, 401, 429, 503, *codes)}


@router.post(
    "/v1/sources/{id}/listings",
    response_model=Accepted,
    responses={
        201: {"model": Accepted, "description": "Taken in; at least one advert is new."},
        202: {"model": Accepted, "description": "Kept, and held back until an operator approves: see `message`."},
        **_errors(403, 404, 409, 413, 422),
    },
    openapi_extra={"requestBody": _BODY, **_SECURED},
)
async def push_listings(request: Request, id_: Annotated[SourceId, Path(alias="id")]) -> Response:
    """Send one advert, or `{"listings": [...]}` with up to 500: all are taken in, or none.

    The same `id` again replaces the advert. What a request does not name stays.
    """
    desk = desk_of(request)
    await run_in_threadpool(_admit, desk, request, id_)
    body = await _body(request)
    content_type = request.headers.get("content-type", "")[:200]
    report = await run_in_threadpool(push, desk.ws, id_, body, url=_url(desk, request), content_type=content_type)
    return _accepted(id_, report)


@router.delete(
    "/v1/sources/{id}/listings/{key}",
    response_model=Accepted,
    responses={202: {"model": Accepted, "description": "Kept, and held back."}, **_errors(403, 404)},
    openapi_extra=_SECURED,
)
def delete_listing(request: Request, id_: Annotated[SourceId, Path(alias="id")], key: Key) -> Response:
    """The advert is gone. A second time is no error."""
    desk = desk_of(request)
    _admit(desk, request, id_)
    return _accepted(id_, delete(desk.ws, id_, key, url=_url(desk, request)))


@router.get("/v1/sources/{id}/listings/{key}", response_model=Stored, responses=_errors(404), openapi_extra=_SECURED)
def read_listing(request: Request, id_: Annotated[SourceId, Path(alias="id")], key: Key) -> Stored:
    """An advert as it is kept, and where the portal shows it."""
    desk = desk_of(request)
    _admit(desk, request, id_)
    listing_id = f"{id_}:{key}"
    stored = desk.ws.store.listings.get([listing_id]).get(listing_id)
    if stored is None:
        raise PushError(404, "NOT_FOUND", "there is no advert with this id: send it")
    owner = desk.ws.store.opportunities.by_listing([listing_id]).get(listing_id)
    page = f"{desk.settings.public_url.rstrip('/')}/opportunities/{owner}" if owner else None
    return Stored(
        id=key,
        status=stored.status,
        closed_reason=stored.closed_reason,
        opportunity=page,
        issues=[f"{issue.field}: {issue.message}" for issue in stored.listing.issues],
    )


@router.get("/v1/push-schema.json", responses={200: {"description": "JSON Schema of a request's body."}})
def schema() -> dict[str, Any]:
    """The JSON Schema of what is pushed, for tools of the sender."""
    return PushedMany.model_json_schema()


def _admit(desk: Desk, request: Request, source_id: str) -> None:
    """PushError 401 unless the request has the source's key, 429 where there are too many."""
    if wait := desk.pushes.wait(source_id):
        raise PushError(429, "TOO_MANY", f"too many requests: try again in {wait} seconds", retry=wait)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer" and is_key(desk.ws, source_id, key.strip()):
        return
    if wait := desk.strangers.wait(caller(request)):
        raise PushError(429, "TOO_MANY", f"too many wrong keys: try again in {wait} seconds", retry=wait)
    message = "send the source's own key: `Authorization: Bearer tfk_…`; the operator has issued it"
    raise PushError(401, "NO_KEY", message)


async def _body(request: Request) -> bytes:
    """PushError 413 as soon as it is too long, whatever its header says."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise PushError(413, "TOO_LARGE", "the body is larger than 5 MB: send fewer adverts at once")
        parts.append(part)
    return b"".join(parts)


def _url(desk: Desk, request: Request) -> str:
    # As it is known in public, not as the request calls us.
    return f"{desk.settings.desk_url.rstrip('/')}{request.url.path}"


def _accepted(source_id: str, report: PushReport) -> Response:
    taken = [
        Taken(id=one.id, outcome=one.outcome, message=one.message, link=listing_path(source_id, one.id))
        for one in report.listings
    ]
    outcomes = {one.outcome for one in taken}
    status = 202 if "held" in outcomes else 201 if "created" in outcomes else 200
    body = Accepted(run=report.run, state=report.state, message=report.message, listings=taken)
    return JSONResponse(body.model_dump(mode="json"), status, headers={"Cache-Control": "no-store"})


def components() -> dict[str, Any]:
    """Schemas of the request, which FastAPI does not see: the body is archived before it is read."""
    template = "#/components/schemas/{model}"
    many = PushedMany.model_json_schema(ref_template=template)
    inner = many.pop("$defs")
    assert PushedListing.__name__ in inner
    return {**inner, PushedMany.__name__: many}
