"""The pages for people: results, one listing, the API's description. They need no JavaScript."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Request, Response
from markupsafe import Markup

from portal import choices, wording
from portal.context import portal_of
from portal.documents import closed_at, find, public
from portal.errors import RequestError
from portal.facts import facts
from portal.json_ld import json_ld
from portal.links import place_of, way_on
from portal.query import PAGE_SIZE, PageQuery, Pairs, read_page
from records.opportunity import Member, Opportunity
from records.vocabulary import OpportunityStatus
from search_index.interface import SearchIndex
from search_index.response import Hit, SearchResponse
from store import Store

SNIPPET = 220
router = APIRouter()


@router.get("/")
def results(request: Request) -> Response:
    """Search and results."""
    portal = portal_of(request)
    query, found = _searched(portal.index, request.query_params.multi_items())
    values = {
        "query": query,
        "found": found,
        "hits": [hit for hit in found.results if not hit.broader] if found else [],
        "others": choices.others(found),
        "understood": choices.understood(query, found),
        "instead": choices.meant_instead(query, found),
        "problem": _in_words(query),
        "kinds": choices.kinds(query, found),
        "groups": choices.groups(query, found),
        "chips": choices.chips(query, found),
        "hidden": choices.hidden(query),
        "distances": choices.distances(query),
        "sorts": choices.sorts(query),
        "snippet": _snippet,
        "next_url": query.following(found.next_cursor) if found and found.next_cursor else None,
        "title": _title(query, found),
        "page_size": PAGE_SIZE,
    }
    return portal.render(request, "results.html", values, status=400 if query.problem else 200)


@router.get("/opportunities/{id}")
def listing(request: Request, id_: Annotated[str, Path(alias="id")]) -> Response:
    """One opportunity; 410 with a friendly page when it is closed, a redirect when it was merged."""
    portal = portal_of(request)
    found = find(portal.store, id_)
    if found.id != id_:
        return Response(status_code=308, headers={"Location": f"/opportunities/{found.id}"})
    # The same record as everywhere else: contacts that a source left in are masked.
    shown = Opportunity.model_validate(public(found))
    if found.status is not OpportunityStatus.OPEN:
        since = closed_at(portal.store, found)
        values = {"opportunity": shown, "since": since, "similar": _similar(shown)}
        return portal.render(request, "closed.html", values, status=410)
    url = f"{portal.settings.public_url.rstrip('/')}/opportunities/{shown.id}"
    return portal.render(
        request,
        "listing.html",
        {
            "opportunity": shown,
            "url": url,
            "json_ld": json_ld(shown, url),
            "facts": facts(shown),
            "way_on": way_on(portal.store, shown),
            "listing_urls": {one.listing_id: _url_of(portal.store, one) for one in shown.listings},
            "over": _is_over(shown, portal.settings.clock()),
            "similar": _similar(shown),
        },
    )


@router.get("/docs")
def docs(request: Request) -> Response:
    """The API for developers: our own page, from the same OpenAPI document that tools read."""
    return portal_of(request).render(request, "docs.html", {"api": request.app.openapi()})


def _searched(index: SearchIndex, pairs: Pairs) -> tuple[PageQuery, SearchResponse | None]:
    """The page's search and its answer."""
    query = read_page(pairs)
    return query, None if query.problem is not None else index.search(query.request)


def _in_words(query: PageQuery) -> dict[str, str] | None:
    """What to tell a person, and the form's field it is about."""
    problem: RequestError | None = query.problem
    if problem is None:
        return None
    if problem.field == "near":
        typed = query.value("near")[:80]
        message = f"We do not know “{typed}”: try a postcode such as LS1, or a town such as Leeds"
        return {"field": "near", "message": message, "short": "Not a place we know"}
    if problem.field == "q":
        return {"field": "q", "message": "Use fewer words: at most 300 characters", "short": "Too long"}
    return {"field": "", "message": f"We could not understand this search: {problem.message}"}


def _title(query: PageQuery, found: SearchResponse | None) -> str:
    words = query.request.text
    kinds = query.request.values("kinds")
    about = words or (wording.kind(kinds[0], 2) if len(kinds) == 1 else "")
    where = found.near.label if found and found.near else ""
    return " ".join(part for part in (about, f"near {where}" if where else "") if part)


def _snippet(hit: Hit) -> str | Markup:
    """Where the words were found, else how the description begins."""
    if fragments := hit.highlight.get("description"):
        # Escaped by the index but for <mark>.
        return Markup(" … ".join(fragments))  # noqa: S704
    text = " ".join((hit.opportunity.description or "").split())
    return text if len(text) <= SNIPPET else text[:SNIPPET].rpartition(" ")[0] + " …"


def _url_of(store: Store, member: Member) -> str | None:
    """The listing's page, else where people can look for it."""
    own = wording.web(member.url)
    if own is None and (place := place_of(store, member)) is not None:
        return place.url
    return own


def _is_over(opportunity: Opportunity, now: datetime) -> bool:
    """Its closing moment has passed, though it was not taken out yet."""
    return opportunity.closes_at is not None and opportunity.closes_at < now


def _similar(opportunity: Opportunity) -> dict[str, Any]:
    """Addresses of searches that find what is like it."""
    town = next((place.town for place in opportunity.places if place.town), None)
    same_kind = [("kind", opportunity.kind.value)]
    here = [*same_kind, ("near", town), ("within", "20mi")] if town else same_kind
    return {
        "words": opportunity.title,
        "by_words": f"/?q={quote(opportunity.title[:200])}",
        "town": town,
        "by_place": f"/?{urlencode(here)}",
    }
