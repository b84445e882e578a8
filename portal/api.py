"""The read API: search, one opportunity, the change feed, health."""

import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from portal import health
from portal.caching import cached, etag
from portal.context import portal_of
from portal.documents import closed_at, find, public
from portal.errors import ErrorBody, RequestError
from portal.parameters import openapi_parameters, read_search
from records.base import Model
from records.opportunity import Change, Opportunity
from records.vocabulary import OpportunityStatus
from search_index.response import SearchResponse

SEARCH_SECONDS, RECORD_SECONDS, CHANGES_SECONDS = 30, 60, 5
MAX_CHANGES = 1000
# Sequences are 64-bit numbers in every database.
MAX_SEQUENCE = 2**63 - 1
ERROR: dict[str, Any] = {"model": ErrorBody}
UNAVAILABLE: dict[int | str, dict[str, Any]] = {503: {**ERROR, "description": "Cannot answer now; see Retry-After."}}
BAD: dict[int | str, dict[str, Any]] = {
    400: {**ERROR, "description": "An unknown parameter or a bad value; `field` names it."},
    414: {**ERROR, "description": "The query is too long."},
}
# Told, not checked by the framework: another form is simply an id that does not exist.
ID_FORM: dict[str, Any] = {"pattern": "^[0-9a-z]{26}$"}
OpportunityId = Annotated[str, Path(alias="id", description="Opportunity id.", json_schema_extra=ID_FORM)]
router = APIRouter()


class ChangesPage(Model):
    """One page of the change feed."""

    changes: list[Change] = Field(description="In order of their sequence; only the latest of each opportunity.")
    next: int = Field(description="`since` of the next page.")
    has_more: bool = Field(description="Whether there are more now.")
    next_url: str = Field(description="Address of the next page; ask it again later where has_more is false.")
    last_sequence: int = Field(description="Newest change of all. Less than `since`: start again from 0.")


@router.get(
    "/v1/search",
    summary="Search opportunities",
    response_model=SearchResponse,
    responses={**BAD, **UNAVAILABLE},
    openapi_extra={"parameters": openapi_parameters()},
)
def search(request: Request) -> Response:
    """One page of open opportunities. Values of one parameter are alternatives; parameters add up."""
    portal = portal_of(request)
    asked = read_search(request.query_params.multi_items())
    found = portal.index.search(asked)
    tag = etag(found.index.name, found.index.sequence, found.index.published_at, asked)
    links = {}
    if found.next_cursor is not None:
        others = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        links["Link"] = f'</v1/search?{urlencode([*others, ("cursor", found.next_cursor)])}>; rel="next"'
    body = found.model_dump_json(exclude_none=True).encode()
    return cached(request, body, tag, max_age=SEARCH_SECONDS, headers=links)


@router.get(
    "/v1/opportunities/{id}",
    summary="One opportunity",
    response_model=Opportunity,
    responses={
        308: {"description": "It was merged into another: follow Location."},
        404: {**ERROR, "description": "Never existed."},
        410: {**ERROR, "description": "Closed; `closed` says what it was and since when."},
        **UNAVAILABLE,
    },
)
def opportunity(request: Request, id_: OpportunityId) -> Response:
    """The open record, as a search gives it."""
    store = portal_of(request).store
    found = find(store, id_)
    if found.id != id_:
        headers = {"Location": f"/v1/opportunities/{found.id}", "Cache-Control": f"public, max-age={RECORD_SECONDS}"}
        return JSONResponse({"id": id_, "merged_into": found.id}, 308, headers=headers)
    if found.status is not OpportunityStatus.OPEN:
        since = closed_at(store, found)
        record = public(found)
        closed = {name: record[name] for name in ("id", "kind", "title", "status")}
        closed["closed_at"] = None if since is None else since.isoformat()
        message = f"{record['title']!r} is closed" + (f" since {since:%Y-%m-%d}" if since else "")
        raise RequestError(message, status=410, code="CLOSED", extra={"closed": closed})
    body = _encode(public(found))
    return cached(request, body, etag(body), max_age=RECORD_SECONDS)


@router.get("/v1/changes", summary="Follow changes", response_model=ChangesPage, responses={**BAD, **UNAVAILABLE})
def changes(
    request: Request,
    since: Annotated[int, Query(ge=0, le=MAX_SEQUENCE, description="The `next` of the page before; 0: all.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_CHANGES, description="Changes a page.")] = 100,
) -> Response:
    """What changed after `since`. Applying all pages in order (upsert: keep the record under its id; delete
    and redirect: remove it) gives exactly the open opportunities; going on from the last `next` keeps them so.
    """
    _only(request, {"since", "limit"})
    store = portal_of(request).store
    last = store.changes.last_sequence()
    page = store.changes.page(since, limit + 1)
    shown = page[:limit]
    next_ = shown[-1].sequence if shown else since
    next_url = f"/v1/changes?since={next_}&limit={limit}"
    body = _encode(
        {
            "changes": [_change(change) for change in shown],
            "next": next_,
            "has_more": len(page) > limit,
            "next_url": next_url,
            "last_sequence": max(last, next_ if shown else 0),
        }
    )
    return cached(request, body, etag(body), max_age=CHANGES_SECONDS, headers={"Link": f'<{next_url}>; rel="next"'})


@router.get(
    "/healthz",
    summary="Health",
    response_model=health.Health,
    responses={503: {"model": health.Health, "description": "No search can be answered."}},
)
def healthz(request: Request) -> Response:
    """200 with `ok` or `degraded` while searches are answered, else 503."""
    found = health.check(portal_of(request))
    status = 503 if found.status is health.Status.DOWN else 200
    return JSONResponse(found.model_dump(mode="json"), status, headers={"Cache-Control": "no-store"})


def _change(change: Change) -> dict[str, Any]:
    made: dict[str, Any] = change.model_dump(mode="json", exclude={"opportunity"}, exclude_none=True)
    if change.opportunity is not None:
        made["opportunity"] = public(change.opportunity)
    return made


def _only(request: Request, known: set[str]) -> None:
    for name in request.query_params:
        if name not in known:
            message = f"{name[:40]!r} is no parameter here; there are {', '.join(sorted(known))}"
            raise RequestError(message, status=400, code="UNKNOWN_PARAMETER", field=name[:40])


def _encode(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
