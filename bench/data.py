"""Made-up adverts, streamed: the same seed gives the same. A tenth repeats an earlier one on another board."""

import hashlib
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from pydantic import JsonValue

from bench import words
from records.listing import Listing, Organisation, Pay, Place, Provenance
from records.opportunity import Member, Opportunity
from records.vocabulary import (
    Authority,
    Contract,
    Hours,
    Kind,
    ListingStatus,
    OpportunityStatus,
    PayPeriod,
    PlacePrecision,
)
from reference.gazetteer import gazetteer
from reference.types import Outcode

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RUN = "01j00000000000000000000000"
EMPLOYERS = 8000
REMEMBERED = 4000  # earlier adverts that a repetition is drawn from: streaming must not keep all
# Real descriptions are 1 to 3 KB.
LEAST, MOST = 1000, 3000


@dataclass(frozen=True)
class Made:
    """One made-up advert as one source shows it."""

    number: int
    source: str
    title: str
    employer: str
    outcode: Outcode
    postcode: str
    pay: int
    posted: datetime
    days_open: int
    reference: str
    paragraphs: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The source's own id."""
        return f"{self.number:07d}"

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"https://{self.source}.example/jobs/{self.key}"


def adverts(count: int, *, seed: int = 1, sources: int = 40, repeated: float = 0.1) -> Iterator[Made]:
    """`count` adverts over `sources` sources, a share of them `repeated` from another source with variation."""
    chance = random.Random(seed)
    earlier: deque[Made] = deque(maxlen=REMEMBERED)
    for number in range(count):
        if earlier and chance.random() < repeated:
            yield _again(chance, number, chance.choice(earlier), sources)
        else:
            made = _advert(chance, number, sources)
            earlier.append(made)
            yield made


@lru_cache(maxsize=1)
def _employers() -> tuple[tuple[str, Outcode], ...]:
    """Employers with their place; one has many adverts, as in life."""
    chance = random.Random(0)
    outcodes = [found for found in gazetteer().outcodes.values() if found.country == "GB" and found.town]
    made = []
    for _ in range(EMPLOYERS):
        place = chance.choice(outcodes)
        if chance.random() < 0.4:
            name = chance.choice(words.PUBLIC).format(town=place.town)
        else:
            name = f"{chance.choice(words.SURNAMES)} {chance.choice(words.TRADES)}"
        made.append((name, place))
    return tuple(made)


def _advert(chance: random.Random, number: int, sources: int) -> Made:
    employer, outcode = chance.choice(_employers())
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    reference = f"{chance.choice(letters)}{chance.choice(letters)}{chance.randrange(10**6):06d}"
    made = Made(
        number=number,
        source=f"board-{chance.randrange(sources):02d}",
        title=f"{chance.choice(words.GRADES)}{chance.choice(words.ROLES)}{chance.choice(words.FIELDS)}",
        employer=employer,
        outcode=outcode,
        postcode=f"{outcode.code} {chance.randrange(1, 10)}{chance.choice(letters)}{chance.choice(letters)}",
        pay=chance.randrange(21_000, 62_000, 250),
        posted=NOW - timedelta(days=chance.randrange(30), minutes=chance.randrange(1440)),
        days_open=chance.randrange(31, 60),
        reference=reference,
    )
    return replace(made, paragraphs=_paragraphs(chance, made))


