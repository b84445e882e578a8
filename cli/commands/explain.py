"""`talentfeed explain`: why listings are together or apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import JsonFlag, note, print_json, print_line, print_table

if TYPE_CHECKING:
    from dedupe.explain import Explanation, Pair


def explain(
    one: Annotated[str, typer.Argument(metavar="ID", help="Id of an opportunity, or of a listing (SOURCE:KEY).")],
    other: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Another: why the two are together or apart.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Why listings are one opportunity, or are not: score, comparisons, rule, veto, and what people said.

    Shows what was stored when the pair was decided, and the pair decided anew. Changes nothing.

    Example: `talentfeed explain council:17 board:4711`
    """
    from dedupe.explain import explain
    from services.workspace import workspace

    with workspace() as ws:
        answer = explain(ws.store, one, other)
    if as_json:
        print_json(asdict(answer))
        return
    for old_id, new_id in answer.redirects.items():
        print_line(f"{old_id} was merged into {new_id}")
    _members(answer)
    for heading, pairs in (("Pairs", answer.pairs), ("Compared, and not merged", answer.outside)):
        if pairs:
            print_line(f"{heading}\n")
        for pair in pairs:
            _pair(pair)
    if answer.left_out:
        note(f"{answer.left_out} more pairs: ask for two listings, or use --json")


def _members(answer: Explanation) -> None:
    columns = ("listing", "title", "source", "status", "first seen", "opportunity")
    rows = [
        (m.listing_id, m.title, m.source_name, m.status, f"{m.first_seen_at:%Y-%m-%d}",
         f"{m.opportunity_id or 'none yet'}{' (waits for `talentfeed resolve`)' if m.waits else ''}")
        for m in answer.members
    ]  # fmt: skip
    print_table("Listings", columns, rows)


def _pair(pair: Pair) -> None:
    print_line(f"{pair.listing_a}  {'=' if pair.together else '≠'}  {pair.listing_b}")
    print_line(f"  {'together' if pair.together else 'apart'}: {pair.why}")
    if pair.judgement is not None:
        said = pair.judgement
        reason = f": {said.note}" if said.note else ""
        print_line(f"  judgement: {'same' if said.same else 'different'}, {said.by}, {said.at:%Y-%m-%d}{reason}")
    if pair.stored is not None:
        edge = pair.stored
        done = "merged" if edge.merged else "not merged"
        features = {name: value for name, value in edge.features.items() if name != "outcome"}
        print_line(f"  stored {edge.at:%Y-%m-%d}: {done}, {edge.rule}, score {edge.score:.2f}{_told(features)}")
    print_line(f"  decided anew: {_anew(pair)}")
    for obstacle in pair.obstacles:
        print_line(f"  in the way: {obstacle.listing_a} and {obstacle.listing_b} ({obstacle.rule})")
    print_line(f"  blocks in common: {pair.shared_blocks}\n")


def _anew(pair: Pair) -> str:
    """The model's word today, unless it is that of the stored decision."""
    anew, edge = pair.anew, pair.stored
    if edge is not None and {**edge.features} == {"outcome": anew.outcome.value, **anew.evidence}:
        return "the same"
    return f"{anew.outcome.value}, {anew.rule}, score {anew.score:.2f}{_told(anew.evidence)}"


def _told(features: Mapping[str, object]) -> str:
    return "".join(f"\n    {name}: {value}" for name, value in features.items())
