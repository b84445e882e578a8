"""`talentfeed search`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import JsonFlag, note, print_json, print_table
from records.vocabulary import Kind

if TYPE_CHECKING:
    from records.opportunity import Opportunity
    from search_index.request import SearchRequest


def search(  # noqa: PLR0913  (a command's options are its arguments)
    text: Annotated[str, typer.Argument(help="What to look for; '' for everything.")] = "",
    kind: Annotated[list[Kind] | None, typer.Option("--kind", "-k", help="Only this kind; may be repeated.")] = None,
    near: Annotated[str | None, typer.Option(help="Postcode or place, e.g. LS1 or 'Leeds'.")] = None,
    within: Annotated[str, typer.Option(help="Distance, e.g. 10mi or 15km.")] = "10mi",
    sort: Annotated[str | None, typer.Option(help="relevance, newest, closing, distance or pay.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many results.")] = 20,
    match: Annotated[str, typer.Option(help="Must `all` words be found, or `most` of them?")] = "all",
    as_json: JsonFlag = False,
) -> None:
    """Search the index as a portal does.

    Example: `talentfeed search nurse --near "LS1 4AP" --within 10mi`
    """
    from records.settings import load_settings
    from search_index.engine import open_index
    from search_index.request import Match

    wanted: dict[str, Any] = {"text": text, "kinds": kind or [], "limit": limit, "match": match}
    if near:
        wanted |= {"near": near, "within": within}
    if sort:
        wanted["sort"] = sort
    request = _request(wanted)
    response = open_index(load_settings()).search(request)
    if as_json:
        print_json(response.model_dump(mode="json"))
        return
    if not response.total and len(request.words()) > 1 and request.match is Match.ALL:
        note("nothing has all of these words; --match most finds what has most of them")
    rows = [_row(hit.opportunity) for hit in response.results]
    print_table(f"{response.total} found", ("title", "organisation", "place", "pay", "kind", "url"), rows)


def _request(wanted: dict[str, Any]) -> SearchRequest:
    """ConfigError says which option is wrong."""
    from pydantic import ValidationError

    from records.base import faults
    from records.errors import ConfigError
    from search_index.request import SearchRequest

    try:
        return SearchRequest(**wanted)
    except ValidationError as error:
        raise ConfigError("; ".join(faults(error)), rule="search") from None


def _row(found: Opportunity) -> tuple[str, ...]:
    return (
        found.title,
        found.organisation.name if found.organisation else "",
        "; ".join(place.town or place.text or "" for place in found.places[:3]),
        found.pay.text or "" if found.pay else "",
        found.kind.value,
        found.url or "",
    )
