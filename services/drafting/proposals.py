"""What a first look at a source proposes: limits, what makes an advert known again, and what is no advert."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from normalise.fill import fill_rates
from records.listing import Listing
from records.options.leave_out import LeavesOut
from records.payload import Payload
from records.source import SourceConfig
from records.words.lists import words
from records.words.wording import Wording, any_of
from services.trying import Trial

# Fields whose loss a person should see; a title nothing goes without.
_WATCHED = ("places", "pay", "closes_at", "starts_on", "url", "description")
_ENOUGH = 5
_ALWAYS, _LEFT = 0.95, 0.8
_KEY_NAME = re.compile(r"(?:^|[^a-z])(?:ref(?:erence)?|id|no|number|code|vacancy|job)(?:$|[^a-z])", re.IGNORECASE)
_MOST_KEY = 40
_NO_ADVERT = Wording(lambda: any_of(words("page_signs", "no_advert")))
_ADVERTS = Wording(lambda: any_of(words("page_signs", "adverts")))


@dataclass(frozen=True)
class Limits:
    """`expectations`, and what was seen that they come from."""

    seen: int
    whole: bool
    min_listings: int = 0
    fill: dict[str, float] = field(default_factory=dict)


def limits(trial: Trial) -> Limits:
    """A third of what was seen, and four fifths of the share in which a field was always there."""
    seen = max(trial.advertised or 0, trial.found)
    if len(trial.listings) < _ENOUGH:
        return Limits(seen, trial.whole)
    rates = fill_rates(trial.listings, _WATCHED)
    fill = {name: _LEFT for name, rate in rates.items() if rate >= _ALWAYS}
    return Limits(seen, trial.whole, seen // 3, fill)


def key_field(config: SourceConfig, payloads: Sequence[Payload]) -> str:
    """The column of a table, or the name in a document, that tells its records apart; '' where none is needed or fits.

    Needed where an advert has neither a reference nor an address of its own: each edit would make it another one.
    """
    fields = getattr(config.connector, "fields", None)
    if not isinstance(fields, dict) or "key" in fields or config.connector.type in ("selectors", "rss", "pdf"):
        return ""
    if len(payloads) < _ENOUGH or not all(payload.keyless for payload in payloads):
        return ""
    names = [name for name in payloads[0].data if all(_fits(payload.data.get(name)) for payload in payloads)]
    for name in names:
        values = {str(payload.data[name]) for payload in payloads}
        if len(values) == len(payloads) and _KEY_NAME.search(_words_of(name)):
            return name
    return ""


def _fits(value: object) -> bool:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return 0 < len(text) <= _MOST_KEY and any(char.isdigit() for char in text) and " " not in text.strip()


def _words_of(name: str) -> str:
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))


@dataclass(frozen=True)
class LeaveOut:
    """A rule of `leave_out`, and the titles of what it takes out."""

    name: str
    pattern: str
    titles: list[str]


def leave_out(config: SourceConfig, payloads: Sequence[Payload], listings: Sequence[Listing]) -> LeaveOut | None:
    """A rule for what is plainly no advert among adverts; None where nothing is, or where it is not sure."""
    if not isinstance(config.connector, LeavesOut):
        return None
    return _by_address(payloads, listings) or _by_category(payloads, listings) or _by_title(listings)


def _by_category(payloads: Sequence[Payload], listings: Sequence[Listing]) -> LeaveOut | None:
    """Posts of a feed under other headings than adverts have: `News` beside `Vacancies`."""
    titles = {one.source_key: one.title for one in listings}
    for name in ("category", "categories", "tags", "section", "type"):
        of = {payload.key: _texts(payload.data.get(name)) for payload in payloads}
        adverts = [key for key, its in of.items() if any(_ADVERTS.search(text) for text in its)]
        others = [key for key, its in of.items() if its and key not in adverts]
        if not adverts or not others:
            continue
        kept = {text for key in adverts for text in of[key]}
        only = sorted({text for key in others for text in of[key]} - kept)
        if only and all(set(of[key]) & set(only) for key in others):
            pattern = f"^(?:{'|'.join(_plainly(text) for text in only)})$"
            return LeaveOut(name, pattern, [titles.get(key, key) for key in others])
    return None


def _by_address(payloads: Sequence[Payload], listings: Sequence[Listing]) -> LeaveOut | None:
    """Posts of a feed in another folder than adverts: `/news/` beside `/jobs/`."""
    titles = {one.source_key: one.title for one in listings}
    linked = {payload.key: payload.url for payload in payloads if payload.url and "link" in payload.data}
    folder = {key: urlsplit(url).path.strip("/").split("/")[0] for key, url in linked.items()}
    adverts = {key for key, name in folder.items() if _ADVERTS.search(_words_of(name))}
    others = [key for key in folder if key not in adverts]
    if not adverts or not others:
        return None
    names = sorted({folder[key] for key in others})
    if not all(names):
        return None
    pattern = f"^https?://[^/]+/(?:{'|'.join(map(_plainly, names))})(?:/|$)"
    return LeaveOut("link", pattern, [titles.get(key, key) for key in others])


def _by_title(listings: Sequence[Listing]) -> LeaveOut | None:
    """What stands in a list to say that there is nothing, or to ask for an e-mail address."""
    none = [one.title for one in listings if _NO_ADVERT.search(one.title)]
    if not none or len(none) == len(listings):
        return None
    found = sorted({match.casefold() for title in none for match in _NO_ADVERT.findall(title)})
    return LeaveOut("title", "|".join(map(_plainly, found)), none)


def _plainly(text: str) -> str:
    """A pattern for the text itself; spaces stay as a person reads them."""
    return re.escape(text).replace("\\ ", " ").replace("\\-", "-")


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        value = value.get("#text") or value.get("@term") or value.get("name")
    return [value.strip()] if isinstance(value, str) and value.strip() else []
