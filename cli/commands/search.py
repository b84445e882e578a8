"""`talentfeed search`."""

from __future__ import annotations

import inspect
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.output import JsonFlag, note, print_json, print_table
from search_index.filters import FILTERS, Filter

if TYPE_CHECKING:
    from records.opportunity import Opportunity
    from records.settings import Settings
    from search_index.request import SearchRequest
    from search_index.response import Hit, SearchResponse


def _search(  # noqa: PLR0913  (a command's options are its arguments)
    text: Annotated[str, typer.Argument(help="What to look for; '' for everything.")] = "",
    near: Annotated[str | None, typer.Option(help="Postcode or place, e.g. LS1 or 'Leeds'.")] = None,
    within: Annotated[str, typer.Option(help="Distance, e.g. 10mi or 15km.")] = "10mi",
    sort: Annotated[str | None, typer.Option(help="relevance, newest, closing, distance or pay.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many results.")] = 20,
    match: Annotated[str, typer.Option(help="Must `all` words be found, or `most` of them?")] = "all",
    understand: Annotated[
        list[str] | None, typer.Option(help="What may be understood: all (default), none, or these parts only.")
    ] = None,
    as_json: JsonFlag = False,
    **filters: Any,
) -> None:
    """Search the index as a portal does; before there is any harvest of one's own, the index of `make demo`.

    Example: `talentfeed search nurse --near "LS1 4AP" --within 10mi`
    """
    from search_index.engine import open_index

    given = {row.name: filters[row.parameter] for row in FILTERS}
    wanted: dict[str, Any] = {"text": text, "limit": limit, "match": match}
    wanted |= {name: value for name, value in given.items() if value not in (None, [])}
    if understand:
        wanted["understand"] = understand
    if near:
        wanted |= {"near": near, "within": within}
    if sort:
        wanted["sort"] = sort
    request = _request(wanted)
    response = open_index(_settings()).search(request)
    if as_json:
        print_json(response.model_dump(mode="json"))
        return
    _say_what_was_understood(response)
    _print(f"{response.total} found", [hit.opportunity for hit in response.results if not hit.broader])
    for says, hits in groupby((hit for hit in response.results if hit.broader), key=_says):
        _print(f"other results: {says}", [hit.opportunity for hit in hits])


def _say_what_was_understood(response: SearchResponse) -> None:
    read = response.understood
    if read is None:
        return
    if read.parts:
        note("understood: " + ", ".join(f"“{part.text}” as {part.means}" for part in read.parts))
    if read.did_you_mean:
        note(f"did you mean “{read.did_you_mean}”?")


def _says(hit: Hit) -> str:
    return hit.broader.says if hit.broader else ""


def _print(title: str, found: list[Opportunity]) -> None:
    print_table(title, ("title", "organisation", "place", "pay", "kind", "url"), list(map(_row, found)))


def _option(row: Filter) -> inspect.Parameter:
    """A filter as an option of the command."""
    takes: Any = str if issubclass(row.takes, date) else row.takes
    bounds: dict[str, Any] = {"min": row.least, "max": row.most} if takes in (int, float) else {}
    flags = (f"--{row.parameter.replace('_', '-')}", *row.flags)
    again = " May be repeated." if row.facet else ""
    about = typer.Option(*flags, help=row.about + again, **bounds)
    annotation: Any = Annotated[list[takes] if row.facet else takes, about]
    return inspect.Parameter(row.parameter, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _with_filters() -> Any:
    """The command with an option for each filter, which typer reads from the signature."""
    signature = inspect.signature(_search, eval_str=True)
    own = [one for one in signature.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
    _search.__signature__ = signature.replace(parameters=[*own, *map(_option, FILTERS)])  # type: ignore[attr-defined]
    return _search


search = _with_filters()


def _settings() -> Settings:
    from cli.demo_data import demo_home
    from records.settings import Settings, load_settings

    settings = load_settings()
    home = demo_home(settings)
    if home is None:
        return settings
    note(f"this is the demo's made-up data; for other commands: TALENTFEED_HOME={home} talentfeed …")
    return Settings(home=home)


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
