"""Words that people type for what a record holds as a value: its kind, working pattern, contract and areas.

A person writes 'part time cleaner jobs in Bradford'; the record has `hours: [part_time]`, `kind: job` and
a place in Keighley whose district is Bradford.
"""

from collections.abc import Iterable
from enum import StrEnum

from records.opportunity import Opportunity
from records.vocabulary import Kind, Remote

KINDS = {
    Kind.JOB: "job vacancy work",
    Kind.APPRENTICESHIP: "apprenticeship apprentice job vacancy training",
    Kind.COURSE: "course class training",
    Kind.EVENT: "event",
    Kind.SUPPORT: "support scheme help",
    Kind.NEWS: "news",
}
REMOTE = {Remote.REMOTE: "remote work from home", Remote.HYBRID: "hybrid work from home"}


def labels(opportunity: Opportunity) -> list[str]:
    """Each set of words once, in an order of its own: what is offered, how, for whom, where."""
    found = [KINDS[opportunity.kind]]
    if opportunity.remote in REMOTE:
        found.append(REMOTE[opportunity.remote])
    found += _words([*opportunity.hours, *opportunity.contract, *opportunity.audience])
    if opportunity.support is not None and opportunity.support.offer:
        found += _words([opportunity.support.offer])
    found += [area.name for place in opportunity.places for area in place.areas]
    return list(dict.fromkeys(found))


def _words(values: Iterable[StrEnum]) -> list[str]:
    return sorted(value.value.replace("_", " ") for value in values)
