"""Gates: what holds a run back, and what must not."""

import pytest

from normalise.gates import RunFacts, judge
from records.source import Expectations
from records.vocabulary import RunState


def facts(**changes: object) -> RunFacts:
    usual: dict[str, object] = {
        "state": RunState.COMPLETE, "complete": True, "seen": 100, "rejected": 0, "open_before": 100, "lost": 0,
        "fill": {"pay": 0.9},
    }  # fmt: skip
    return RunFacts(**(usual | changes))  # type: ignore[arg-type]


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
