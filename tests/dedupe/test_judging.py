"""A person's word on two listings: what it does, what it survives, what is refused, and how it is explained."""

from datetime import UTC, datetime
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.cluster import components
from dedupe.explain import Obstacle, Pair, explain
from dedupe.judging import conflict, doubts, in_words, judge, undo
from dedupe.score import Outcome
from dedupe.stage import resolve
from records.errors import ConfigError
from records.vocabulary import ChangeOp
from store import Judgement, Store
from tests.dedupe.history import History, advert
from tests.dedupe.labelled import listing_of
from tests.dedupe.near_misses import near_miss_set

NOW = datetime(2026, 10, 1, tzinfo=UTC)
COUNCIL, BOARD, AGENCY, COOK, SNIPPET = "council:1", "board:7", "agency:3", "board:9", "feed:5"


@pytest.fixture
def store(either_store: Store) -> Store:
    return either_store


@pytest.fixture
def resolved(history: History, store: Store) -> Store:
    """Two adverts of one post, one of another, and one that says too little to be told."""
    history.run([advert(COUNCIL)])
    history.run([advert(BOARD), advert(COOK, title="Cook", employer="Wharfe Catering Ltd")])
    history.run([advert(SNIPPET, employer="", location="", salary="", description="")])
    resolve(store, now=NOW)
    return store


def said(one: str, other: str, *, same: bool, by: str = "ann") -> Judgement:
    return Judgement(one, other, same, by, NOW, "seen both pages")


def owner(store: Store, listing_id: str) -> str:
    return store.opportunities.by_listing([listing_id])[listing_id]


def of(pairs: list[Pair], one: str, other: str) -> Pair:
    wanted = {one, other}
    [found] = [pair for pair in pairs if {pair.listing_a, pair.listing_b} == wanted]
    return found


def test_the_same_and_back(resolved: Store, history: History) -> None:
    """The older id lives on and the other redirects; taken back, each has its own again."""
    older, younger = owner(resolved, COUNCIL), owner(resolved, SNIPPET)
    since = resolved.changes.last_sequence()
    done = judge(resolved, said(COUNCIL, SNIPPET, same=True))
    assert (done.before, done.together, done.judgement.listing_a) == (None, False, COUNCIL)
    assert resolved.listings.due_among([COUNCIL, BOARD, SNIPPET]) == {COUNCIL, SNIPPET}
    resolve(resolved, now=NOW)
    assert history.clusters() == {frozenset({COUNCIL, BOARD, SNIPPET}), frozenset({COOK})}
    assert owner(resolved, SNIPPET) == older
    fed = {change.opportunity_id: change for change in resolved.changes.page(since, 10)}
    assert {(i, c.op, c.merged_into) for i, c in fed.items()} == {
        (older, ChangeOp.UPSERT, None),
        (younger, ChangeOp.REDIRECT, older),
    }
    changed = fed[older].opportunity
    assert changed is not None
    assert {member.listing_id for member in changed.listings} == {COUNCIL, BOARD, SNIPPET}

    since = resolved.changes.last_sequence()
    assert undo(resolved, SNIPPET, COUNCIL).note == "seen both pages"
    assert resolved.judgements.all() == []
    resolve(resolved, now=NOW)
    assert (owner(resolved, COUNCIL), owner(resolved, SNIPPET)) == (older, younger)
    assert {(c.opportunity_id, c.op) for c in resolved.changes.page(since, 10)} == {
        (older, ChangeOp.UPSERT),
        (younger, ChangeOp.UPSERT),
    }
    assert "judgement" not in {edge.rule for edge in resolved.edges.of([COUNCIL, SNIPPET])}, (
        "it explains nothing any more"
    )


