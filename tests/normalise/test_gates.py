"""Gates: what holds a run back, and what must not."""

import pytest

from normalise.gates import Compared, RunFacts, Usual, judge, usual_of
from records.run import RunCounts, RunReport
from records.source import Expectations
from records.vocabulary import RunState
from tests.factories import SEEN


def facts(**changes: object) -> RunFacts:
    usual: dict[str, object] = {
        "state": RunState.COMPLETE, "complete": True, "seen": 100, "rejected": 0, "open_before": 100, "lost": 0,
        "fill": {"pay": 0.9},
    }  # fmt: skip
    return RunFacts(**(usual | changes))  # type: ignore[arg-type]


def reason_of(changes: dict[str, object], expect: dict[str, object]) -> str | None:
    verdict = judge(facts(**changes), Expectations.model_validate(expect))
    return verdict.reason if verdict else None


@pytest.mark.parametrize(
    ("changes", "expect", "reason"),
    [
        ({}, {}, None),
        ({"lost": 20}, {}, None),
        ({"lost": 21}, {}, "LOSS"),
        ({"lost": 21}, {"max_loss": 0.5}, None),
        ({"lost": 100, "seen": 0}, {}, "LOSS"),
        ({"lost": 1, "open_before": 2, "seen": 1}, {}, None),
        ({"lost": 90, "state": RunState.PARTIAL}, {}, None),
        ({"lost": 90, "complete": False}, {}, None),
        ({"seen": 40}, {"min_listings": 50}, "TOO_FEW"),
        ({"seen": 40, "state": RunState.PARTIAL}, {"min_listings": 50}, None),
        ({"seen": 100}, {"min_listings": 100, "max_listings": 100}, None),
        ({"seen": 101}, {"max_listings": 100}, "TOO_MANY"),
        ({"seen": 1000}, {}, "SURGE"),
        ({"seen": 1000, "open_before": 0}, {}, None),
        ({"rejected": 4}, {}, None),
        ({"rejected": 4, "seen": 10}, {}, None),
        ({"rejected": 6}, {}, "TOO_MANY_REJECTED"),
        ({"rejected": 6}, {"max_rejected": 0.2}, None),
        ({"rejected": 2, "seen": 0, "open_before": 0}, {}, "TOO_MANY_REJECTED"),
        ({"fill": {"pay": 0.4}}, {"fill": {"pay": 0.5}}, "FILL_RATE"),
        ({"fill": {}}, {"fill": {"pay": 0.5}}, "FILL_RATE"),
        ({"seen": 0, "open_before": 0, "fill": {}}, {"fill": {"pay": 0.5}}, None),
    ],
)
def test_gates(changes: dict[str, object], expect: dict[str, object], reason: str | None) -> None:
    verdict = judge(facts(**changes), Expectations.model_validate(expect))
    assert (verdict.reason if verdict else None) == reason
    if verdict:
        assert verdict.state is (RunState.FAILED if reason == "TOO_MANY_REJECTED" else RunState.QUARANTINED)
        assert verdict.error.message


@pytest.mark.parametrize(
    ("before", "lost", "expect", "held"),
    [
        # An ordinary day of a small source: two rows gone, or edited where rows have no number of their own.
        (6, 2, {}, False),
        (3, 2, {}, False),
        (6, 3, {}, True),
        # 20% is the limit itself, not above it.
        (15, 3, {}, False),
        (14, 3, {}, True),
        (1000, 200, {}, False),
        (1000, 201, {}, True),
        # All of it is no ordinary day, but for the only advert.
        (2, 2, {}, True),
        (1, 1, {}, False),
        # Who writes a limit means it, but for one advert.
        (6, 2, {"max_loss": 0.2}, True),
        (6, 1, {"max_loss": 0.1}, False),
        (10, 2, {"max_loss": 0.1}, True),
        (20, 2, {"max_loss": 0.1}, False),
    ],
)
def test_loss_to_the_advert(before: int, lost: int, expect: dict[str, object], held: bool) -> None:
    assert (reason_of({"open_before": before, "lost": lost, "seen": before}, expect) == "LOSS") is held


@pytest.mark.parametrize(
    ("before", "seen", "usual", "held"),
    [
        (100, 500, None, False),
        (100, 501, None, True),
        # Small sources may double and double again.
        (1, 20, None, False),
        (1, 21, None, True),
        (4, 20, None, False),
        (4, 21, None, True),
        (5, 25, None, False),
        (5, 26, None, True),
        # All closed by their dates, say: the last good runs tell what is usual.
        (0, 200, 40, False),
        (0, 201, 40, True),
    ],
)
def test_surge_to_the_advert(before: int, seen: int, usual: int | None, held: bool) -> None:
    known = Usual(usual, {}) if usual is not None else None
    assert (reason_of({"open_before": before, "seen": seen, "usual": known}, {}) == "SURGE") is held


