"""What `source try` shows: a few listings, how well each field is read, what could not be read, what it costs."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from normalise.absence import UNREAD_UNTOLD
from normalise.fill import fill_rates
from normalise.mappers.named_record import NamedRecordMapper
from normalise.mappers.table_row import TableRowMapper, by_draft_name
from normalise.pipeline import read_payload
from records.errors import RecordError
from records.flattened import BELOW, flat
from records.listing import Listing
from records.meanings import is_personal, meanings
from records.options.named import stated_names
from records.payload import PageRecord, Payload
from records.settings import Settings
from records.source import SourceConfig
from records.vocabulary import RunState
from services.cost import daily_cost
from services.known_adverts import KnownAdvert, known_adverts
from services.verdicts import Verdict, verdicts
from spiders.outcome import NEXT_NEVER_FOUND
from spiders.preview import Preview, fetch_preview

_TEXT = 100
_MOST_REJECTED = 20


@dataclass
class Trial:
    """A look at a source. `robots`: what robots.txt says; `problems`: one line each.

    `rejected`: records that could not be read, by number and text; `unread`: names in the source that nothing reads,
    and in how many adverts they are; `known`: adverts that other sources have; `found`: records read in all;
    `whole`: the trial saw the end of the list.
    """

    robots: str
    requests: int
    at: datetime
    preview: Preview
    listings: list[Listing] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    cost: str = ""
    known: list[KnownAdvert] = field(default_factory=list)
    found: int = 0
    advertised: int | None = None
    whole: bool = False
    payloads: list[Payload] = field(default_factory=list)

    def rows(self) -> list[tuple[str, ...]]:
        """Title, organisation, place, pay, closing date, address of each listing."""
        return [
            (
                one.title,
                one.organisation.name if one.organisation else "",
                "; ".join(place.text or place.town or "" for place in one.places),
                (one.pay.text or "") if one.pay else "",
                f"{one.closes_at:%d %b %Y}" if one.closes_at else "",
                one.url or "",
            )
            for one in self.listings
        ]

    def verdicts(self) -> list[Verdict]:
        """How well each field is read."""
        return verdicts(self.listings, self.at)

    def lines(self) -> Iterator[str]:
        """What a person should know beside the tables."""
        if self.rejected:
            yield f"{len(self.rejected)} records could not be read:"
            yield from (f"  {line}" for line in self.rejected[:_MOST_REJECTED])
        if self.unread:
            names = ", ".join(f"{name} ({count})" for name, count in Counter(self.unread).most_common(15))
            yield f"not read: {names}. What belongs into an advert goes into `fields`"
        if self.known:
            sources = Counter(one.source for one in self.known)
            told = ", ".join(f"{count} from {name}" for name, count in sources.most_common())
            yield f"{len(self.known)} of {len(self.listings)} adverts are known already ({told}): they will be merged"
        yield from self.problems

    def as_json(self) -> dict[str, Any]:
        """Everything, for a program."""
        return {
            "robots": self.robots,
            "requests": self.requests,
            "listings": [one.model_dump(mode="json") for one in self.listings],
            "fill": fill_rates(self.listings),
            "problems": self.problems,
            "verdicts": [one.as_json() for one in self.verdicts()],
            "rejected": self.rejected,
            "unread": self.unread,
            "cost": self.cost,
            "known": [{"title": one.title, "listing": one.listing_id} for one in self.known],
        }


def try_listings(source: SourceConfig, settings: Settings, limit: int, *, bodies: bool = False) -> Trial:
    """Fetch the first pages of `source`, normalise up to `limit` adverts, store nothing.

    `bodies`: keep what was fetched.
    """
    return _read(fetch_preview(source, settings, limit, bodies=bodies), source, settings, limit)


def read_again(trial: Trial, source: SourceConfig, settings: Settings, limit: int) -> Trial:
    """The trial as another file reads it whose connector is the same: nothing is asked of the site."""
    return _read(trial.preview, source, settings, limit)


def _read(preview: Preview, source: SourceConfig, settings: Settings, limit: int) -> Trial:
    report = preview.report
    trial = Trial(
        robots=preview.robots,
        requests=preview.requests,
        at=settings.clock(),
        preview=preview,
        cost=daily_cost(preview),
        found=report.counts.fetched,
        advertised=report.counts.advertised,
        payloads=preview.payloads[:limit],
        whole=report.state is RunState.COMPLETE and len(preview.payloads) <= limit,
    )
    _tell(preview, trial)
    trial.rejected += [line for page in preview.pages for line in _rejected_of(page)]
    untold = sum(_untold(page) for page in preview.pages) + _read_payloads(trial, source)
    if untold:
        message = f"{untold} records cannot be read, and have no key: while that is so, no advert may count as absent"
        trial.problems.append(f"{UNREAD_UNTOLD}: {message}")
    trial.known = known_adverts(trial.listings, source.id, settings)
    return trial


def _read_payloads(trial: Trial, source: SourceConfig) -> int:
    """Normalise the trial's payloads; how many of those that cannot be read have no key."""
    untold = 0
    for number, payload in enumerate(trial.payloads, start=1):
        try:
            listing, fields = read_payload(payload, source, trial.at)
        except RecordError as error:
            trial.problems.append(f"{error.code}: {error.field}: {error.message}")
            trial.rejected.append(f"advert {number}, {_text_of(payload)}: {error.message}")
            untold += payload.keyless
            continue
        trial.listings.append(listing)
        for name in [*fields.untaken(), *_unmapped(payload, source)]:
            trial.unread[name] = trial.unread.get(name, 0) + 1
    return untold


