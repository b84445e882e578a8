"""Greenhouse `jobs[]` element → draft.

Pay stands in one of four places, most exact first: `metadata` (`currency_range`), `pay_input_ranges`
(cents), the pay block inside `content`, or a `metadata` text. Employment type and workplace are `metadata`
that each employer names itself, so they are known by their names' words.
"""

import re
from typing import Any, ClassVar

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.greenhouse_parts import pay_in_content, pay_in_ranges, read_locations
from normalise.text import html
from records.draft import Draft, DraftPay
from records.payload import Payload
from records.source import SourceConfig
from records.vocabulary import Authority
from records.words import says_nothing

_PAY_NAME = re.compile(r"\b(salary|pay|compensation|wage|remuneration|hiring range|hourly rate|ote)\b", re.IGNORECASE)
_NOT_PAY = re.compile(r"\b(grade|band|level|frequency|type|currency|transparency|group|notes?)\b", re.IGNORECASE)
_NOT_OFFERED = re.compile(r"\b(equity|bonus|commission|stock|rsu|allowance|sign[\s-]?on|referral)\b", re.IGNORECASE)
_PERIOD_NAME = re.compile(
    r"\b(?:pay|salary|wage|compensation)\s+(?:frequency|period|type|basis|interval)\b", re.IGNORECASE
)
_BOUND = re.compile(r"\b(?:min(?:imum)?|max(?:imum)?)\b", re.IGNORECASE)
_CONTRACT_NAME = re.compile(
    r"employment (?:type|status)|contract|job type|worker type|employee type|position type|type of employment"
    r"|engagement|tenure",
    re.IGNORECASE,
)
_HOURS_NAME = re.compile(r"time type|schedule|working (?:pattern|hours)|full.?time|part.?time|hours", re.IGNORECASE)
_REMOTE_NAME = re.compile(
    r"location type|work\s?place|remote|hybrid|work(?:ing)? (?:arrangement|model|mode|location|style)",
    re.IGNORECASE,
)
_WEEKLY_NAME = re.compile(r"hours (?:per|a) week|weekly hours", re.IGNORECASE)
_DEADLINE_NAME = re.compile(r"(?:application|closing)\s+(?:deadline|date)|closing date|apply by", re.IGNORECASE)
_BOARD = re.compile(r"https?://(?:job-)?boards(?:\.[a-z]{2})?\.greenhouse\.io/([A-Za-z][A-Za-z_-]+)/jobs/")
_KNOWN = (
    "repeats",
    "id",
    "internal_job_id",
    "data_compliance",
    "departments",
    "ai_disclaimer",
    "include_ai_disclaimer",
    "ai_opt_out_request_url",
    "questions",
    "location_questions",
    "compliance",
    "demographic_questions",
    "prospect_id",
    "education",
)


