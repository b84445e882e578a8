"""RunReport: one harvest of one source. The archive's manifest is the same object."""

from pydantic import AwareDatetime, Field

from records.base import Model
from records.vocabulary import USABLE, RunState

# Reason of a run that was read again from archived pages: not COMPLETE, though the run it repeats may have been.
REPLAYED = "REPLAYED"


class ResponseCounts(Model):
    """Responses by class."""

    ok: int = Field(default=0, description="2xx.")
    not_modified: int = Field(default=0, description="304.")
    redirect: int = Field(default=0, description="Other 3xx.")
    client_error: int = Field(default=0, description="4xx.")
    server_error: int = Field(default=0, description="5xx.")
    failed: int = Field(default=0, description="No response: refused, timed out, blocked.")


class RunCounts(Model):
    """What a run did.

    fetched = new + changed + unchanged + rejected + withdrawn + duplicate + taken_down (invariant 3).
    """

    requests: int = Field(default=0, description="HTTP requests sent, robots.txt included.")
    responses: ResponseCounts = Field(default_factory=ResponseCounts)
    bytes: int = Field(default=0, description="Body bytes received.")
    advertised: int | None = Field(default=None, description="Total the source claims, where it does.")
    fetched: int = Field(default=0, description="Payloads read, plus records that could not be read.")
    new: int = Field(default=0, description="Listings first seen.")
    changed: int = Field(default=0, description="Listings whose content changed.")
    unchanged: int = Field(default=0, description="Listings seen again as they were.")
    rejected: int = Field(default=0, description="Records that did not become listings.")
    withdrawn: int = Field(default=0, description="Records the source itself says are gone.")
    duplicate: int = Field(default=0, description="The same key again within the run.")
    taken_down: int = Field(default=0, description="Records kept out by a takedown.")
    gone: int = Field(default=0, description="Open listings this run did not see.")


class Warn(Model):
    """Something a data engineer should know."""

    code: str = Field(description="Stable code.")
    message: str = Field(description="What and what to do.")
    url: str = Field(default="", description="Where.")


class RunReport(Model):
    """One harvest of one source."""

    id: str = Field(description="ULID, lower case: greater than that of every earlier run of its source.")
    source_id: str = Field(description="Source id.")
    state: RunState = Field(description="How it ended.")
    reason: str = Field(default="", description="Stable reason code when not COMPLETE.")
    message: str = Field(default="", description="What happened and what to do.")
    config_hash: str = Field(description="Hash of the source's config.")
    extraction: str = Field(
        default="",
        description="Connector, its version and a hash of its options: equal where equal pages give equal payloads.",
    )
    started_at: AwareDatetime = Field(description="Start.")
    ended_at: AwareDatetime | None = Field(default=None, description="End; none while it goes on, or if it CRASHED.")
    counts: RunCounts = Field(default_factory=RunCounts)
    fill: dict[str, float] = Field(default_factory=dict, description="Field → share of listings that have it.")
    warnings: list[Warn] = Field(default_factory=list)
    promoted: bool = Field(default=False, description="Its listings were written to the store.")
    approved: bool = Field(
        default=False, description="A person let it through the gates; what is usual is measured from it on."
    )
    raw_deleted_at: AwareDatetime | None = Field(
        default=None, description="Since when its raw pages are gone from the archive: the time they are kept is over."
    )

    @property
    def found_nothing(self) -> bool:
        """It ended without one advert, and without the source's word that it has none: not a run that went well."""
        cut_short = self.state in (RunState.PARTIAL, RunState.CAPPED) and self.reason != REPLAYED
        return cut_short and not self.counts.fetched

    @property
    def waits(self) -> bool:
        """It is archived and usable, but its adverts are not in the store: nobody normalised it."""
        return self.state in USABLE and not self.promoted