def _tell(preview: Preview, trial: Trial) -> None:
    """What the run's report says against it."""
    report = preview.report
    if report.message and report.state is not RunState.CAPPED:
        trial.problems.append(f"{report.reason}: {report.message}")
    reason = report.reason if trial.problems else ""
    told = ("MAX_PAGES", reason) if reason == NEXT_NEVER_FOUND else ("MAX_PAGES",)
    trial.problems += [f"{warn.code}: {warn.message}" for warn in report.warnings if warn.code not in told]


def _rejected_of(page: PageRecord) -> Iterator[str]:
    problems: Any = page.extraction.get("problems", ())
    for problem in problems:
        if problem.get("record"):
            excerpt = " ".join(str(problem.get("excerpt", "")).split())
            yield f"{problem['message']}: {excerpt[:_TEXT]}" if excerpt else str(problem["message"])


def _text_of(payload: Payload) -> str:
    texts = [str(value) for value in payload.data.values() if isinstance(value, str | int | float) and str(value)]
    return f"“{' | '.join(texts)[:_TEXT]}”"


def _unmapped(payload: Payload, source: SourceConfig) -> list[str]:
    """Columns with a text that no field is read from."""
    if payload.format == TableRowMapper.format:
        extra = by_draft_name(payload, source).get("extra")
        return list(extra) if isinstance(extra, dict) else []
    if payload.format == NamedRecordMapper.format:
        read = meanings(payload.names or flat(payload.data), stated_names(source.connector) or {}).drafts
        return [name for name, value in payload.data.items() if _is_left(name, value, read)]
    extra = payload.data.get("extra")
    return list(extra) if isinstance(extra, dict) else []


def _is_left(name: str, value: object, read: Collection[str]) -> bool:
    within = any(other == name or other.startswith(f"{name}.") for other in read)
    return not within and value not in (None, "", [], {}) and name != BELOW and not is_personal(name)


def _untold(page: PageRecord) -> int:
    """How many records of a page could not be read and have no key by which they are known."""
    problems: Any = page.extraction.get("problems", ())
    return sum(bool(problem.get("record")) and not problem.get("keys") for problem in problems)
