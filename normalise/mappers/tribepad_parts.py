"""Parts of a Tribepad job that need reading: its text, employer, places and pay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from pydantic import JsonValue

from normalise.mappers.base import Fields
from normalise.text import html
from normalise.text.labels import labelled
from records.draft import DraftPay, DraftPlace
from records.words import pattern

_SECTIONS = (
    ("summary_external", ""),
    ("main_responsibilities", "Main responsibilities"),
    ("ideal_candidate", "The ideal candidate"),
    ("package_description", "What we offer"),
    ("about_company", "About us"),
)
_TEMPLATE = re.compile(r"\((?:please )?(?:insert|delete)\b|delete as appropriate", re.IGNORECASE)
_PATTERN = re.compile(r"^[\s\-•*]*work(?:ing)?\s+pattern\s*[:–-]\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_WEEKLY = re.compile(
    r"^[\s\-•*]*(?:contracted\s+|weekly\s+)?hours(?:\s+of\s+work|\s+per\s+week)?\s*[:–-]\s*(.+)$",
    re.IGNORECASE | re.MULTILINE,
)
_FIXED = re.compile(
    r"^[\s\-•*]*(fixed[\s-]term(?:\s+contract)?(?:\s+(?:for|until|to|of))?\b.{0,120})$", re.IGNORECASE | re.MULTILINE
)
# Units that hold other bodies' adverts; the advert's title then ends with the employer in brackets.
_POOLED = re.compile(r"\bpartner(?:ship|s)?\b|\bschools\b|\bacademies\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^(?P<title>.*\S)\s*\((?P<name>[^()]{3,80})\)\s*$")
_BODY_WORDS = pattern("organisation_words", "body")
_NO_NAME = re.compile(r"^(?:ref|part|full|fixed|term|temporary|job|maternity)\b", re.IGNORECASE)
_WIDE = re.compile(
    r"^(?:county|country|city|borough|district|region|nation)[\s-]*wide$|^various|^multiple", re.IGNORECASE
)
_COUNCIL = re.compile(r"\s+(?:county|city|borough|district|metropolitan borough)?\s*council$", re.IGNORECASE)
_SAYS_PERIOD = pattern("pay_periods", "label")
_FREQUENCIES = {"1": "annual", "2": "hourly"}
_CURRENCIES = {"1": "GBP"}


@dataclass(frozen=True)
class Body:
    """The advert's text as HTML, and what its labelled lines say."""

    html: str
    lines: Mapping[str, str] = field(default_factory=dict)
    pattern: str | None = None
    hours: str | None = None
    fixed_term: str | None = None


def read_body(fields: Fields) -> Body:
    """The sections in reading order, each but the first with a heading."""
    pieces: list[str] = []
    for name, heading in _SECTIONS:
        raw = fields.text(name)
        section = html.decode(raw) if raw else ""
        if not section.strip() or not html.to_text(section).strip():
            continue
        if not html.is_html(section):
            section = html.from_text(section)
        pieces.append(f"<h3>{heading}</h3>{section}" if heading and pieces else section)
    whole = "\n".join(pieces)
    text = html.to_text(whole) if whole else ""
    return Body(
        html=whole,
        lines=labelled(text),
        pattern=_line(_PATTERN, text),
        hours=_line(_WEEKLY, text),
        fixed_term=_line(_FIXED, text),
    )


def _line(pattern: re.Pattern[str], text: str) -> str | None:
    """The first such line that is not an unfilled template."""
    return next((m[1].strip() for m in pattern.finditer(text) if not _TEMPLATE.search(m[0])), None)


def read_files(value: JsonValue) -> str:
    """Attached documents as a list of links; '' when there are none."""
    holder = value.get("file") if isinstance(value, dict) else None
    items = []
    for file in holder if isinstance(holder, list) else [holder]:
        url = html.one_line(str(file.get("url") or "")) if isinstance(file, dict) else None
        if isinstance(file, dict) and url:
            name = html.one_line(str(file.get("description") or file.get("filename") or "")) or url
            items.append(f'<li><a href="{escape(url)}">{escape(name)}</a></li>')
    return f"\n<h3>Documents</h3><ul>{''.join(items)}</ul>" if items else ""


