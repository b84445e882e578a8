"""`talentfeed takedown`: adverts removed everywhere, and kept out of all later runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import JsonFlag, print_json, print_line, print_table, progress, publish_code, publish_line

if TYPE_CHECKING:
    from records.takedown import Takedown
    from services.takedown import TakenDown


def takedown(  # noqa: PLR0913 - what is named, why, and what else the verb does
    employer: Annotated[
        list[str] | None, typer.Option("--employer", help="All adverts of this employer, in every source.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="All adverts of this source.")] = None,
    url: Annotated[list[str] | None, typer.Option("--url", help="The advert with this address.")] = None,
    listing: Annotated[
        list[str] | None, typer.Option("--listing", help="One advert: SOURCE:KEY, or an opportunity's id.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, for the log. Needed to take down.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who wants it. Default: who is logged in.")] = "",
    lift: Annotated[str, typer.Option("--lift", metavar="ID", help="Let a takedown hold no longer.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="All takedowns: who, when, why.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Remove adverts at once: from store, change feed, index and raw archive; and keep them out of all later runs.

    The same command again finishes what was cut short. Texts are gone for good: after --lift the next harvest
    brings back what its source still shows. What is removed, and where: docs/privacy.md.

    Example: `talentfeed takedown --listing leeds-council-jobs:4711 --why "asked by the publisher, 4 May"`
    """
    from getpass import getuser

    from records.errors import ConfigError
    from records.takedown import Scope
    from services.takedown import as_json as shown
    from services.takedown import lift as lift_one
    from services.takedown import take_down
    from services.workspace import workspace

    given = {Scope.EMPLOYER: employer, Scope.SOURCE: source, Scope.URL: url, Scope.LISTING: listing}
    wanted = [(scope, value) for scope, values in given.items() for value in values or ()]
    if sum((bool(wanted), bool(lift), listed)) != 1:
        raise ConfigError("say what to take down (--employer, --source, --url, --listing), or --lift ID, or --list")
    if wanted and not why.strip():
        raise ConfigError('say why, for the log: --why "asked by the publisher"', rule="why")
    with workspace() as ws:
        if listed:
            _print_all(ws.store.takedowns.all(), as_json=as_json)
            return
        if lift:
            freed = lift_one(ws, lift, by=by or getuser())
            said = f"lifted {lift}: the next harvests may bring back {freed} listings"
            print_json({"lifted": lift, "listings": freed}) if as_json else print_line(said)
            return
        done, published = take_down(ws, wanted, why=why, by=by or getuser(), progress=progress)
    if as_json:
        print_json({"takedowns": [shown(one) for one in done], "publish": published.model_dump(mode="json")})
    else:
        for one in done:
            print_line(_line(one))
        print_line(publish_line(published))
    raise typer.Exit(publish_code(published))


def _line(one: TakenDown) -> str:
    raw = f"{one.payloads} payloads and {one.pages} pages of {one.runs} archived runs, {one.rejected} rejected records"
    return f"{one.takedown.id}: {one.takedown.scope} {one.takedown.value}: removed {one.listings} listings; {raw}"


def _print_all(takedowns: list[Takedown], *, as_json: bool) -> None:
    if as_json:
        print_json([one.model_dump(mode="json") for one in takedowns])
        return
    rows = [
        (one.id, one.scope, one.value, f"{one.at:%Y-%m-%d %H:%M}", one.by, one.why, _state(one)) for one in takedowns
    ]
    print_table("Takedowns", ("id", "what", "value", "when", "by", "why", "state"), rows)


def _state(one: Takedown) -> str:
    if one.lifted_at is not None:
        return f"lifted on {one.lifted_at:%Y-%m-%d} by {one.lifted_by}"
    return "holds" if one.finished_at else "NOT FINISHED: run the same command again"
