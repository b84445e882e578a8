"""Event and its subtypes."""

from pydantic import JsonValue

from normalise.mappers import schema_parts as parts
from normalise.mappers.base import Fields
from normalise.mappers.schema_course import price_text
from normalise.mappers.values import line_of, reaches_web, rich_text
from records.draft import Draft
from records.payload import Payload
from records.vocabulary import Kind

_GONE = ("EventCancelled", "EventPostponed")


def event_draft(fields: Fields, payload: Payload) -> Draft:
    """An event; start and end keep their times, and both zones and offsets as written."""
    where = fields.take("location")
    places = parts.places(where)
    address = reaches_web(fields.take("url"))
    organiser = parts.organisation(fields.take("organizer", "organiser"))
    if organiser.name is None:
        organiser = parts.organisation(fields.take("provider", "sponsor", "performer"))
    cost, apply_url = _offer(fields.take("offers"), fields.take("isAccessibleForFree"))
    scheduled = _schedule(fields.take("eventSchedule", "schedule"))
    return Draft(
        kind=Kind.EVENT,
        title=line_of(fields.take("name", "title", "headline")),
        description=rich_text(fields.take("description", "abstract")),
        organisation=organiser.name,
        organisation_url=organiser.url,
        organisation_logo=organiser.logo,
        organisation_identifiers=organiser.identifiers,
        places=places,
        event_venue=next((place.venue for place in places if place.venue), None),
        remote=_attendance(line_of(fields.take("eventAttendanceMode")), where),
        starts_on=line_of(fields.take("startDate", "doorTime")) or scheduled[0],
        ends_on=line_of(fields.take("endDate")) or scheduled[1],
        posted_at=line_of(fields.take("datePublished")),
        modified_at=line_of(fields.take("dateModified")),
        url=payload.url or address,
        apply_url=apply_url,
        reference=parts.identifier(fields.take("identifier"), organiser.name),
        language=parts.language(fields.take("inLanguage", "@language")),
        duration=line_of(fields.take("duration")),
        cost=cost,
        subjects=parts.subjects(fields.take("about"), fields.take("keywords")),
    )


def _schedule(value: JsonValue) -> tuple[str | None, str | None]:
    """First start and last end of a Schedule: a weekly class is told by days and hours of their own."""
    found = value[0] if isinstance(value, list) and value else value
    if not isinstance(found, dict):
        return None, None
    edges = (("startDate", "startTime"), ("endDate", "endTime"))
    days, times = zip(*((line_of(found.get(day)), line_of(found.get(time))) for day, time in edges), strict=True)
    start, end = (
        f"{day} {time}" if day and time and "T" not in day else day for day, time in zip(days, times, strict=True)
    )
    return start, end


def _attendance(mode: str | None, where: JsonValue) -> str | None:
    """`MixedEventAttendanceMode` → hybrid, `Online…` → online; else what the kinds of location say."""
    if mode:
        short = mode.rsplit("/", 1)[-1].casefold()
        for word, meaning in (("mixed", "hybrid"), ("online", "online"), ("offline", "on site")):
            if short.startswith(word):
                return meaning
        return mode
    items = where if isinstance(where, list) else [where]
    virtual = ["VirtualLocation" in parts.type_names(item) for item in items if item]
    if virtual and any(virtual):
        return "online" if all(virtual) else "hybrid"
    return None


def _offer(value: JsonValue, free: JsonValue) -> tuple[str | None, str | None]:
    offers = value if isinstance(value, list) else [value]
    found = [(price_text(offer), reaches_web(offer.get("url"))) for offer in offers if isinstance(offer, dict)]
    prices = list(dict.fromkeys(price for price, _ in found if price))
    cost = " - ".join(prices[:1] + prices[1:][-1:]) if prices else ("Free" if free in (True, "true", "True") else None)
    return cost, next((url for _, url in found if url), None)
