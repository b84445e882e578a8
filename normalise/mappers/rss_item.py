"""`rss_item`: one item of an RSS, Atom or vendor's XML feed, with every element by its prefixed name.

What an element means: the source's own `fields` first, then `synonyms.SYNONYMS`. Combined titles are
cut where the source's `split_title` or the feed itself (`title_form`) says how, or where the organisation
is known from an element of its own and the title repeats it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.feed_item import Item, flat
from normalise.mappers.item_employer import employer_of_channel, site_name
from normalise.mappers.item_place import item_places, leaves
from normalise.mappers.item_summary import read_summary
from normalise.mappers.item_title import cut_title
from normalise.mappers.overlay import overlaid
from normalise.mappers.values import (
    is_anywhere,
    join_sections,
    line_of,
    lines_of,
    number_of,
    pay,
    reaches_web,
    rich_text,
    split_list,
    text_of,
)
from normalise.steps.kind import is_occasion, kind_of_element, proved_kind
from records.draft import Draft, DraftPay, DraftPlace
from records.options import RssOptions
from records.payload import Payload
from records.source import SourceConfig
from records.vocabulary import Kind
from reference.gazetteer import gazetteer

# Social counts, thumbnails and the names of staff who pressed publish.
_IGNORED = (
    "comments", "slash:comments", "wfw:commentRss", "guid", "author", "dc:creator", "source", "media:content",
    "media:thumbnail", "enclosure", "managingEditor", "webMaster", "email", "contact", "contactname", "channel",
    "title_form", "@element", "@order", "link:self", "link:edit", "@about", "a10:author",
    "atom:author", "contributor",
)  # fmt: skip
# Parts of an advert that feeds keep apart from the description, in reading order.
_SECTIONS = (
    ("", ("description", "jobdescription")),
    ("Duties", ("examplesofduties", "responsibilities", "duties", "mainresponsibilities", "keyresponsibilities")),
    ("Requirements", ("qualifications", "requirements", "experience", "experiencerequired", "personspecification")),
    ("Benefits", ("benefits", "jobbenefits")),
    ("Further information", ("supplementalinformation", "additionalinformation", "furtherinformation")),
)
_DATES = ("posted_at", "closes_at", "starts_on", "ends_on", "modified_at")
_ADDRESSES = ("organisation_url", "organisation_logo", "apply_url")
_LINES = (
    "hours_per_week", "vacancies", "duration", "cost", "award", "awarding_body", "eligibility", "funding", "timezone",
)  # fmt: skip
_NAMED_ONLY = ("kind", "via", "qualification_level", "audience", "offer", "amount", "referral", "logo")
_OTHER_PLACES = ("alternatelocations", "additionallocations", "additionaloffices", "otherlocations",
                 "secondarylocations")  # fmt: skip
_JOBS = frozenset({"job", "vacancy", "position", "vacancydetails", "jobposting"})
_ONLY = re.compile(r"(.+?)\s+Only", re.IGNORECASE)


class RssItemMapper(Mapper):
    """Reads a feed's item."""

    format = "rss_item"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The item in its own words."""
        options = source.connector if isinstance(source.connector, RssOptions) else None
        fields.ignore(_IGNORED)
        own = options.fields if options else {}
        item = Item(fields, payload.data, {str(name): element for name, element in own.items()})
        channel = payload.data.get("channel")
        cut = cut_title(
            line_of(item.get("title")), _organisation(item, channel), str(payload.data.get("title_form") or ""),
            options.split_title if options else None, _author(payload.data),
        )  # fmt: skip
        dotted = _dotted_place(payload.data)
        description = _description(item)
        summary = read_summary(line_of(description), cut.organisation)
        where = _where(item, dotted or _known(cut.place) or summary.place)
        element = str(payload.data.get("@element") or "").casefold()
        dates = _window({name: _date(item.get(name)) for name in _DATES}, element)
        address = reaches_web(text_of(item.get("url")))
        # What a feed has no common words for is read only where the source file names its element.
        named: dict[str, JsonValue] = {name: flat(item.get(name)) for name in _NAMED_ONLY if name in item.overrides}
        draft = Draft(
            kind=_kind(item, element) or _proved_kind(source, dates, where),
            title=cut.title,
            organisation=summary.organisation
            or cut.organisation
            or employer_of_channel(_channel(channel, "title"), _channel(channel, "link")),
            description=None if dotted else description,
            description_complete=not dotted,
            places=where.places,
            applicant_areas=where.areas,
            remote=where.remote,
            pay=_pay(item) or pay(text=summary.pay),
            contract=split_list(lines_of(flat(item.get("contract")))),
            hours=lines_of(flat(item.get("hours"))),
            url=payload.url or address,
            reference=_reference(item),
            language=line_of(item.get("language")) or _channel(channel, "language"),
            qualifications_required=lines_of(flat(item.get("qualifications_required"))),
            subjects=_subjects(item.get("subject")),
            skills=split_list(lines_of(flat(item.get("skills")))),
            entry_requirements=rich_text(item.get("entry_requirements")),
            **dates,
            **{name: reaches_web(item.get(name)) for name in _ADDRESSES},
            **{name: line_of(item.get(name)) for name in _LINES},
        )
        return overlaid(draft, named, payload, source)


@dataclass(frozen=True)
class _Where:
    """Places of work, how far it is remote, and the areas that remote work is limited to."""

    places: list[DraftPlace]
    areas: list[str]
    remote: str | None


def _where(item: Item, dotted: str | None) -> _Where:
    places = [_without_only(place) for place in item_places(item)]
    others = lines_of(leaves(item.named(*_OTHER_PLACES))) if places else []
    country = places[0].country if places else None
    places += [DraftPlace(text=text, country=country) for text in others if text not in {one.text for one in places}]
    if not places and dotted:
        places = item_places(item, dotted)
    limits = _limits(item) if places else []
    anywhere = [place for place in places if is_anywhere(place.text) or place.text in limits]
    return _Where(
        places=[place for place in places if place not in anywhere],
        areas=[place.text for place in anywhere if place.text and _names_area(place.text, limits)],
        remote=line_of(item.get("remote")) or ("remote" if anywhere else None),
    )


def _window(dates: dict[str, str | None], element: str) -> dict[str, str | None]:
    """The dates; where a vendor's list of jobs states only a start and an end by the clock, those of the advert."""
    starts, ends = dates["starts_on"], dates["ends_on"]
    stated = dates["posted_at"] or dates["closes_at"]
    if element not in _JOBS or stated or not is_occasion(starts, ends, has_place=True):
        return dates
    return {**dates, "posted_at": starts, "closes_at": ends, "starts_on": None, "ends_on": None}


