"""`fields`: `{draft name: text or list}`, as the connector `selectors` gives it; so did `csv` before `table_row`.

Other keys: `extra` (columns that nobody maps), `date_order` (where not day first), `kind_hint`.
"""

import re
from datetime import date, timedelta
from functools import cache

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.values import (
    is_anywhere,
    lines_of,
    pay,
    place,
    reaches_web,
    rich_text,
    split_list,
)
from normalise.steps.kind import is_occasion, is_taught, proved_kind, said_kind
from normalise.steps.work_pattern import read_contract, read_hours
from records.draft import Draft, DraftPlace
from records.payload import Payload
from records.source import SourceConfig
from records.vocabulary import Audience, Kind
from records.words import any_of, groups

_PLACE = ("venue", "street", "region", "postcode", "country")
# Dates and references are also written without a colon: `Closes 5 March`, `Apply before 10:00 pm on …`.
_BARE_LABEL = re.compile(
    r"^\s*(?:clos(?:es|ing)(?: date)?|apply (?:before|by)|deadline|expires?|posted|published|starts?|ends?)"
    r"(?: on| at)?\s+(?=\S)",
    re.IGNORECASE,
)
_DATES = frozenset({"posted_at", "closes_at", "starts_on", "ends_on", "modified_at"})
_NUMERIC_DATE = re.compile(r"\b(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})\b")
_EXCEL_EPOCH = date(1899, 12, 30)


class FieldsMapper(Mapper):
    """Reads fields that already carry draft names."""

    format = "fields"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The fields without their labels, dates in an order that reads one way only."""
        fields.ignore(("extra", "date_order", "key", "kind_hint"))
        values = _Values(fields, str(payload.data.get("date_order") or "dmy"))
        places = _places(values)
        anywhere = [one for one in places if is_anywhere(one.text)]
        address = reaches_web(values.line("url"))
        return Draft(
            kind=said_kind(values.line("kind")) or _proved_kind(values, payload, source),
            description=rich_text(_unquoted(fields.take("description"))),
            places=[one for one in places if one not in anywhere],
            event_venue=next((one.venue for one in places if one.venue), None),
            remote=_remote(values, anywhere),
            pay=pay(
                text=values.line("pay"),
                min=values.line("pay_min"),
                max=values.line("pay_max"),
                currency=values.line("pay_currency"),
                period=values.line("pay_period"),
            ),
            contract=split_list(values.lines("contract")),
            hours=values.lines("hours"),
            url=payload.url or address,
            audience=_audience(values.lines("audience")),
            qualifications_required=values.lines("qualifications_required"),
            subjects=split_list(values.lines("subject"), r"[;|]"),
            skills=split_list(values.lines("skills")),
            **{name: values.date(name) for name in _DATES},
            organisation_logo=reaches_web(values.line("organisation_logo") or values.line("logo")),
            **{name: reaches_web(values.line(name)) for name in _ADDRESSES},
            **{name: values.line(name) for name in _PLAIN},
        )


_ADDRESSES = ("organisation_url", "apply_url")
_PLAIN = (
    "title", "organisation", "via", "hours_per_week", "reference", "vacancies", "language", "timezone",
    "qualification_level", "duration", "cost", "funding", "entry_requirements", "award", "awarding_body", "offer",
    "eligibility", "amount", "referral",
)  # fmt: skip
_YES, _NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")


def _remote(values: "_Values", anywhere: list[DraftPlace]) -> str | None:
    """The words of the column, of which a bare yes is `remote` and a bare no nothing; else those of such a place."""
    said = values.line("remote")
    if said is None and anywhere:
        said = anywhere[0].text
    if said and said.casefold() in (*_YES, *_NO):
        return "remote" if said.casefold() in _YES else None
    return said


def _proved_kind(values: "_Values", payload: Payload, source: SourceConfig) -> Kind | None:
    applied_for = any(values.line(name) for name in ("pay", "pay_min", "pay_max", "hours", "closes_at"))
    # A column `Type` says Webinar of an event and Permanent of a job.
    applied_for = applied_for or bool(read_contract(values.lines("contract")) or read_hours(values.lines("contract")))
    where = any(values.line(name) for name in ("venue", "place", "town", "region", "remote"))
    occasion = is_occasion(values.date("starts_on"), values.date("ends_on"), bool(where))
    taught = is_taught(
        applied_for=any(values.line(name) for name in ("pay", "pay_min", "contract", "hours_per_week")),
        marks=sum(bool(values.line(name)) for name in ("qualification_level", "award", "duration", "cost")),
        entry_requirements=bool(values.line("entry_requirements")),
    )
    hint = said_kind(str(payload.data.get("kind_hint") or ""))
    return proved_kind(source, hint=hint, occasion=occasion and not applied_for, taught=taught)


class _Values:
    """Fields by draft name, each without the label it stood behind."""

    def __init__(self, fields: Fields, date_order: str) -> None:
        self._fields, self._order = fields, date_order

    def lines(self, name: str) -> list[str]:
        texts = lines_of(self._fields.take(name))
        return list(dict.fromkeys(text for found in texts if (text := without_label(name, found))))

    def line(self, name: str) -> str | None:
        return next(iter(self.lines(name)), None)

    def date(self, name: str) -> str | None:
        text = self.line(name)
        return unambiguous_date(text, self._order) if text else None


@cache
def _label(name: str) -> re.Pattern[str] | None:
    labels = groups("field_labels").get(name)
    labelled = rf"^\s*{any_of(labels, whole=False)}\s*[:：–—]\s*(?=\S)" if labels else ""
    return re.compile(labelled, re.IGNORECASE) if labels else None


def without_label(name: str, text: str) -> str:
    """`Salary : £27,620` → `£27,620`; a text that is only a label is left as it is."""
    label = _label(name)
    cut = label.sub("", text, count=1) if label else text
    if name in _DATES and cut == text:
        cut = _BARE_LABEL.sub("", text, count=1)
    return cut.strip(" \t\u00a0") or text


def unambiguous_date(text: str, order: str) -> str:
    """Excel's serial numbers, and month-first or year-first dates, as ISO; day-first dates as given."""
    if re.fullmatch(r"[2-7]\d{4}(?:\.\d+)?", text):
        return _from_excel(float(text))
    if compact := re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?Z?)?", text):
        year, month, day, hour, minute, second = compact.groups()
        rest = f"T{hour}:{minute}:{second or '00'}{'Z' if text.endswith('Z') else ''}" if hour else ""
        return f"{year}-{month}-{day}{rest}"
    match = _NUMERIC_DATE.search(text)
    if order == "dmy" or not match or len(match[1]) == 4:
        return text
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    year, month, day = (third, first, second) if order == "mdy" else (first, second, third)
    if month > 12 >= day:
        month, day = day, month
    year += 2000 if year < 100 else 0
    iso = f"{year:04d}-{month:02d}-{day:02d}"
    return f"{text[: match.start()]}{iso}{text[match.end() :]}".strip()