def test_different_survives_everything(resolved: Store, history: History) -> None:
    """A full resolve, another reading of the same adverts, an edit, a third advert that is like both."""
    founder = owner(resolved, COUNCIL)
    judge(resolved, said(BOARD, COUNCIL, same=False))
    resolve(resolved, now=NOW)
    apart = {frozenset({listing_id}) for listing_id in (COUNCIL, BOARD, COOK, SNIPPET)}
    assert history.clusters() == apart
    assert owner(resolved, COUNCIL) == founder, "the part with the founding listing keeps the id"
    ids = resolved.opportunities.memberships()
    resolve(resolved, full=True, now=NOW)
    history.run([advert(COUNCIL).model_copy(update={"content_hash": "read by another version"}), advert(BOARD)])
    resolve(resolved, now=NOW)
    history.run([advert(BOARD, salary="£24,100 per annum")])
    resolve(resolved, now=NOW)
    assert history.clusters() == apart
    assert resolved.opportunities.memberships() == ids
    history.run([advert(AGENCY)])
    resolve(resolved, now=NOW)
    assert owner(resolved, COUNCIL) != owner(resolved, BOARD)
    assert owner(resolved, AGENCY) in (owner(resolved, COUNCIL), owner(resolved, BOARD))
    resolve(resolved, full=True, now=NOW)
    assert owner(resolved, COUNCIL) != owner(resolved, BOARD)


def test_the_latest_word_counts(resolved: Store, history: History) -> None:
    judge(resolved, said(COUNCIL, BOARD, same=False))
    resolve(resolved, now=NOW)
    done = judge(resolved, said(BOARD, COUNCIL, same=True, by="bob"))
    assert done.before is not None
    assert (done.before.by, done.before.same) == ("ann", False)
    resolve(resolved, now=NOW)
    assert frozenset({COUNCIL, BOARD}) in history.clusters()
    assert [(row.same, row.by) for row in resolved.judgements.all()] == [(True, "bob")]


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("council:2", "council:1"), ("bord:7", "board:7"), ("7", "board:7"), ("zzz", "SOURCE:KEY"), ("", "SOURCE:KEY")],
)
def test_a_listing_that_does_not_exist(resolved: Store, wrong: str, near: str) -> None:
    for attempt in (lambda: judge(resolved, said(COUNCIL, wrong, same=True)), lambda: explain(resolved, wrong)):
        with pytest.raises(ConfigError, match=near):
            attempt()
    assert resolved.judgements.all() == []
    assert resolved.listings.due_among([COUNCIL]) == set()


def test_what_cannot_be_judged(resolved: Store) -> None:
    with pytest.raises(ConfigError, match=r"is an opportunity; name one of its listings: board:7, council:1"):
        judge(resolved, said(owner(resolved, COUNCIL), COOK, same=True))
    with pytest.raises(ConfigError, match="twice"):
        judge(resolved, said(COUNCIL, COUNCIL, same=True))
    with pytest.raises(ConfigError, match="nothing was said"):
        undo(resolved, COUNCIL, BOARD)
    judge(resolved, said(COUNCIL, BOARD, same=True))
    judge(resolved, said(BOARD, COOK, same=True, by="bob"))
    with pytest.raises(ConfigError, match=r"contradicts: .*bob.*; .*ann.*\. Take") as raised:
        judge(resolved, said(COUNCIL, COOK, same=False))
    assert "--undo" in raised.value.message
    assert len(resolved.judgements.all()) == 2
    with pytest.raises(ConfigError, match="board:7 and council:1 are the same"):
        undo(resolved, COUNCIL, COOK)


SAID = st.tuples(st.sampled_from(list(combinations("abcdef", 2))), st.booleans())


@given(st.lists(SAID, max_size=12))
def test_what_was_accepted_can_hold_together(tried: list[tuple[tuple[str, str], bool]]) -> None:
    """And what was refused could not: by the joined groups of all that was said to be the same."""
    rows: list[Judgement] = []
    for (one, other), same in tried:
        new = said(one, other, same=same)
        rest = [row for row in rows if (row.listing_a, row.listing_b) != (one, other)]
        against = conflict(rest, new)
        assert bool(against) != holds([*rest, new])
        assert not against or not holds([*against, new]), "these alone contradict it"
        if not against:
            rows = [*rest, new]
    assert holds(rows)


