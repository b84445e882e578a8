"""`talentfeed judge`: a person's word on two listings."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import JsonFlag, note, print_json, print_line, print_table

if TYPE_CHECKING:
    from store import Judgement

_NEXT = "`talentfeed resolve && talentfeed publish` acts on it"


def judge(  # noqa: PLR0913 - one argument an option
    listings: Annotated[
        list[str] | None, typer.Argument(metavar="LISTING LISTING", help="Ids of two listings: SOURCE:KEY.")
    ] = None,
    same: Annotated[bool, typer.Option("--same", help="They are one post.")] = False,
    different: Annotated[bool, typer.Option("--different", help="They are two.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said of them.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="Show all judgements.")] = False,
    review: Annotated[bool, typer.Option("--review", help="Show pairs the model is not sure of.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who says so; default: who is logged in.")] = "",
    why: Annotated[str, typer.Option("--note", help="Why, for those who come after.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Say that two listings are one post, or are not. It outranks the model, now and in every later resolve.

    A listing that does not exist, or a judgement that contradicts others, is refused (exit code 2).

    Example: `talentfeed judge council:17 board:4711 --different --note "two wards"`, then
    `talentfeed resolve && talentfeed publish`; `talentfeed judge --review` shows what is worth a look
    """
    pair = list(listings or [])
    _check(pair, [same, different, undo, list_all, review], about_pair=not (list_all or review))
    if list_all:
        _list(as_json=as_json)
    elif review:
        _review(as_json=as_json)
    elif undo:
        _undo(pair, as_json=as_json)
    else:
        _judge(pair, same=same, by=by or _me(), why=why, as_json=as_json)


def _check(pair: list[str], verbs: list[bool], *, about_pair: bool) -> None:
    if sum(verbs) != 1:
        raise typer.BadParameter("say one of --same, --different, --undo, --list and --review")
    if len(pair) != (2 if about_pair else 0):
        raise typer.BadParameter("name two listings" if about_pair else "--list and --review take no listing")


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        raise typer.BadParameter("say who you are: --by NAME") from None


def _judge(pair: list[str], *, same: bool, by: str, why: str, as_json: bool) -> None:
    from dedupe.explain import explain
    from dedupe.judging import in_words, judge
    from services.workspace import workspace
    from store import Judgement

    with workspace() as ws:
        first, second = pair
        done = judge(ws.store, Judgement(first, second, same, by, ws.settings.clock(), why))
        left_behind = explain(ws.store, first, second).pairs[0].obstacles
    for obstacle in left_behind:
        names = f"{obstacle.listing_a} and {obstacle.listing_b}"
        note(f"{names} cannot be one ({obstacle.rule}): one of them stays behind, unless you judge them, too")
    if as_json:
        print_json(asdict(done))
        return
    if done.before is not None:
        print_line(f"until now: {in_words(done.before)}")
    print_line(f"{in_words(done.judgement)}; {'as they stand already' if done.together == same else _NEXT}")


def _undo(pair: list[str], *, as_json: bool) -> None:
    from dedupe.judging import in_words, undo
    from services.workspace import workspace

    with workspace() as ws:
        taken_back = undo(ws.store, *pair)
    if as_json:
        print_json(asdict(taken_back))
    else:
        print_line(f"taken back: {in_words(taken_back)}; {_NEXT}")


def _list(*, as_json: bool) -> None:
    from services.workspace import workspace

    with workspace() as ws:
        rows: list[Judgement] = ws.store.judgements.all()
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    shown = [
        (r.listing_a, r.listing_b, "same" if r.same else "different", r.by, f"{r.at:%Y-%m-%d}", r.note) for r in rows
    ]
    print_table("Judgements", ("listing", "listing", "verdict", "by", "on", "note"), shown)


def _review(*, as_json: bool) -> None:
    from dedupe.judging import doubts
    from services.workspace import workspace

    with workspace() as ws:
        found = doubts(ws.store)
    if as_json:
        print_json([asdict(doubt) for doubt in found])
        return
    rows = [
        (d.listing_a, d.title_a, d.listing_b, d.title_b, f"{d.score:.2f}", "one" if d.merged else "two", d.why)
        for d in found
    ]
    print_table("Worth a look", ("listing", "title", "listing", "title", "score", "now", "why"), rows)
    print_line("`talentfeed explain LISTING LISTING` tells more")