@pytest.mark.parametrize(
    ("seen", "rejected", "held"),
    [(10, 4, False), (10, 5, True), (95, 5, False), (94, 5, True), (0, 1, True), (1, 4, False), (0, 0, False)],
)
def test_rejected_to_the_record(seen: int, rejected: int, held: bool) -> None:
    assert (reason_of({"seen": seen, "rejected": rejected}, {}) == "TOO_MANY_REJECTED") is held


@pytest.mark.parametrize(
    ("seen", "usual", "changes", "held"),
    [
        (9, 40, {}, True),
        # Fewer than half, and more than three times the root of the usual number.
        (19, 40, {}, True),
        (20, 40, {}, False),
        (21, 40, {}, False),
        (7, 20, {}, False),
        (6, 20, {}, True),
        (0, 5, {}, False),
        (0, 8, {}, False),
        (0, 10, {}, True),
        (9, 40, {"complete": True}, False),
        (9, 40, {"state": RunState.PARTIAL}, False),
        (9, 40, {"delta": True}, False),
    ],
)
def test_a_feed_of_the_last_adverts_that_falls(seen: int, usual: int, changes: dict[str, object], held: bool) -> None:
    given = {"seen": seen, "usual": Usual(usual, {}), "complete": False} | changes
    assert (reason_of(given, {}) == "VOLUME_FELL") is held


def fill_facts(seen: int, have: int, *, lost: int = 0, new: int = 0, new_have: int = 0, share: float = 1.0) -> object:
    return {
        "seen": seen,
        "open_before": seen,
        "fill": {"pay": have / seen if seen else 0.0},
        "usual": Usual(seen, {"pay": share}),
        "compared": Compared(new, {"pay": new_have}, {"pay": lost}),
    }


@pytest.mark.parametrize(
    ("given", "held"),
    [
        # 40 adverts lose their pay; so do three; two do not make a redesign.
        ({"seen": 40, "have": 0, "lost": 40}, True),
        ({"seen": 3, "have": 0, "lost": 3}, True),
        ({"seen": 2, "have": 0, "lost": 2}, False),
        ({"seen": 6, "have": 4, "lost": 2}, False),
        ({"seen": 6, "have": 3, "lost": 3}, False),
        ({"seen": 6, "have": 2, "lost": 4}, True),
        # Less than 70% of those that should have it.
        ({"seen": 100, "have": 70, "lost": 30}, False),
        ({"seen": 100, "have": 69, "lost": 31}, True),
        # Other adverts have come, and the addresses with them: new ones are held against the usual share.
        ({"seen": 40, "have": 0, "new": 40}, True),
        ({"seen": 40, "have": 10, "new": 40, "new_have": 10, "share": 0.6}, True),
        ({"seen": 40, "have": 15, "new": 40, "new_have": 15, "share": 0.6}, False),
        # A field that few have may be missing by chance.
        ({"seen": 20, "have": 0, "new": 20, "share": 0.2}, False),
        ({"seen": 100, "have": 0, "new": 100, "share": 0.2}, True),
        # What had it closed, and the others never had it.
        ({"seen": 10, "have": 0}, False),
        ({"seen": 0, "have": 0}, False),
    ],
)
def test_a_field_that_is_no_longer_found(given: dict[str, int], held: bool) -> None:
    changes = fill_facts(**given)
    assert (reason_of(changes, {}) == "FILL_FELL") is held  # type: ignore[arg-type]


def test_the_file_s_own_word_on_a_field_counts_alone() -> None:
    changes = fill_facts(40, 10, lost=30)
    assert reason_of(changes, {}) == "FILL_FELL"  # type: ignore[arg-type]
    assert reason_of(changes, {"fill": {"pay": 0.2}}) is None  # type: ignore[arg-type]
    assert reason_of(changes, {"fill": {"pay": 0.3}}) == "FILL_RATE"  # type: ignore[arg-type]
    assert reason_of(changes, {"fill": {"places": 0.0}}) == "FILL_FELL"  # type: ignore[arg-type]


def run(listings: int, pay: float, *, approved: bool = False) -> RunReport:
    return RunReport(
        id="run", source_id="leeds", state=RunState.COMPLETE, config_hash="x", started_at=SEEN, promoted=True,
        counts=RunCounts(new=1, changed=1, unchanged=max(0, listings - 2)) if listings else RunCounts(),
        fill={"pay": pay}, approved=approved,
    )  # fmt: skip


def test_what_is_usual() -> None:
    assert usual_of([]) is None
    assert usual_of([run(0, 0.0)]) is None
    # One odd day moves nothing, and neither does a run without listings.
    assert usual_of([run(10, 0.1), run(0, 0.0), run(40, 1.0), run(42, 0.9)]) == Usual(40, {"pay": 0.9})
    # Only the last five count.
    assert usual_of([run(10, 0.5)] * 5 + [run(90, 1.0)] * 10) == Usual(10, {"pay": 0.5})
    assert usual_of([run(10, 0.5)] * 2 + [run(90, 1.0)] * 3) == Usual(90, {"pay": 1.0})


