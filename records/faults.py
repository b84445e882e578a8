"""Which faults pass by themselves: to try again in a few minutes helps there, and nowhere else.

The codes are those of docs/reference/errors.md, where this table is shown. A code that stands neither here
nor there is lasting: a person has to look.
"""

from enum import StrEnum

from records.errors import TalentfeedError
from records.run import RunReport
from records.vocabulary import RunState


class Fault(StrEnum):
    """How long a fault lasts."""

    PASSING = "passing"
    LASTING = "lasting"


PASSING_CODES = frozenset(
    {
        # the site, or the way to it
        "CONNECTION_LOST",
        "DNS_FAILED",
        "EMPTY_BODY",
        "EMPTY_PAGE",
        "JSON_TRUNCATED",
        "REFUSED",
        "RETRY_AFTER",
        "ROBOTS_UNAVAILABLE",
        "TIMEOUT",
        "TRUNCATED",
        # our own process
        "CRASHED",
        "STOPPED",
        # another process, the database, the index
        "BUSY",
        "DB_BUSY",
        "DB_UNREACHABLE",
        "INDEX_BUSY",
        "INDEX_UNREACHABLE",
        "LEASE_LOST",
    }
)
# Beside 5xx: the server asks for patience. Every other answer is the same the next time.
_PASSING_STATUSES = frozenset({408, 425, 429})
# These reasons only say that pages are missing or unread: which fault it was stands in the warnings.
_OF_PAGES = frozenset({"MALFORMED", "PAGE_FAILED"})


def fault_of_code(code: str) -> Fault:
    """The kind of a reason or error code; `HTTP_503` and its like go by their status."""
    name, _, status = code.partition("_")
    if name == "HTTP" and status.isdecimal():
        passing = int(status) >= 500 or int(status) in _PASSING_STATUSES
    else:
        passing = code in PASSING_CODES
    return Fault.PASSING if passing else Fault.LASTING


def fault_of_error(error: TalentfeedError) -> Fault:
    """The kind of an error: by its own word where it has one, else by its code."""
    return Fault.PASSING if getattr(error, "retryable", False) else fault_of_code(error.code)


def fault_of_run(report: RunReport) -> Fault | None:
    """The kind of fault that kept a run from being of use; None for a run that is, whole or in part."""
    if report.state is RunState.QUARANTINED:
        return Fault.LASTING
    used = report.state is RunState.COMPLETE or (report.state is not RunState.FAILED and report.counts.fetched)
    if used:
        return None
    codes = [warn.code for warn in report.warnings] if report.reason in _OF_PAGES else [report.reason]
    passing = any(fault_of_code(code) is Fault.PASSING for code in codes)
    return Fault.PASSING if passing else Fault.LASTING
