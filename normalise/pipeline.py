"""Payload → listing: the mapper of its format, the source's lookups, the cleaning steps in this order."""

import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache

from pydantic import ValidationError

from normalise.draft_rules import fill_first, looked_up
from normalise.mappers.base import Fields, Mapper
from normalise.mappers.registry import mapper_for
from normalise.steps.base import Step, Work
from normalise.steps.contacts import contacts
from normalise.steps.course import course
from normalise.steps.dates import dates
from normalise.steps.extras import extras
from normalise.steps.fill_gaps import fill_gaps
from normalise.steps.from_text import from_text
from normalise.steps.kind import kind
from normalise.steps.language import language
from normalise.steps.links import links
from normalise.steps.organisation import organisation
from normalise.steps.pay import pay
from normalise.steps.places import places
from normalise.steps.text import description
from normalise.steps.title import title
from normalise.steps.work_pattern import contract_and_hours, remote
from records.base import faults
from records.errors import RecordError
from records.listing import HASHED_FIELDS, Listing, Provenance
from records.payload import Payload
from records.source import SourceConfig

# Read top to bottom: each step may use what those above it set. `fill_gaps` holds the source's defaults: it comes
# after what is read out of the text, and before the steps that say what the words mean. Pay needs the weekly
# hours, dates and hours read labelled lines of the description.
STEPS: tuple[Step, ...] = (
    kind,
    title,
    description,
    from_text,
    fill_gaps,
    organisation,
    places,
    remote,
    contract_and_hours,
    pay,
    dates,
    course,
    links,
    extras,
    language,
    contacts,
)
# Rises when a step reads the same draft otherwise: listings made by an older version are due again.
STEPS_VERSION = 6


@lru_cache(maxsize=64)
def _mapper(payload_format: str) -> Mapper:
    return mapper_for(payload_format)


def mapper_version(payload_format: str) -> str:
    """Format and versions that a listing's content depends on, e.g. `greenhouse_job/1+steps/1`."""
    return f"{payload_format}/{_mapper(payload_format).version}+steps/{STEPS_VERSION}"


def reading_version(payload_format: str, source: SourceConfig) -> str:
    """`mapper_version` and the part of the config that decides how a payload is read."""
    return f"{mapper_version(payload_format)}+{source.reading_hash}"


def to_listing(payload: Payload, source: SourceConfig, *, now: datetime | None = None) -> Listing:
    """The listing of one payload. `now` anchors relative dates (default: when it was fetched).

    Raises RecordError, with field and value, where the payload cannot be a listing.
    """
    return read_payload(payload, source, now or payload.fetched_at)[0]


def read_payload(payload: Payload, source: SourceConfig, now: datetime) -> tuple[Listing, Fields]:
    """`to_listing`, with the payload's fields, which know what no mapper took."""
    fields = Fields(payload.data)
    return _listing(run_steps(payload, fields, source, now)), fields


def run_steps(payload: Payload, fields: Fields, source: SourceConfig, now: datetime) -> Work:
    """Mapper, rules and steps; RecordError where the payload cannot be read at all."""
    try:
        draft = _mapper(payload.format).to_draft(fields, payload, source)
    except ValidationError as error:
        first = error.errors()[0]
        raise RecordError(faults(error)[0], field=str(first["loc"][0]), value=first["input"]) from None
    draft = fill_first(looked_up(draft, source), source)
    work = Work(draft=draft, payload=payload, source=source, now=now.astimezone(UTC))
    for step in STEPS:
        step(work)
    return work


def _listing(work: Work) -> Listing:
    payload = work.payload
    try:
        listing = Listing(
            id=f"{work.source.id}:{payload.key}",
            issues=work.issues,
            provenance=Provenance(
                run_id=payload.run_id,
                fetched_at=payload.fetched_at,
                connector=payload.connector,
                mapper_version=mapper_version(payload.format),
                payload_sha256=payload.sha256,
            ),
            content_hash="-",
            **work.out,
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise RecordError(faults(error)[0], field=where, value=first["input"]) from None
    return listing.model_copy(update={"content_hash": content_hash(listing)})


def content_hash(listing: Listing) -> str:
    """SHA-256 (hex) of HASHED_FIELDS as canonical JSON."""
    data = listing.model_dump(mode="json", include=set(HASHED_FIELDS))
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