def holds(rows: list[Judgement]) -> bool:
    number = {letter: place for place, letter in enumerate("abcdef")}
    joined = components(6, [(number[row.listing_a], number[row.listing_b]) for row in rows if row.same])
    group = {member: n for n, part in enumerate(joined) for member in part}
    return all(group[number[row.listing_a]] != group[number[row.listing_b]] for row in rows if not row.same)


def test_why_together(resolved: Store) -> None:
    answer = explain(resolved, owner(resolved, COUNCIL))
    assert [(m.listing_id, m.opportunity_id, m.waits) for m in answer.members] == [
        (COUNCIL, owner(resolved, COUNCIL), False),
        (BOARD, owner(resolved, COUNCIL), False),
    ]
    [pair] = answer.pairs
    assert pair.together
    assert pair.stored is not None
    assert pair.stored.score == pair.anew.score > 0.5
    assert {"title", "employer", "place", "pay", "text"} <= pair.anew.evidence.keys()
    assert pair.shared_blocks > 0
    assert "evidence is enough" in pair.why
    assert explain(resolved, COUNCIL).pairs == answer.pairs


def test_every_merge_of_a_set_is_explained(store: Store, history: History) -> None:
    """Invariant 6: each pair of each opportunity has its score and rule, or a chain of pairs that have."""
    history.run([listing_of(row) for row in near_miss_set(5, 12)])
    resolve(store, now=NOW)
    merged = [members for members in history.clusters() if len(members) > 1]
    assert merged
    for members in merged:
        answer = explain(store, owner(store, min(members)))
        assert len(answer.pairs) + answer.left_out >= len(members) * (len(members) - 1) // 2
        for pair in answer.pairs:
            links = list(pairwise(pair.path)) or [(pair.listing_a, pair.listing_b)]
            edges = {frozenset((edge.listing_a, edge.listing_b)): edge for edge in store.edges.of(members)}
            for link in links:
                edge = edges[frozenset(link)]
                assert edge.merged
                assert edge.score >= 0.5
                assert edge.rule
                assert len(edge.features) > 1


def test_why_apart(resolved: Store) -> None:
    [pair] = explain(resolved, COUNCIL, COOK).pairs
    assert not pair.together
    assert pair.anew.outcome is Outcome.CONTRADICTION
    assert (pair.stored, pair.judgement) == (None, None)
    assert "contradict each other (title)" in pair.why
    assert pair.anew.evidence["title"] == "different"
    assert pair.anew.evidence["place"] == "same", "what else agrees is told, too"


def test_a_judgement_is_the_reason_before_and_after_it_is_acted_on(resolved: Store) -> None:
    judge(resolved, said(COUNCIL, SNIPPET, same=True))
    [waiting] = explain(resolved, COUNCIL, SNIPPET).pairs
    assert not waiting.together
    assert "ann judged them the same" in waiting.why
    assert "talentfeed resolve" in waiting.why
    resolve(resolved, now=NOW)
    answer = explain(resolved, COUNCIL)
    judged = of(answer.pairs, COUNCIL, SNIPPET)
    assert judged.together
    assert judged.judgement is not None
    assert judged.why == "ann judged them the same on 2026-10-01"
    assert (judged.stored and judged.stored.rule) == "judgement"
    third = of(explain(resolved, SNIPPET, BOARD).pairs, SNIPPET, BOARD)
    assert third.path in ([BOARD, COUNCIL, SNIPPET], [SNIPPET, COUNCIL, BOARD])
    assert COUNCIL in third.why


