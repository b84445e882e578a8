"""From the listings of one cluster to the opportunity that portals see."""

from collections.abc import Sequence

from dedupe.merge.fields import merged_fields
from dedupe.merge.quality import quality_of
from dedupe.merge.rank import by_authority
from records.opportunity import Member, Opportunity
from records.vocabulary import ListingStatus, OpportunityStatus
from store.types import StoredListing


def merge(
    opportunity_id: str,
    members: Sequence[StoredListing],
    *,
    reposts: Sequence[str] = (),
    related: Sequence[str] = (),
) -> Opportunity:
    """The opportunity of these listings (one or more); its sequence is the store's to give."""
    ranked = by_authority(members)
    fields, sources = merged_fields([member.listing for member in ranked])
    return Opportunity(
        **fields,
        id=opportunity_id,
        listings=[_member(member) for member in ranked],
        field_sources=sources,
        status=status_of(members),
        first_seen_at=min(member.first_seen_at for member in members),
        last_seen_at=max(member.last_seen_at for member in members),
        reposts=list(reposts),
        related=list(related),
        quality=quality_of(fields, len({member.listing.source_id for member in members})),
    )


def status_of(members: Sequence[StoredListing]) -> OpportunityStatus:
    """Open while any listing is; withdrawn when all sources took it back; else closed."""
    statuses = {member.status for member in members}
    if ListingStatus.OPEN in statuses:
        return OpportunityStatus.OPEN
    return OpportunityStatus.WITHDRAWN if statuses == {ListingStatus.WITHDRAWN} else OpportunityStatus.CLOSED


def _member(stored: StoredListing) -> Member:
    return Member(
        listing_id=stored.listing.id,
        source=stored.listing.source_id,
        source_name=stored.source_name,
        url=stored.listing.url,
        authority=stored.authority,
        first_seen_at=stored.first_seen_at,
        last_seen_at=stored.last_seen_at,
        status=stored.status,
    )
