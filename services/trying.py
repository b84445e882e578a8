"""What `source try` shows: a few listings, how well each field is filled, what could not be read."""

from dataclasses import dataclass, field
from typing import Any

from normalise.absence import UNREAD_UNTOLD
from normalise.fill import FILL_FIELDS, fill_rates, is_filled
from normalise.pipeline import to_listing
from records.base import Model
from records.errors import RecordError
from records.listing import Listing
from records.payload import PageRecord
from records.settings import Settings
from records.source import SourceConfig
from records.vocabulary import RunState
from spiders.outcome import NEXT_NEVER_FOUND
from spiders.preview import fetch_preview

_SHOWN = 60


@dataclass
class Trial:
    """A look at a source. `robots`: what robots.txt says; `problems`: one line each."""

    robots: str
    requests: int
    listings: list[Listing] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

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

    def fill_rows(self) -> list[tuple[str, str, str]]:
        """Field, share of listings that have it, an example."""
        rates = fill_rates(self.listings)
        return [(name, f"{rates.get(name, 0):.0%}", self._example(name)) for name in FILL_FIELDS]

    def _example(self, name: str) -> str:
        value: Any = next((getattr(one, name) for one in self.listings if is_filled(one, name)), None)
        shown = [_plain(v) for v in value] if isinstance(value, list) else _plain(value)
        text = "" if shown is None else str(shown)
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

    def as_json(self) -> dict[str, Any]:
        """Everything, for a program."""
        return {
            "robots": self.robots,
            "requests": self.requests,
            "listings": [one.model_dump(mode="json") for one in self.listings],
            "fill": fill_rates(self.listings),
            "problems": self.problems,
        }


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json", exclude_none=True) if isinstance(value, Model) else value


def try_listings(source: SourceConfig, settings: Settings, limit: int) -> Trial:
    """Fetch the first pages of `source`, normalise up to `limit` adverts, store nothing."""
    preview = fetch_preview(source, settings, limit)
    trial = Trial(robots=preview.robots, requests=preview.requests)
    if preview.report.message and preview.report.state is not RunState.CAPPED:
        trial.problems.append(f"{preview.report.reason}: {preview.report.message}")
    reason = preview.report.reason if trial.problems else ""
    told = ("MAX_PAGES", reason) if reason == NEXT_NEVER_FOUND else ("MAX_PAGES",)
    trial.problems += [f"{warn.code}: {warn.message}" for warn in preview.report.warnings if warn.code not in told]
    untold = sum(_untold(page) for page in preview.pages)
    for payload in preview.payloads[:limit]:
        try:
            trial.listings.append(to_listing(payload, source, now=settings.clock()))
        except RecordError as error:
            trial.problems.append(f"{error.code}: {error.field}: {error.message}")
            untold += payload.keyless
    if untold:
        message = f"{untold} records cannot be read, and have no key: while that is so, no advert may count as absent"
        trial.problems.append(f"{UNREAD_UNTOLD}: {message}")
    return trial


def _untold(page: PageRecord) -> int:
    """How many records of a page could not be read and have no key by which they are known."""
    problems: Any = page.extraction.get("problems", ())
    return sum(bool(problem.get("record")) and not problem.get("keys") for problem in problems)
