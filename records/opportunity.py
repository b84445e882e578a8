"""Opportunity: all listings of the same real thing, merged, each field with its provenance."""

from pydantic import AwareDatetime, Field

from records.base import Model
from records.listing import Advert
from records.vocabulary import Authority, ChangeOp, ListingStatus, OpportunityStatus


class Member(Model):
    """A listing that belongs to an opportunity."""

    listing_id: str = Field(description="`<source>:<source_key>`.")
    source: str = Field(description="Source id.")
    source_name: str = Field(description="Name of the source as people know it.")
    url: str | None = Field(default=None, description="The listing's own page, http(s).")
    authority: Authority = Field(description="How close the source is to the offer.")
    first_seen_at: AwareDatetime = Field(description="First run that saw it.")
    last_seen_at: AwareDatetime = Field(description="Last run that saw it.")
    status: ListingStatus = Field(description="Whether it is on offer there.")


class Quality(Model):
    """How good the record is, 0 to 1, with its parts."""

    score: float = Field(ge=0, le=1, description="Mean of the parts.")
    parts: dict[str, float] = Field(default_factory=dict, description="Part → 0..1.")


class Opportunity(Advert):
    """What portals see."""

    id: str = Field(pattern=r"^[0-9a-z]{26}$", description="Stable id (ULID, lower case), minted once and stored.")
    listings: list[Member] = Field(description="All listings, by authority, then first seen.")
    field_sources: dict[str, str] = Field(default_factory=dict, description="Field → listing id it was taken from.")
    status: OpportunityStatus = Field(description="open while any listing is.")
    first_seen_at: AwareDatetime = Field(description="Earliest first_seen_at of its listings.")
    last_seen_at: AwareDatetime = Field(description="Latest last_seen_at of its listings.")
    sequence: int = Field(default=0, ge=0, description="Number of its latest change; orders the change feed.")
    merged_into: str | None = Field(default=None, description="Set on a redirect: the id that lives on.")
    reposts: list[str] = Field(default_factory=list, description="Earlier, closed opportunities this one re-posts.")
    quality: Quality | None = Field(default=None, description="Quality and its parts.")
    related: list[str] = Field(default_factory=list, description="Training for a job, jobs for a course.")


class Change(Model):
    """One entry of the change feed."""

    sequence: int = Field(ge=1, description="Strictly rising; gaps are normal.")
    op: ChangeOp = Field(description="upsert, delete or redirect.")
    opportunity_id: str = Field(description="Which opportunity.")
    at: AwareDatetime = Field(description="When it was decided.")
    merged_into: str | None = Field(default=None, description="For a redirect: the id that lives on.")
    opportunity: Opportunity | None = Field(default=None, description="For an upsert: the record as it is now.")
