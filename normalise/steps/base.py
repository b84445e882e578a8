"""What a cleaning step is: one field (or a few that belong together) from the draft's words to the schema.

A step reads `work.draft`, sets fields of `work.out` (the listing in the making) and calls
`work.issue(...)` for what it could not read. It never raises for bad input; RecordError is for what
makes the whole advert unusable (no title). The pure function that does the reading stands beside it
and is tested by itself.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from normalise.steps.listing_draft import ListingDraft
from records.draft import Draft
from records.listing import Issue
from records.payload import Payload
from records.source import SourceConfig


@dataclass
class Work:
    """One advert on its way through the steps. `now` is the run's fetch time, aware."""

    draft: Draft
    payload: Payload
    source: SourceConfig
    now: datetime
    out: ListingDraft = field(default_factory=ListingDraft)
    issues: list[Issue] = field(default_factory=list)

    def issue(self, field_name: str, code: str, message: str) -> None:
        """Note something that could not be read."""
        self.issues.append(Issue(field=field_name, code=code, message=message))


class Step(Protocol):
    """One cleaning step."""

    def __call__(self, work: Work) -> None: ...
