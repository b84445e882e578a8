"""PushedListing: an advert as its publisher sends it. The JSON Schema of this is what the push API publishes."""

import hashlib
import json
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, JsonValue

from records.base import Model
from records.field_types import HttpUrl
from records.takedown import address
from records.vocabulary import Audience, Kind

MOST_LISTINGS = 500


def _moment(value: str) -> str:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"is no date such as 2026-12-24 or 2026-12-24T17:00:00+00:00: {value[:40]!r}") from None
    return value


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"is no day such as 2026-12-24: {value[:40]!r}") from None
    return value


Text = Annotated[str, Field(min_length=1, max_length=1000)]
Texts = Annotated[list[Text], Field(max_length=50)]
Moment = Annotated[str, AfterValidator(_moment), Field(max_length=40)]
Day = Annotated[str, AfterValidator(_day), Field(max_length=10)]
# It stands in addresses and ids.
SenderId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,199}$")]


class PushedPlace(Model):
    """Where. One line is enough (`text`); parts that are known help."""

    text: Text | None = Field(default=None, description="As people write it: `Kirkgate, Leeds LS2 7DJ`.")
    venue: Text | None = Field(default=None, description="Building or site.")
    street: Text | None = Field(default=None, description="Street address.")
    town: Text | None = Field(default=None, description="Town or city.")
    region: Text | None = Field(default=None, description="County, state or region.")
    postcode: Text | None = Field(default=None, description="Postcode.")
    country: Text | None = Field(default=None, description="Country name or code.")
    lat: float | None = Field(default=None, ge=-90, le=90, description="Latitude, WGS84.")
    lon: float | None = Field(default=None, ge=-180, le=180, description="Longitude, WGS84.")


class PushedPay(Model):
    """Pay: as one line, or as numbers."""

    text: Text | None = Field(default=None, description="As shown: `£25,000 to £28,000 a year`.")
    min: float | None = Field(default=None, ge=0, description="Lower bound.")
    max: float | None = Field(default=None, ge=0, description="Upper bound.")
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="ISO 4217: GBP.")
    period: Text | None = Field(default=None, description="year, month, week, day, hour; any wording.")


class PushedListing(Model):
    """One advert. `id`, `title` and `url` are needed; the more of the rest, the better it is found."""

    id: SenderId = Field(description="Yours, the same for the same advert for ever: sending it again replaces it.")
    title: Text = Field(description="As shown.")
    url: HttpUrl = Field(description="Page of the advert.")
    kind: Kind | None = Field(default=None, description="What it offers; else as the source's file says.")
    description: str | None = Field(default=None, max_length=100_000, description="Plain text or HTML.")
    organisation: Text | None = Field(default=None, description="Employer or provider.")
    organisation_url: HttpUrl | None = Field(default=None, description="Its home page.")
    via: Text | None = Field(default=None, description="Agency or board that posts it for them.")
    places: list[PushedPlace] = Field(default_factory=list, max_length=50, description="Where.")
    remote: Text | None = Field(default=None, description="on site, hybrid, remote; any wording.")
    pay: PushedPay | None = Field(default=None, description="Pay.")
    contract: Texts = Field(default_factory=list, description="permanent, fixed term, …; any wording.")
    hours: Texts = Field(default_factory=list, description="full time, part time, …; any wording.")
    hours_per_week: float | None = Field(default=None, ge=0, le=168, description="Hours a week.")
    posted_at: Moment | None = Field(default=None, description="First published: a day, or a moment with zone.")
    closes_at: Moment | None = Field(default=None, description="Last day or moment to apply.")
    starts_on: Day | None = Field(default=None, description="First day of the work, course or event.")
    ends_on: Day | None = Field(default=None, description="Last day.")
    apply_url: HttpUrl | None = Field(default=None, description="Where to apply, if not on its page.")
    reference: Text | None = Field(default=None, description="Your requisition number, as other boards show it.")
    vacancies: int | None = Field(default=None, ge=0, le=100_000, description="Number of posts.")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47.")
    qualification_level: int | None = Field(default=None, ge=0, le=8, description="RQF level.")
    qualifications_required: Texts = Field(default_factory=list, description="As written.")
    subjects: Texts = Field(default_factory=list, description="What a course or apprenticeship is about.")
    skills: Texts = Field(default_factory=list, description="Skills asked for or taught.")
    audience: list[Audience] = Field(default_factory=list, max_length=20, description="People it is meant for.")
    duration: Text | None = Field(default=None, description="Of a course.")
    cost: Text | None = Field(default=None, description="Of a course or event: `£120`, `free`.")
    funding: Text | None = Field(default=None, description="Of a course.")
    entry_requirements: str | None = Field(default=None, max_length=20_000, description="Of a course.")
    award: Text | None = Field(default=None, description="Qualification a course leads to.")
    awarding_body: Text | None = Field(default=None, description="Who awards it.")
    offer: Text | None = Field(default=None, description="What a support scheme gives.")
    eligibility: str | None = Field(default=None, max_length=20_000, description="Who may have support.")
    amount: Text | None = Field(default=None, description="How much support.")
    referral: Text | None = Field(default=None, description="How one gets support.")

    def data(self) -> dict[str, JsonValue]:
        """What the advert says: everything that was sent but its id."""
        said: dict[str, Any] = self.model_dump(mode="json", exclude_unset=True, exclude={"id"})
        return said

    @property
    def fingerprint(self) -> str:
        """Equal for two that say the same."""
        return hashlib.sha256(json.dumps(self.data(), sort_keys=True).encode()).hexdigest()

    @property
    def heading(self) -> str:
        """Equal for two of one title and one page."""
        named = f"{address(self.url)} {' '.join(self.title.casefold().split())}"
        return hashlib.sha256(named.encode()).hexdigest()


class PushedMany(Model):
    """Several adverts in one request."""

    listings: list[PushedListing] = Field(min_length=1, max_length=MOST_LISTINGS, description="The adverts.")
