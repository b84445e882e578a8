"""Parts that schema.org adverts share: organisations, places, identifiers, languages."""

import re
from dataclasses import dataclass, field

from pydantic import JsonValue

from normalise.mappers.base import Fields
from normalise.mappers.values import line_of, lines_of, place, reaches_web, split_list, text_of
from records.draft import DraftPlace
from records.words import pattern

# PropertyValue names → the scheme names of `Organisation.identifiers`.
_SCHEMES = {
    "ukprn": "ukprn", "urn": "urn", "uprn": "uprn", "companieshouse": "companies_house",
    "companynumber": "companies_house", "charitynumber": "charity", "charity": "charity", "duns": "duns",
    "leicode": "lei", "lei": "lei",
}  # fmt: skip
_ADDRESS = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")
_LONGEST_SUBJECT = 80
_TYPE_WORDS = frozenset({"organization", "organisation", "person", "performinggroup", "thing", "place"})
# Calendars call every organiser a Person; these words are in no person's name.
_NO_PERSON = pattern("organisation_words", "no person")
_LABEL_OF_ID = re.compile(
    r"\b(?:id|identifier|ref|reference|number|no|code|job|requisition|uuid|guid)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class DraftOrganisation:
    """An organisation in the source's words."""

    name: str | None = None
    url: str | None = None
    logo: str | None = None
    identifiers: dict[str, str] = field(default_factory=dict)
    parent: str | None = None


def type_names(node: JsonValue) -> frozenset[str]:
    """Short names of a node's types."""
    if not isinstance(node, dict):
        return frozenset()
    given = node.get("@type", node.get("type"))
    values = given if isinstance(given, list) else [given]
    return frozenset(
        value.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip()
        for value in values
        if isinstance(value, str)
    )


def organisation(value: JsonValue) -> DraftOrganisation:
    """An Organization object, a name, or a list of either (the first that has a name)."""
    if isinstance(value, list):
        found = [organisation(item) for item in value]
        return next((item for item in found if item.name), DraftOrganisation())
    if not isinstance(value, dict):
        name = line_of(value)
        if name and name.casefold() in _TYPE_WORDS:
            # Generators that have no name to give write the type: `"performer": "Organization"`.
            return DraftOrganisation()
        # A bare address names nobody.
        return DraftOrganisation(url=name) if reaches_web(name) else DraftOrganisation(name=name)
    if "Person" in type_names(value) and not _NO_PERSON.search(line_of(value.get("name")) or ""):
        return DraftOrganisation()
    return DraftOrganisation(
        name=line_of(value.get("name")) or line_of(value.get("legalName")),
        url=_home(value),
        logo=_image(value.get("logo")) or _image(value.get("image")),
        identifiers=_identifiers(value),
    )


def _home(node: dict[str, JsonValue]) -> str | None:
    """`url`, else `sameAs` where that is one address: a list of them is social media."""
    same = node.get("sameAs")
    if isinstance(same, list):
        same = same[0] if len(same) == 1 else None
    ref = node.get("@id")
    return reaches_web(node.get("url")) or reaches_web(same) or reaches_web(ref if "#" not in str(ref) else None)


def _image(value: JsonValue) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return reaches_web(value)


def _identifiers(node: dict[str, JsonValue]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in ("leiCode", "duns"):
        if text := line_of(node.get(key)):
            found[_SCHEMES[key.lower()]] = text
    given = node.get("identifier")
    for item in given if isinstance(given, list) else [given]:
        if isinstance(item, dict):
            label = f"{item.get('propertyID') or item.get('name') or ''}"
            scheme = _SCHEMES.get(re.sub(r"[^a-z]", "", label.lower()), "")
            if scheme and (text := line_of(item.get("value"))):
                found[scheme] = text
        elif (text := line_of(item)) and re.fullmatch(r"\d{6}", text):
            # Teaching Vacancies: the school's unique reference number, six digits, without a name.
            found["urn"] = text
    return found


def places(value: JsonValue) -> list[DraftPlace]:
    """Place objects, addresses or texts, each place once."""
    items = value if isinstance(value, list) else [value]
    found: list[DraftPlace] = []
    for item in items:
        for one in _place(item):
            if one not in found:
                found.append(one)
    return found


def _place(value: JsonValue) -> list[DraftPlace]:
    if not isinstance(value, dict):
        one = place(text=value)
        return [one] if one and not reaches_web(one.text) else []
    names = type_names(value)
    if "VirtualLocation" in names:
        return []
    if set(_ADDRESS) & set(value):
        one = _address(value, {})
        return [one] if one else []
    addresses = value.get("address")
    found = [_with_address(value, item) for item in (addresses if isinstance(addresses, list) else [addresses])]
    return [one for one in found if one]


def _with_address(node: dict[str, JsonValue], address: JsonValue) -> DraftPlace | None:
    geo = node.get("geo")
    geo = geo[0] if isinstance(geo, list) and geo else geo
    point = geo if isinstance(geo, dict) else node
    rest: dict[str, JsonValue] = {
        "venue": node.get("name"), "lat": point.get("latitude"), "lon": point.get("longitude"),
    }  # fmt: skip
    if isinstance(address, dict):
        return _address(address, rest)
    if line_of(address):
        return place(text=address, **rest)
    # Only a name: `{"@type": "Place", "name": "Leeds"}` may be a town as well as a building.
    named = node.get("name") if not point.get("latitude") else None
    return place(text=named or address, **({**rest, "venue": None} if named else rest))


def _address(node: dict[str, JsonValue], rest: dict[str, JsonValue]) -> DraftPlace | None:
    country = node.get("addressCountry")
    if isinstance(country, dict):
        country = country.get("name") or country.get("identifier") or country.get("@id")
    street = ", ".join(lines_of(node.get("streetAddress"))) or None
    return place(
        street=street, town=node.get("addressLocality"), region=node.get("addressRegion"),
        postcode=node.get("postalCode"), country=country, **rest,
    )  # fmt: skip


def loose_place(fields: Fields) -> list[DraftPlace]:
    """A place whose parts stand on the advert itself: templates that open no item for the address."""
    one = _address({name: fields.take(name) for name in _ADDRESS}, {})
    if one is None:
        return places(fields.take("location", "address"))
    fields.take("address")
    return [one]


def area_names(value: JsonValue) -> list[str]:
    """Names of countries, states or cities."""
    items = value if isinstance(value, list) else [value]
    return [found for item in items if (found := line_of(item))]


def identifier(value: JsonValue, *not_these: str | None) -> str | None:
    """The value of an identifier; None where it is a name of the organisation or an address."""
    for item in value if isinstance(value, list) else [value]:
        found = line_of(item.get("value", item.get("@value")) if isinstance(item, dict) else item)
        if found and "://" not in found and found not in not_these:
            return found
    return None


def identifier_owner(value: JsonValue) -> str | None:
    """Who gave the identifier: Google has employers put their own name there. `Job ID` is nobody's name."""
    for item in value if isinstance(value, list) else [value]:
        name = line_of(item.get("name")) if isinstance(item, dict) else None
        if name and not _LABEL_OF_ID.search(name):
            return name
    return None


def language(value: JsonValue) -> str | None:
    """A language code or name; the code where an object gives both."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        return text_of(value.get("alternateName")) or text_of(value.get("identifier")) or text_of(value.get("name"))
    return line_of(value)


def sentences(value: JsonValue) -> JsonValue:
    """Texts of a value whose objects describe themselves (OccupationalExperienceRequirements, credentials)."""
    if isinstance(value, list):
        return [found for item in value if (found := sentences(item))]
    if isinstance(value, dict):
        months = line_of(value.get("monthsOfExperience"))
        found = text_of(value.get("description")) or text_of(value.get("credentialCategory")) or text_of(value)
        return found or (f"{months} months of experience" if months else None)
    return text_of(value)


def texts(value: JsonValue) -> list[str]:
    """`sentences`, one line each."""
    return lines_of(sentences(value))


def subjects(about: JsonValue, keywords: JsonValue) -> list[str]:
    """Names of what a course or event is about; a whole sentence is no subject."""
    items = about if isinstance(about, list) else [about]
    names = [found for item in items if (found := line_of(item.get("name") if isinstance(item, dict) else item))]
    return [name for name in split_list(names + lines_of(keywords)) if len(name) <= _LONGEST_SUBJECT]