def test_an_approved_run_begins_a_new_history() -> None:
    assert usual_of([run(10, 0.0, approved=True), *[run(40, 1.0)] * 4]) == Usual(10, {"pay": 0.0})
    assert usual_of([run(12, 0.1), run(10, 0.0, approved=True), *[run(40, 1.0)] * 4]) == Usual(10, {"pay": 0.0})


def test_a_run_of_unchanged_adverts_tells_what_is_usual() -> None:
    unchanged = run(9, 0.5).model_copy(update={"counts": RunCounts(new=4, unchanged=4)})
    assert usual_of([unchanged]) == Usual(8, {"pay": 0.5})
    edited = run(9, 0.5).model_copy(update={"counts": RunCounts(new=4, changed=4)})
    assert usual_of([edited]) == Usual(8, {"pay": 0.5})


# What a person and a program are told: the state, which figure, what it was and what it must not pass.
@pytest.mark.parametrize(
    ("changes", "expect", "metric", "got", "limit", "said"),
    [
        ({"rejected": 25, "seen": 75}, {}, "rejected_share", 0.25, 0.05, "25 of 100 records could not be read"),
        ({"seen": 40}, {"min_listings": 50}, "listings", 40, 50, "40 listings, at least 50 expected"),
        ({"seen": 101}, {"max_listings": 100}, "listings", 101, 100, "101 listings, at most 100 expected"),
        ({"seen": 501}, {}, "listings", 501, 500, "501 listings where 100 are usual"),
        ({"lost": 50}, {}, "loss", 0.5, 0.2, "50 of 100 open listings are gone (50%; limit 20%)"),
        ({"fill": {"pay": 0.4}}, {"fill": {"pay": 0.5}}, "fill.pay", 0.4, 0.5, "only 40% of the listings have `pay`"),
        (
            {"seen": 9, "usual": Usual(40, {}), "complete": False}, {},
            "listings", 9, 20, "9 listings where 40 are usual",
        ),
        (fill_facts(40, 10, lost=30), {}, "fill.pay", 10, 28, "10 have `pay` (40 would)"),
    ],
)  # fmt: skip
def test_what_a_gate_says(
    changes: dict[str, object], expect: dict[str, object], metric: str, got: float, limit: float, said: str
) -> None:
    verdict = judge(facts(**changes), Expectations.model_validate(expect))
    assert verdict
    error = verdict.error
    assert (error.metric, error.got) == (metric, got)
    assert error.limit == pytest.approx(limit)
    assert said in error.message


def test_the_standard_deviations_themselves_are_no_fall() -> None:
    # Usually 36: three roots of it are 18, and half of it is 18.
    assert reason_of({"seen": 18, "usual": Usual(36, {}), "complete": False}, {}) is None
    assert reason_of({"seen": 17, "usual": Usual(36, {}), "complete": False}, {}) == "VOLUME_FELL"
    # Usually 16: less than half is 7, and 16 - 4 is three roots of it.
    assert reason_of({"seen": 4, "usual": Usual(16, {}), "complete": False}, {}) is None
    assert reason_of({"seen": 3, "usual": Usual(16, {}), "complete": False}, {}) == "VOLUME_FELL"


def test_a_field_that_no_listing_of_the_run_has_counts_as_none() -> None:
    changes = fill_facts(40, 0, lost=40) | {"fill": {}}  # type: ignore[operator]
    verdict = judge(facts(**changes), Expectations())
    assert verdict
    assert (verdict.reason, verdict.error.got, verdict.error.limit) == ("FILL_FELL", 0, 28)


def test_a_field_of_which_nothing_was_lost_has_not_fallen() -> None:
    # 3 of the 6 that there should be would be a fall, were one more due than there is.
    changes = fill_facts(6, 0, new=2) | {"compared": Compared(2, {}, {})}  # type: ignore[operator]
    assert reason_of(changes, {}) is None
    changes = fill_facts(6, 0, new=2) | {"compared": Compared(2, {}, {"pay": 1})}  # type: ignore[operator]
    assert reason_of(changes, {}) == "FILL_FELL"


def test_a_run_that_saw_nothing_says_nothing_of_fields() -> None:
    changes = fill_facts(0, 0, lost=40) | {"open_before": 0, "usual": Usual(40, {"pay": 1.0})}  # type: ignore[operator]
    assert reason_of(changes, {}) is None
    changes = fill_facts(40, 0, lost=40) | {"compared": None}  # type: ignore[operator]
    assert reason_of(changes, {}) is None