def _from_excel(serial: float) -> str:
    day = _EXCEL_EPOCH + timedelta(days=int(serial))
    minutes = round((serial % 1) * 24 * 60)
    return f"{day.isoformat()}T{minutes // 60:02d}:{minutes % 60:02d}:00" if minutes else day.isoformat()


def _unquoted(value: JsonValue) -> JsonValue:
    """Exports that quote twice leave a pair of quotes around the whole text."""
    if isinstance(value, str) and len(value) > 2 and value[0] == value[-1] == '"' and '"' not in value[1:-1]:
        return value[1:-1]
    return value


def _places(values: _Values) -> list[DraftPlace]:
    """`place` is a whole; the other names are parts of one place, which the whole may complete."""
    wholes = values.lines("place")
    parts: dict[str, JsonValue] = {name: values.line(name) for name in _PLACE}
    towns = values.lines("town")
    point: dict[str, JsonValue] = {"lat": values.line("lat"), "lon": values.line("lon")}
    if len(wholes) > 1 or len(towns) > 1:
        found = [place(text=whole) for whole in wholes] or [place(town=town, **parts) for town in towns]
        return [one for one in found if one]
    one = place(text=next(iter(wholes), None), town=next(iter(towns), None), **parts, **point)
    return [one] if one else []


def _audience(texts: list[str]) -> list[Audience]:
    wanted = {re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_") for text in split_list(texts)}
    return [audience for audience in Audience if audience.value in wanted]