def employer(
    title: str | None, company: str | None, unit: str | None, region: str | None
) -> tuple[str | None, str | None]:
    """Title and employer. A pooled unit (partners, schools) names the employer at the end of the title.

    Else the company, the unit or the region, where its words name a body ("County Council", not "Housing").
    """
    if unit and _POOLED.search(unit):
        match = _IN_BRACKETS.match(title or "")
        if match and not re.match(
            r"^(?:ref|part|full|fixed|term|temporary|job|maternity)\b", match["name"], re.IGNORECASE
        ):
            return match["title"], match["name"].strip()
        return title, company
    if company:
        return title, company
    return title, next((name for name in (unit, region) if name and _BODY_WORDS.search(name)), None)


def read_places(fields: Fields, region: str | None) -> list[DraftPlace]:
    """One place, or one a town where `location_city` is a list. Exact parts belong to a single place only."""
    towns = [town for town in re.split(r"\s*[,;/|]\s*", html.one_line(fields.text("location_city")) or "") if town]
    county = html.one_line(fields.text("location_county"))
    country = html.one_line(fields.text("location_country"))
    postcode = html.one_line(fields.text("location_postcode"))
    lat, lon = _point(fields)
    if towns and county and towns[-1].casefold() == county.casefold() and len(towns) > 1:
        towns.pop()
    area = county or (_COUNCIL.sub("", region) if region and _COUNCIL.search(region) else None)
    if len(towns) > 1:
        return [DraftPlace(town=town, region=area, country=country) for town in dict.fromkeys(towns)]
    if towns and _WIDE.match(towns[0]):
        # The area itself is the place; "Countywide" alone is known to no gazetteer.
        return [DraftPlace(text=area or towns[0], region=area, country=country)]
    if not (towns or county or postcode or lat):
        return []
    return [
        DraftPlace(
            town=towns[0] if towns else None,
            region=county if postcode or lat else area,
            postcode=postcode,
            country=country,
            lat=lat,
            lon=lon,
        )
    ]


def _point(fields: Fields) -> tuple[str | None, str | None]:
    lat, lon = fields.text("location_lat"), fields.text("location_lon")
    geo = (fields.text("location_geo") or "").split(",")
    if not (lat and lon) and len(geo) == 2:
        lat, lon = geo[0].strip(), geo[1].strip()
    try:
        known = lat and lon and (float(lat) or float(lon))
    except ValueError:
        known = None
    return (lat, lon) if known else (None, None)


def read_pay(fields: Fields, grade: str | None) -> DraftPay | None:
    """Amounts from the fields that hold numbers above 0, the label as the text, a pay grade as a last resort."""
    text = html.one_line(fields.text("salaryText", "salaryDisplay", "salary_text", "salary_display"))
    low = _amount(fields.text("salary_from_text")) or _amount(fields.text("salary_from"))
    high = _amount(fields.text("salary_to_text")) or _amount(fields.text("salary_to"))
    fields.ignore(["salary_from", "salary_to"])
    stated = fields.text("salary_frequency_text")
    code, currency = fields.text("salary_frequency"), fields.text("salary_currency")
    if low and high and float(high) < float(low):
        high = None
    if not low and not high:
        shown = text or grade
        return DraftPay(text=shown) if shown else None
    said = _SAYS_PERIOD.search(text or "")
    # A label that says "per hour" was written for people to read; the code beside it is often left as it was.
    period = said[0] if said else stated or _FREQUENCIES.get(code or "")
    return DraftPay(
        text=text, min=low or high, max=high or low, currency=_CURRENCIES.get(currency or ""), period=period
    )


def _amount(text: str | None) -> str | None:
    cleaned = re.sub(r"[£,\s]", "", text or "")
    return cleaned if re.fullmatch(r"\d+(?:\.\d+)?", cleaned) and float(cleaned) > 0 else None
