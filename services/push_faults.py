"""What is wrong with a pushed advert, field by field, each with what would mend it."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from records.pushed import MOST_LISTINGS, PushedListing, PushedPay, PushedPlace

_MOST = 200
# Pydantic's name of a fault → what to do.
_REMEDIES = {
    "missing": "send it",
    "string_type": "send text, in quotes",
    "string_too_short": "send text, or leave the field out",
    "string_too_long": "shorten it",
    "int_type": "send a whole number, without quotes",
    "int_parsing": "send a whole number",
    "int_from_float": "send a whole number",
    "float_type": "send a number, without quotes",
    "float_parsing": "send a number",
    "list_type": "send a list: [...]",
    "too_long": f"send fewer: a request holds at most {MOST_LISTINGS} adverts, an advert 50 places",
    "too_short": "send at least one",
    "enum": "use one of the words that are named",
    "greater_than_equal": "correct the number",
    "less_than_equal": "correct the number",
    "model_type": "send an object: {...}",
    "model_attributes_type": "send an object: {...}",
}
_BY_FIELD = {
    "id": "use letters, digits and . _ ~ - , at most 200, beginning with a letter or digit",
    "currency": "send the three letters of the currency, such as GBP",
    "language": "send a code such as en or cy",
}
_KNOWN = sorted({*PushedListing.model_fields, *PushedPlace.model_fields, *PushedPay.model_fields})


@dataclass(frozen=True)
class Fault:
    """`listing`: its place in the request, from 0; `id`: the sender's, where it can be read."""

    listing: int
    id: str
    field: str
    code: str
    message: str
    remedy: str


def faults_of(error: ValidationError, sent: Any) -> list[Fault]:
    """Every fault of a request, at most 200."""
    return [_fault(each, sent) for each in error.errors(include_url=False)[:_MOST]]


def _fault(fault: Any, sent: Any) -> Fault:
    where = list(fault["loc"])
    number, advert = 0, sent
    if isinstance(sent, dict) and "listings" in sent and where[:1] == ["listings"]:
        listings = sent["listings"]
        number = where[1] if len(where) > 1 and isinstance(where[1], int) else 0
        advert = listings[number] if isinstance(listings, list) and number < len(listings) else None
        where = where[2:]
    field = ".".join(map(str, where))
    own_id = advert.get("id") if isinstance(advert, dict) else None
    shown_id = own_id[:200] if isinstance(own_id, str) else ""
    last = str(where[-1]) if where else ""
    return Fault(number, shown_id, field, str(fault["type"]).upper(), str(fault["msg"]), _remedy(fault["type"], last))


def _remedy(kind: str, name: str) -> str:
    if kind == "extra_forbidden":
        near = get_close_matches(name, _KNOWN, n=1, cutoff=0.6)
        return f"did you mean `{near[0]}`?" if near else "leave it out: there is no such field"
    if kind == "missing":
        return _REMEDIES[kind]
    return _BY_FIELD.get(name) or _REMEDIES.get(kind) or "correct it as the message says"
