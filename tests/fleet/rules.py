"""A case for every name in `defaults` and `lookups`: an advert that is silent, or says `raw`, is listed otherwise."""

from typing import Any

from tests.fleet.case import Bench, Case
from tests.fleet.reading import listing, row

_REFUSED = "a source file with it is refused: identity is the source's own, and nothing reads it as text"
NO_EFFECT = {"key": _REFUSED, "logo": _REFUSED, "audience": _REFUSED}
_COURSE = {"kind": "course"}
_SUPPORT = {"kind": "support"}
# Name → two texts, keys of the file beside them, and defaults or fields that give it something to work on.
VALUES: dict[str, tuple[str, str, dict[str, Any], dict[str, str]]] = {
    "kind": ("job", "course", {}, {}),
    "title": ("Chef", "Baker", {}, {}),
    "organisation": ("Hill Care", "Dale Care", {}, {}),
    "organisation_url": ("https://a.example.org/", "https://b.example.org/", {}, {"organisation": "Hill Care"}),
    "organisation_logo": ("https://a.example.org/l", "https://b.example.org/l", {}, {"organisation": "Hill Care"}),
    "via": ("Acme", "Best", {}, {}),
    "place": ("Leeds", "York", {}, {}),
    "venue": ("City Museum", "Town Hall", {"kind": "event"}, {"town": "Leeds"}),
    "street": ("1 High Street", "2 Low Road", {}, {"town": "Leeds"}),
    "town": ("Leeds", "York", {}, {}),
    "region": ("West Yorkshire", "Kent", {}, {}),
    "postcode": ("LS1 4AP", "YO1 7HH", {}, {}),
    "country": ("France", "Germany", {}, {}),
    "lat": ("53.8", "51.5", {}, {"lon": "-1.5"}),
    "lon": ("-1.5", "-2.2", {}, {"lat": "53.8"}),
    "remote": ("hybrid", "on site", {}, {}),
    "pay": ("£25,000", "£30,000", {}, {}),
    "pay_min": ("25000", "26000", {}, {"pay_max": "30000"}),
    "pay_max": ("30000", "31000", {}, {"pay_min": "25000"}),
    "pay_currency": ("EUR", "USD", {}, {"pay": "25000"}),
    "pay_period": ("hour", "day", {}, {"pay": "100"}),
    "contract": ("permanent", "temporary", {}, {}),
    "hours": ("full time", "part time", {}, {}),
    "hours_per_week": ("37", "20", {}, {}),
    "posted_at": ("2026-08-01", "2026-08-02", {}, {}),
    "closes_at": ("2026-10-01", "2026-10-02", {}, {}),
    "starts_on": ("2026-11-01", "2026-11-02", {}, {}),
    "ends_on": ("2026-12-01", "2026-12-02", {}, {"starts_on": "2026-11-01"}),
    "modified_at": ("2026-08-01", "2026-08-02", {}, {}),
    "description": ("Cook for us.", "Bake for us.", {}, {}),
    "url": ("https://a.example.org/1", "https://b.example.org/1", {}, {}),
    "apply_url": ("https://a.example.org/apply", "https://b.example.org/apply", {}, {}),
    "reference": ("AB/12", "CD/34", {}, {}),
    "vacancies": ("2", "3", {}, {}),
    "language": ("en", "cy", {}, {}),
    "qualification_level": ("Level 2", "Level 3", {}, {}),
    "qualifications_required": ("GCSE", "A level", {}, {}),
    "subject": ("Catering", "Sport", {}, {}),
    "skills": ("Baking", "Welding", {}, {}),
    "duration": ("12 weeks", "13 weeks", _COURSE, {}),
    "cost": ("£10", "£20", _COURSE, {}),
    "funding": ("Skills fund", "Loan", _COURSE, {}),
    "entry_requirements": ("None", "GCSE maths", _COURSE, {}),
    "award": ("BTEC", "NVQ", _COURSE, {}),
    "awarding_body": ("Pearson", "AQA", _COURSE, {}),
    "offer": ("grant", "loan", _SUPPORT, {}),
    "eligibility": ("Small firms", "Anybody", _SUPPORT, {}),
    "amount": ("£500", "£600", _SUPPORT, {}),
    "referral": ("Ask us", "Ask your coach", _SUPPORT, {}),
    "timezone": ("Europe/London", "Asia/Tokyo", {}, {"closes_at": "2026-10-01 12:00"}),
}
_RAW, _RAW_ADDRESS = "raw words", "https://raw.example.org/"


def _defaults(name: str) -> Case:
    one, other, keys, beside = VALUES[name]
    bare = {"title": ""} if name == "title" else {}

    def see(_bench: Bench, text: str) -> Any:
        return listing(bare, {**keys, "defaults": {**beside, name: text}})

    return Case(one, other, see)


def _lookups(name: str) -> Case:
    """A table's column says `raw`, and the file has a text for it."""
    one, other, keys, beside = VALUES[name]
    raw = _RAW_ADDRESS if one.startswith("https:") else _RAW

    def see(_bench: Bench, text: str) -> Any:
        return row({**beside, name: raw}, {**keys, "lookups": {name: {raw: text}}})

    return Case(one, other, see)


def _kind(_bench: Bench, text: str) -> Any:
    """An element cannot hold words for a kind: what the advert shows itself to be is looked up."""
    occasion = {"start": "2026-12-01 10:00", "end": "2026-12-01 12:00", "venue": "Hall"}
    return listing(occasion, {"lookups": {"kind": {"event": text}}})


DEFAULTS = {name: _defaults(name) for name in VALUES}
LOOKUPS = {name: _lookups(name) for name in VALUES if name != "kind"} | {"kind": Case("job", "course", _kind)}