def _proved_kind(source: SourceConfig, dates: Mapping[str, str | None], where: _Where) -> Kind | None:
    placed = bool(where.places or where.remote)
    return proved_kind(source, occasion=is_occasion(dates["starts_on"], dates["ends_on"], placed))


def _limits(item: Item) -> list[str]:
    """Regions that boards for remote work limit an advert to: `Europe Only`, `USA Only`."""
    found = [match[1] for text in lines_of(item.named("region")) if (match := _ONLY.fullmatch(text))]
    return [text for text in found if not is_anywhere(text)]


def _without_only(place: DraftPlace) -> DraftPlace:
    match = _ONLY.fullmatch(place.region or place.text or "")
    return DraftPlace(text=match[1]) if match and not place.town else place


def _names_area(text: str, limits: list[str]) -> bool:
    return text in limits or (is_anywhere(text) and len(text.split()) > 1)


def _date(value: JsonValue) -> str | None:
    """A date, also from an object of its parts (`start/date`, `start/english`): the one that starts with a year."""
    if isinstance(value, dict):
        texts = [found for key, item in value.items() if not key.startswith("@") and (found := _date(item))]
        return next((text for text in texts if re.match(r"\d{4}-", text)), texts[0] if texts else None)
    text = line_of(value)
    # NEOGOV's `advertiseToDateTimeUTC`: `Sun, 20 Sep 2026 04:59:00:0`, the zone only in the element's name.
    return re.sub(r"(\d\d:\d\d:\d\d):\d+$", r"\1 +0000", text) if text else None


def _subjects(value: JsonValue) -> list[str]:
    """Names of categories; an agenda's ordered points are no subjects."""
    items = value if isinstance(value, list) else [value]
    return split_list(
        lines_of([flat(item) for item in items if not (isinstance(item, dict) and "@order" in item)]), r"[;|]"
    )


