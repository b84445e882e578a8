"""SourceConfig: one place we fetch from, as its YAML file describes it."""

import hashlib
import re
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from records.base import Model
from records.draft import FieldName
from records.listing import Advert
from records.options import AnyOptions, HttpUrl
from records.vocabulary import Authority, Kind, OrganisationKind, SourceStatus


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"is not a known time zone: {value!r}; use a name such as Europe/London") from None
    return value


def _schedule(value: str) -> str:
    from croniter import CroniterError, croniter  # 40 ms; only configs need it

    # croniter also knows seconds, years, and `R` for a moment by chance: none of them is a time to keep to.
    plain = value.startswith("@") or (len(value.split()) == 5 and not re.search(r"\br\b", value, re.IGNORECASE))
    if not plain or not croniter.is_valid(value):
        raise ValueError('must be @hourly, @daily, @weekly or five cron fields such as "30 5 * * *"')
    try:
        croniter(value).get_next()
    except CroniterError:
        raise ValueError("names a day that never comes, such as 31 February") from None
    return value


def _listing_fields(value: dict[str, float]) -> dict[str, float]:
    unknown = sorted(set(value) - set(Advert.model_fields))
    if unknown:
        raise ValueError(
            f"names no field of a listing: {', '.join(unknown)}; known are {', '.join(Advert.model_fields)}"
        )
    return value


V = TypeVar("V", str, dict[str, str])


def _rule_fields(value: dict[FieldName, V]) -> dict[FieldName, V]:
    for name in _NO_RULE:
        if name in value:
            raise ValueError(f"cannot hold `{name}`: it is read from the advert alone")
    rule: str | dict[str, str] | None = value.get("kind")
    kinds = list(rule.values()) if isinstance(rule, dict) else [rule] if rule else []
    known = [kind.value for kind in Kind]
    for kind in kinds:
        if kind not in known:
            raise ValueError(f"`kind` must be one of {', '.join(known)} (it is {kind!r})")
    return value


# Identity comes from the source, and nothing reads these two yet as text.
_NO_RULE: tuple[FieldName, ...] = ("key", "logo", "audience")
Defaults = Annotated[dict[FieldName, str], AfterValidator(_rule_fields)]
Lookups = Annotated[dict[FieldName, dict[str, str]], AfterValidator(_rule_fields)]
SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
FormerIds = Annotated[list[SourceId], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
FormerSites = Annotated[list[HttpUrl], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
TimeZone = Annotated[str, AfterValidator(_zone)]
Schedule = Annotated[str, AfterValidator(_schedule)]
Share = Annotated[float, Field(ge=0, le=1)]
FillRates = Annotated[dict[str, Share], AfterValidator(_listing_fields)]


class Publisher(Model):
    """Who publishes the source."""

    name: str = Field(min_length=1, description="As people know it.")
    url: HttpUrl | None = Field(default=None, description="Home page.")
    kind: OrganisationKind | None = Field(default=None, description="What sort of body it is.")
    authority: Authority = Field(
        default=Authority.OFFICIAL,
        description="employer: its own adverts; official: a public feed for others; board; aggregator.",
    )


class Expectations(Model):
    """What a good run looks like; a run that is outside is kept but not promoted."""

    min_listings: int = Field(default=0, ge=0, description="Fewer quarantines the run.")
    max_listings: int | None = Field(default=None, ge=1, description="More quarantines the run.")
    fill: FillRates = Field(
        default_factory=dict,
        description="Listing field → least share of listings that have it.",
    )
    max_loss: float = Field(default=0.2, ge=0, le=1, description="Losing a larger share quarantines the run.")
    max_rejected: float = Field(default=0.05, ge=0, le=1, description="A larger share of rejected fails the run.")
    complete: bool | None = Field(
        default=None,
        description="Does the source list everything it has? Absence means removal only then. Unset: by connector.",
    )
    max_unseen_days: int | None = Field(
        default=None,
        ge=1,
        le=366,
        description="An advert without a closing date closes when no run has seen it for so many days. "
        "Unset: 60, or 30 where the source does not list everything.",
    )

    @field_validator("max_listings")
    @classmethod
    def _at_least_the_least(cls, value: int | None, info: ValidationInfo) -> int | None:
        least = info.data.get("min_listings", 0)
        if value is not None and value < least:
            raise ValueError(f"must not be below min_listings ({least}): no run could pass")
        return value


class Politeness(Model):
    """How gently we fetch."""

    delay_seconds: float = Field(default=1.0, ge=0, le=60, description="Pause between requests to one host.")
    max_pages: int = Field(default=2000, ge=1, le=100_000, description="Stop after this many pages (CAPPED).")
    max_minutes: float = Field(default=30, gt=0, le=720, description="Stop after this long (PARTIAL).")
    max_page_mb: float = Field(default=20, gt=0, le=512, description="Refuse a larger page (TOO_LARGE).")
    timeout_seconds: float = Field(default=30, gt=0, le=300, description="For one response.")
    tls_waiver: str | None = Field(
        default=None, min_length=10, description="Why this host's bad certificate is accepted."
    )


class Licence(Model):
    """On what terms the data may be shown."""

    name: str = Field(min_length=1, description="Name or SPDX id, e.g. OGL-UK-3.0, or `permission`.")
    url: HttpUrl | None = Field(default=None, description="Where the terms stand.")
    attribution: str | None = Field(default=None, description="Text the licence asks to show.")


class SourceConfig(Model):
    """One YAML file in `config/sources/<region>/`, by custom called `<id>.yaml`."""

    id: SourceId = Field(description="Small letters, digits and hyphens.")
    was: FormerIds = Field(
        default_factory=list,
        description="Ids the source had before, one or a list: its adverts are carried over.",
    )
    was_at: FormerSites = Field(
        default_factory=list,
        description="Addresses the site had before, one or a list: adverts that are known by their address stay known.",
    )
    name: str = Field(min_length=1, description="As people know it.")
    publisher: Publisher
    connector: AnyOptions
    kind: Kind = Field(default=Kind.JOB, description="What its adverts offer, where they do not say.")
    schedule: Schedule = Field(default="@daily", description="Cron, or @hourly, @daily, @weekly.")
    area: str | None = Field(default=None, description="Code or name of the area it covers.")
    timezone: TimeZone = Field(default="Europe/London", description="Zone of its dates.")
    country: str = Field(default="GB", pattern=r"^[A-Z]{2}$", description="Country of its places, unless they say.")
    defaults: Defaults = Field(
        default_factory=dict,
        description="Draft name → text used where an advert says nothing.",
    )
    lookups: Lookups = Field(
        default_factory=dict,
        description="Draft name → {text as the source writes it: text to use}.",
    )
    expectations: Expectations = Field(default_factory=Expectations)
    politeness: Politeness = Field(default_factory=Politeness)
    licence: Licence
    status: SourceStatus = Field(default=SourceStatus.ACTIVE)

    @field_validator("was")
    @classmethod
    def _not_its_own(cls, value: list[str], info: ValidationInfo) -> list[str]:
        if info.data.get("id") in value:
            raise ValueError("names the id that the source has now: write the one it had before, or remove the line")
        return value

    @property
    def config_hash(self) -> str:
        """Hash of everything that may change what a run yields."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @property
    def reading_hash(self) -> str:
        """Hash of what decides how a payload becomes a listing; schedule and politeness are not in it."""
        part = self.model_dump_json(exclude={"schedule", "politeness", "expectations", "status", "was", "was_at"})
        return hashlib.sha256(part.encode()).hexdigest()[:16]