def test_in_the_way(resolved: Store, history: History) -> None:
    """Two listings match, and their clusters are kept apart by others in them."""
    judge(resolved, said(COUNCIL, BOARD, same=False))
    history.run([advert(AGENCY)])
    resolve(resolved, now=NOW)
    lonely = COUNCIL if owner(resolved, AGENCY) == owner(resolved, BOARD) else BOARD
    [pair] = explain(resolved, AGENCY, lonely).pairs
    assert pair.anew.outcome is Outcome.MATCH
    assert not pair.together
    [obstacle] = pair.obstacles
    assert ({obstacle.listing_a, obstacle.listing_b}, obstacle.rule) == ({COUNCIL, BOARD}, "judgement")
    assert "cannot be one (judgement)" in pair.why
    outside = explain(resolved, owner(resolved, lonely)).outside
    assert {BOARD, COUNCIL, AGENCY} == {i for pair in outside for i in (pair.listing_a, pair.listing_b)}
    assert not [pair for pair in outside if pair.together]


def test_a_redirect_and_a_listing_that_was_never_resolved(resolved: Store, history: History) -> None:
    younger = owner(resolved, SNIPPET)
    judge(resolved, said(COUNCIL, SNIPPET, same=True))
    resolve(resolved, now=NOW)
    answer = explain(resolved, younger)
    assert answer.redirects == {younger: owner(resolved, COUNCIL)}
    assert len(answer.pairs) == 3
    history.run([advert(AGENCY)])
    [pair] = explain(resolved, AGENCY, COUNCIL).pairs
    assert "waits for the next" in pair.why
    alone = explain(resolved, AGENCY)
    assert [(m.opportunity_id, m.waits) for m in alone.members] == [(None, True)]
    assert alone.pairs == []


def test_a_judgement_tears_apart_what_contradicts_it_and_says_so(resolved: Store, history: History) -> None:
    """The council's advert goes with the cook's, as a person said; the board's, no cook's, stays behind."""
    judge(resolved, said(COUNCIL, COOK, same=True))
    [told_before] = explain(resolved, COUNCIL, COOK).pairs
    assert told_before.obstacles == [Obstacle(COOK, BOARD, "veto:title")]
    resolve(resolved, now=NOW)
    assert history.clusters() == {frozenset({COUNCIL, COOK}), frozenset({BOARD}), frozenset({SNIPPET})}
    [pair] = explain(resolved, COUNCIL, BOARD).pairs
    assert pair.why == "they match, but board:7 and board:9 cannot be one (veto:title)"


def test_what_is_worth_a_look(resolved: Store, history: History) -> None:
    """Near misses and vetoes between equal texts, until they are judged or over."""
    history.run([advert("board:11", title="Healthcare Assistant - 12 hours")])
    history.run([advert("feed:12", title="Healthcare Assistant - 25 hours")])
    resolve(resolved, now=NOW)
    [doubt, *_] = found = [d for d in doubts(resolved) if {d.listing_a, d.listing_b} == {"board:11", "feed:12"}]
    assert len(found) == 1
    assert (doubt.merged, doubt.why) == (False, "veto:hours: vetoed, one text")
    assert {doubt.title_a, doubt.title_b} == {"Healthcare Assistant - 12 hours", "Healthcare Assistant - 25 hours"}
    every = doubts(resolved)
    assert [d.score for d in every] == sorted((d.score for d in every), reverse=True)
    assert doubts(resolved, limit=1) == every[:1]
    judge(resolved, said("board:11", "feed:12", same=False))
    left = doubts(resolved)
    assert len(left) == len(every) - 1
    resolve(resolved, now=NOW)
    assert doubt not in doubts(resolved)
    undo(resolved, "board:11", "feed:12")
    resolve(resolved, now=NOW)
    assert doubt in doubts(resolved)
    history.close(["feed:12"])
    resolve(resolved, now=NOW)
    assert doubt not in doubts(resolved)


def test_a_judgement_in_words() -> None:
    assert in_words(said(COUNCIL, BOARD, same=False)) == "council:1 and board:7 are different (ann, 2026-10-01)"