def _channel(channel: JsonValue, key: str) -> str | None:
    return line_of(channel.get(key)) if isinstance(channel, dict) else None


def _organisation(item: Item, channel: JsonValue) -> str | None:
    """The item's own element; NEOGOV feeds are of one agency, which only the channel's title names."""
    found = line_of(flat(item.get("organisation")))
    if found is None and item.has_prefix("joblisting:"):
        return _channel(channel, "title")
    if found is None and item.has_prefix("tt:"):
        # Teamtailor's feeds are of one employer's careers site.
        return site_name(_channel(channel, "title") or "") or None
    return found


def _author(data: dict[str, JsonValue]) -> str | None:
    """Who is named as author: on job boards the company, on blogs a person. Only used where the title repeats it."""
    for key in ("author", "a10:author", "atom:author", "dc:creator"):
        if (found := line_of(data.get(key))) and "@" not in found:
            return found
    return None


def _description(item: Item) -> str | None:
    main = rich_text(_flat_text(item.get("description")))
    sections = [(head, rich_text(_flat_text(item.named(*names)))) for head, names in _SECTIONS[1:]]
    named = _named_sections(item.named("jobdescriptions"))
    # A feed may give a snippet as description beside the full text: both are asked for, the fuller comes first.
    return join_sections([("", main), *named, *sections])


def _flat_text(value: JsonValue) -> JsonValue:
    return value.get("#text") if isinstance(value, dict) else value


def _named_sections(value: JsonValue) -> list[tuple[str, str | None]]:
    """Personio: `jobDescriptions/jobDescription{name, value}`."""
    inner = value.get("jobDescription") if isinstance(value, dict) else None
    parts = inner if isinstance(inner, list) else [inner]
    return [(line_of(part.get("name")) or "", rich_text(part.get("value"))) for part in parts if isinstance(part, dict)]


def _known(place: str | None) -> str | None:
    """A text from a title, if it is a place: `Acme (Leeds)`, not `Acme (we hire)`."""
    return place if place and (is_anywhere(place) or gazetteer().near(place)) else None


def _dotted_place(data: dict[str, JsonValue]) -> str | None:
    """The place in `Stripe · Dublin, Ireland · greenhouse`, where the feed has that form throughout."""
    if data.get("title_form") != "{title} — {organisation}":
        return None
    parts = [part.strip() for part in str(data.get("description") or "").split(" · ")]
    return parts[1] if len(parts) >= 3 else None


def _pay(item: Item) -> DraftPay | None:
    text = item.get("pay")
    if isinstance(text, dict) and (ends := _ends(text)):
        low, high = (end if isinstance(end, dict) else {"amount": end} for end in ends)
        currency = low.get("currencyCode") or high.get("currencyCode") or item.get("pay_currency")
        return pay(
            min=number_of(low.get("amount")), max=number_of(high.get("amount")), currency=currency,
            period=text_of(item.named("period")),
        )  # fmt: skip
    if isinstance(text, dict):
        return pay(
            text=text.get("#text") or text.get("text"), min=text.get("min") or text.get("minimum"),
            max=text.get("max") or text.get("maximum"), currency=text.get("currency") or text.get("@currency"),
            period=text.get("period") or text.get("interval") or text.get("@period"),
        )  # fmt: skip
    return pay(
        text=text, min=number_of(item.get("pay_min")), max=number_of(item.get("pay_max")),
        currency=item.get("pay_currency"), period=item.get("pay_period"),
    )  # fmt: skip


def _ends(value: JsonValue) -> tuple[JsonValue, JsonValue] | None:
    """LinkedIn: `salaries/salary{lowEnd{amount, currencyCode}, highEnd{…}}`; of several the first."""
    while isinstance(value, dict | list):
        if isinstance(value, dict) and ("lowEnd" in value or "highEnd" in value):
            return value.get("lowEnd"), value.get("highEnd")
        inner = list(value.values()) if isinstance(value, dict) else value
        value = next((one for one in inner if isinstance(one, dict | list)), None)
    return None


def _reference(item: Item) -> str | None:
    found = line_of(item.get("reference"))
    return None if found is None or "://" in found else found


def _kind(item: Item, name: str) -> Kind | None:
    """Only where the feed's vocabulary is of one kind."""
    return Kind.EVENT if item.has_prefix("ev:", "xcal:") else kind_of_element(name)