class GreenhouseJobMapper(Mapper):
    """One board is one employer; `first_published` is the posting, `updated_at` moves in bulk."""

    format: ClassVar[str] = "greenhouse_job"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The job in its own words, HTML unescaped."""
        raw = fields.text("content")
        content = html.decode(raw) if raw else None
        metadata = _metadata(fields.take("metadata"))
        location = fields.take("location")
        stated = location.get("name") if isinstance(location, dict) else location
        places, remote = read_locations(stated if isinstance(stated, str) else None, _objects(fields.take("offices")))
        reference = fields.text("requisition_id")
        url = fields.text("absolute_url")
        fields.ignore(_KNOWN)
        return Draft(
            title=fields.text("title"),
            description=content,
            organisation=fields.text("company_name") or _board_name(url, source),
            places=places,
            remote=_remote(_first(metadata, _REMOTE_NAME, yes="remote", no="on-site"), remote),
            applicant_areas=[place.text for place in places if place.text and remote == "remote"],
            pay=_pay(metadata, _objects(fields.take("pay_input_ranges")), content),
            contract=_all(metadata, _CONTRACT_NAME),
            hours=[text for text in _all(metadata, _HOURS_NAME) if not text.replace(".", "").isdecimal()],
            hours_per_week=_first(metadata, _WEEKLY_NAME),
            posted_at=fields.text("first_published"),
            modified_at=fields.text("updated_at"),
            closes_at=fields.text("application_deadline") or _first(metadata, _DEADLINE_NAME),
            url=url,
            apply_url=url,
            reference=None if reference and says_nothing(reference, "reference") else reference,
            language=fields.text("language"),
        )


def _board_name(url: str | None, source: SourceConfig) -> str | None:
    """The employer as the board's address has it, where neither the job nor the source names one.

    Boards gave no `company_name` before 2024: 'boards.greenhouse.io/stripe/jobs/1' → 'Stripe'.
    """
    match = _BOARD.match(url or "")
    if match is None or source.publisher.authority is Authority.EMPLOYER or match[1] == "embed":
        return None
    words = re.sub(r"[-_]+", " ", match[1]).strip()
    return words.title() if words.islower() else words


def _remote(stated: str | None, location: str | None) -> str | None:
    """The workplace field; a location that says remote as well makes an office job hybrid."""
    if stated and location and re.search(r"on[\s-]?site|office", stated, re.IGNORECASE):
        return "hybrid"
    return stated or location


def _objects(value: JsonValue) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _metadata(value: JsonValue) -> list[tuple[str, Any, str]]:
    """(name, value, value_type) of each entry that has a value; some boards give an object by name."""
    if isinstance(value, dict):
        entries: list[dict[str, Any]] = [
            {"name": name, **item} if isinstance(item, dict) and "value" in item else {"name": name, "value": item}
            for name, item in value.items()
        ]
    else:
        entries = _objects(value)
    return [
        (
            str(entry.get("name") or ""),
            entry.get("value"),
            str(entry.get("value_type") or entry.get("type") or ""),
        )
        for entry in entries
        if entry.get("value") not in (None, "", [], {})
    ]


def _words(value: Any, yes: str = "", no: str = "") -> list[str]:
    if isinstance(value, bool):
        return [word for word in [yes if value else no] if word]
    if isinstance(value, str | int | float):
        return [str(value).strip()]
    if isinstance(value, list):
        return [word for item in value for word in _words(item, yes, no)]
    return []


def _all(metadata: list[tuple[str, Any, str]], name: re.Pattern[str]) -> list[str]:
    return [word for label, value, _ in metadata if name.search(label) for word in _words(value, yes=label)]


def _first(metadata: list[tuple[str, Any, str]], name: re.Pattern[str], yes: str = "", no: str = "") -> str | None:
    for label, value, _ in metadata:
        if name.search(label) and (words := _words(value, yes, no)):
            return ", ".join(words)
    return None


def _pay(metadata: list[tuple[str, Any, str]], ranges: list[dict[str, Any]], content: str | None) -> DraftPay | None:
    named = [entry for entry in metadata if _PAY_NAME.search(entry[0]) and not _NOT_OFFERED.search(entry[0])]
    frequency = _first([entry for entry in metadata if _PERIOD_NAME.search(entry[0])], _PERIOD_NAME)
    typed = [entry for entry in metadata if entry[2] == "currency_range" and not _NOT_OFFERED.search(entry[0])]
    for label, value, _ in [*typed, *named]:
        if isinstance(value, dict) and (found := _amounts(value, f"{label} {frequency or ''}")):
            return _with_other_bound(found, label, named)
    if ranges and (found := pay_in_ranges(ranges)):
        return found
    if content and (found := pay_in_content(content)):
        return found
    for label, value, _ in named:
        texts = _words(value)
        if texts and not _NOT_PAY.search(label) and any(char.isdigit() for char in "".join(texts)):
            return DraftPay(text="; ".join(texts), period=_period(f"{label} {frequency or ''}"))
    return None


def _with_other_bound(found: DraftPay, label: str, named: list[tuple[str, Any, str]]) -> DraftPay:
    """Some boards have a field for the minimum and one for the maximum."""
    bound = _BOUND.search(label)
    if bound is None or found.min != found.max:
        return found
    for other, value, _ in named:
        mate = _BOUND.search(other)
        if mate and mate[0].lower()[:3] != bound[0].lower()[:3] and isinstance(value, dict):
            amount = _number(value.get("amount"))
            pair = sorted([found.min, amount], key=lambda text: float(text or 0)) if amount else [found.min, found.max]
            return found.model_copy(update={"min": pair[0], "max": pair[1]})
    return found


def _amounts(value: dict[str, Any], label: str) -> DraftPay | None:
    """`currency_range` {min_value, max_value, unit} or `currency` {amount, unit}."""
    low = _number(value.get("min_value") or value.get("amount") or value.get("value"))
    high = _number(value.get("max_value") or value.get("amount") or value.get("value"))
    unit = value.get("unit") or value.get("currency")
    if low is None and high is None:
        return None
    return DraftPay(min=low, max=high, currency=unit if isinstance(unit, str) else None, period=_period(label))


def _number(value: Any) -> str | None:
    text = str(value).replace(",", "").strip() if isinstance(value, str | int | float) else ""
    try:
        return text if float(text) > 0 else None
    except ValueError:
        return None


def _period(label: str) -> str | None:
    found = re.search(
        r"\b(hour|hourly|day|daily|week|weekly|month|monthly|annual|annually|year|yearly)\b",
        label,
        re.IGNORECASE,
    )
    return found[1].lower() if found else None