def _paragraphs(chance: random.Random, made: Made) -> list[str]:
    length, wanted = 0, chance.randrange(LEAST, MOST)
    sentences = []
    while length < wanted:
        sentence = _filled(chance, chance.choice(words.SENTENCES), made)
        sentences.append(sentence[0].upper() + sentence[1:])
        length += len(sentence) + 1
    return [" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)]


def _filled(chance: random.Random, template: str, made: Made) -> str:
    fixed: dict[str, object] = {
        "town": made.outcode.town,
        "employer": made.employer,
        "reference": made.reference,
        "n": chance.randrange(4, 90),
        "adjective": chance.choice(words.ADJECTIVES),
    }
    return template.format(
        **fixed,
        thing=chance.choice(words.THINGS),
        thing2=chance.choice(words.THINGS),
        people=chance.choice(words.PEOPLE),
        people2=chance.choice(words.PEOPLE),
        skill=chance.choice(words.SKILLS),
        skill2=chance.choice(words.SKILLS),
        verb=chance.choice(words.VERBS),
        verb2=chance.choice(words.VERBS),
        when=chance.choice(words.WHENS).format(**fixed),
    )


def _again(chance: random.Random, number: int, made: Made, sources: int) -> Made:
    """The same advert on another board: its own title form, employer's spelling, a cut or added paragraph."""
    title = chance.choice((made.title, made.title.upper(), f"{made.title} - {made.outcode.town}", made.title))
    employer = chance.choice((made.employer, f"{made.employer} Ltd", made.employer.replace("Council", "City Council")))
    paragraphs = list(made.paragraphs)
    if chance.random() < 0.5 and len(paragraphs) > 2:
        del paragraphs[chance.randrange(len(paragraphs))]
    if chance.random() < 0.5:
        paragraphs.append(_filled(chance, chance.choice(words.BOARDS), made))
    return replace(
        made,
        number=number,
        source=f"board-{chance.randrange(sources):02d}",
        title=title,
        employer=employer,
        paragraphs=paragraphs,
        posted=made.posted + timedelta(days=chance.randrange(4)),
        reference=made.reference if chance.random() < 0.5 else "",
    )


def job_posting(made: Made) -> dict[str, JsonValue]:
    """The advert as schema.org markup."""
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": made.employer, "value": made.key},
        "title": made.title,
        "description": "".join(f"<p>{paragraph}</p>" for paragraph in made.paragraphs),
        "datePosted": made.posted.isoformat(),
        "validThrough": (made.posted + timedelta(days=made.days_open)).isoformat(),
        "employmentType": "FULL_TIME" if made.pay % 500 else "PART_TIME",
        "url": made.url,
        "hiringOrganization": {"@type": "Organization", "name": made.employer},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": made.outcode.town,
                "postalCode": made.postcode,
                "addressCountry": "GB",
            },
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": made.pay,
                "maxValue": made.pay + 3000,
                "unitText": "YEAR",
            },
        },
    }


def listing(made: Made) -> Listing:
    """The advert as the normaliser would give it, without its work."""
    digest = hashlib.sha256(f"{made.source}:{made.key}".encode()).hexdigest()
    return Listing(
        **_shared(made),
        id=f"{made.source}:{made.key}",
        provenance=Provenance(
            run_id=RUN,
            fetched_at=NOW,
            connector="json_ld",
            mapper_version="schema_org/1",
            payload_sha256=digest,
        ),
        content_hash=digest,
    )


def opportunity(made: Made) -> Opportunity:
    """The advert as an opportunity of its own."""
    listing_id = f"{made.source}:{made.key}"
    member = Member(
        listing_id=listing_id,
        source=made.source,
        source_name=made.source,
        url=made.url,
        authority=Authority.BOARD,
        first_seen_at=NOW,
        last_seen_at=NOW,
        status=ListingStatus.OPEN,
    )
    shared = _shared(made)
    return Opportunity(
        **shared,
        id=f"{made.number:026d}",
        listings=[member],
        field_sources=dict.fromkeys(shared, listing_id),
        status=OpportunityStatus.OPEN,
        first_seen_at=NOW,
        last_seen_at=NOW,
    )


def _shared(made: Made) -> dict[str, object]:
    low, high = Decimal(made.pay), Decimal(made.pay + 3000)
    return {
        "kind": Kind.JOB if made.number % 8 else Kind.APPRENTICESHIP,
        "title": made.title,
        "description": "\n\n".join(made.paragraphs),
        "description_html": "".join(f"<p>{paragraph}</p>" for paragraph in made.paragraphs),
        "organisation": Organisation(name=made.employer),
        "places": [_place(made)],
        "pay": Pay(
            text=f"£{low:,} to £{high:,} a year",
            min=low,
            max=high,
            currency="GBP",
            period=PayPeriod.YEAR,
            annual_min=low,
            annual_max=high,
        ),
        "contract": [Contract.PERMANENT],
        "hours": [Hours.FULL_TIME if made.pay % 500 else Hours.PART_TIME],
        "posted_at": made.posted,
        "closes_at": made.posted + timedelta(days=made.days_open),
        "reference": made.reference or None,
        "url": made.url,
        "language": "en",
    }


def _place(made: Made) -> Place:
    return Place(
        text=f"{made.outcode.town}, {made.postcode}",
        postcode=made.postcode,
        town=made.outcode.town,
        lat=made.outcode.lat,
        lon=made.outcode.lon,
        areas=gazetteer().areas_of(made.outcode.district),
        country="GB",
        precision=PlacePrecision.POSTCODE,
    )
