"""Which faults pass by themselves, as everyone reads it."""

from datetime import UTC, datetime

import pytest

from docs.generator.codes import documented
from records.errors import BusyError, ConfigError, PublishError, StoreError, TalentfeedError
from records.faults import PASSING_CODES, Fault, fault_of_code, fault_of_error, fault_of_run
from records.run import RunCounts, RunReport, Warn
from records.vocabulary import RunState
from spiders import failures
from spiders.middlewares.patience import RETRY_STATUSES


def run(state: RunState, reason: str = "", fetched: int = 0, *warnings: str) -> RunReport:
    return RunReport(
        id="01",
        source_id="leeds",
        state=state,
        reason=reason,
        config_hash="c",
        started_at=datetime(2026, 3, 2, tzinfo=UTC),
        counts=RunCounts(fetched=fetched),
        warnings=[Warn(code=code, message="m") for code in warnings],
    )


@pytest.mark.parametrize(
    "code",
    [
        "TIMEOUT", "HTTP_500", "HTTP_503", "HTTP_429", "HTTP_408", "CONNECTION_LOST", "DNS_FAILED", "REFUSED",
        "ROBOTS_UNAVAILABLE", "RETRY_AFTER", "BUSY", "DB_BUSY", "DB_UNREACHABLE", "INDEX_UNREACHABLE", "INDEX_BUSY",
    ],
)  # fmt: skip
def test_what_passes(code: str) -> None:
    assert fault_of_code(code) is Fault.PASSING


@pytest.mark.parametrize(
    "code",
    [
        "HTTP_404", "HTTP_403", "HTTP_", "HTTP_5xx", "ROBOTS_DISALLOWED", "MALFORMED", "CONFIG_INVALID", "LOSS",
        "TLS_INVALID", "SSRF_BLOCKED", "INDEX_FORBIDDEN", "DISK_FULL", "STORE_FAILED", "A_CODE_OF_TOMORROW", "",
    ],
)  # fmt: skip
def test_what_a_person_has_to_look_at(code: str) -> None:
    assert fault_of_code(code) is Fault.LASTING


def test_only_codes_that_are_given_are_passing() -> None:
    assert documented() | {BusyError.code} >= PASSING_CODES


def test_what_a_crawl_asks_for_again_passes() -> None:
    """Within a run and from run to run, one fault must not be of two kinds."""
    for _, code, _, retryable in failures._KNOWN:
        assert (fault_of_code(code) is Fault.PASSING) is retryable, code
    assert {fault_of_code(f"HTTP_{status}") for status in RETRY_STATUSES} == {Fault.PASSING}


@pytest.mark.parametrize(
    ("report", "fault"),
    [
        (run(RunState.COMPLETE), None),
        (run(RunState.PARTIAL, "PAGE_FAILED", 3, "HTTP_503"), None),
        (run(RunState.CAPPED, "MAX_PAGES", 3), None),
        (run(RunState.QUARANTINED, "LOSS", 3), Fault.LASTING),
        (run(RunState.FAILED, "HTTP_503"), Fault.PASSING),
        (run(RunState.FAILED, "HTTP_404"), Fault.LASTING),
        (run(RunState.FAILED, "TOO_MANY_REJECTED", 40), Fault.LASTING),
        (run(RunState.FAILED, "CRASHED"), Fault.PASSING),
        (run(RunState.PARTIAL, "EMPTY_UNPROVED"), Fault.LASTING),
        (run(RunState.PARTIAL, "MALFORMED", 0, "NOT_A_FEED"), Fault.LASTING),
        (run(RunState.PARTIAL, "MALFORMED", 0, "EMPTY_BODY"), Fault.PASSING),
        (run(RunState.PARTIAL, "PAGE_FAILED", 0, "HTTP_404", "HTTP_502"), Fault.PASSING),
        (run(RunState.CAPPED, "MAX_PAGES"), Fault.LASTING),
    ],
)
def test_of_a_run(report: RunReport, fault: Fault | None) -> None:
    assert fault_of_run(report) is fault


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (ConfigError("m"), Fault.LASTING),
        (BusyError("m", name="n", holder="h"), Fault.PASSING),
        (StoreError("m", code="DB_BUSY"), Fault.PASSING),
        (StoreError("m"), Fault.LASTING),
        (PublishError("m", index="i"), Fault.LASTING),
        (PublishError("m", index="i", retryable=True), Fault.PASSING),
    ],
)
def test_of_an_error(error: TalentfeedError, fault: Fault) -> None:
    assert fault_of_error(error) is fault
