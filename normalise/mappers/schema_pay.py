"""Pay of a schema.org job: text, number, MonetaryAmount, PriceSpecification, or an estimate."""

import re

from pydantic import JsonValue

from normalise.mappers.base import Fields
from normalise.mappers.values import line_of, number_of, pay
from records.draft import DraftPay

_NUMBER = re.compile(r"\s*[£$€]?\s*\d[\d,. ]*\s*k?\s*", re.IGNORECASE)


def read_pay(fields: Fields) -> DraftPay | None:
    """Stated pay; an estimate only where nothing is stated, and marked as such."""
    currency = fields.take("salaryCurrency")
    stated = _amount(fields.take("baseSalary"), currency)
    estimated = _amount(fields.take("estimatedSalary"), currency)
    text = line_of(fields.take("salary"))
    if stated is None and text:
        return pay(text=text, currency=currency)
    if stated is None and estimated is not None:
        return estimated.model_copy(update={"predicted": True})
    return stated


def _amount(value: JsonValue, currency: JsonValue) -> DraftPay | None:
    if isinstance(value, list):
        found = [one for item in value if (one := _amount(item, currency))]
        return next((one for one in found if one.min or one.max), found[0] if found else None)
    if isinstance(value, dict):
        return _monetary(value, currency)
    text = line_of(value)
    if text and _NUMBER.fullmatch(text):
        return pay(min=text, max=text, currency=currency)
    return pay(text=text, currency=currency)


def _monetary(node: dict[str, JsonValue], currency: JsonValue) -> DraftPay | None:
    """Bounds may stand on the amount or on its `value`; so may the unit. A `value` of words is a text."""
    inner = node.get("value", node.get("price"))
    if isinstance(inner, list):
        inner = inner[0] if inner else None
    level = inner if isinstance(inner, dict) else {}
    exact: JsonValue = level.get("value", level.get("price")) if level else inner
    low = level.get("minValue", node.get("minValue", node.get("minPrice", node.get("percentile10"))))
    high = level.get("maxValue", node.get("maxValue", node.get("maxPrice", node.get("percentile90"))))
    money = (
        line_of(node.get("currency")) or line_of(node.get("priceCurrency"))
        or line_of(level.get("currency")) or line_of(currency)
    )  # fmt: skip
    unit = next(
        (found for key in ("unitText", "unitCode", "duration") for place in (level, node)
         if (found := line_of(place.get(key)))),
        None,
    )  # fmt: skip
    words = line_of(exact)
    if number_of(low) is None and number_of(high) is None:
        if words and _NUMBER.fullmatch(words):
            low = high = exact
        else:
            text = words or line_of(node.get("description")) or line_of(level.get("description"))
            return pay(text=text, currency=money, period=unit)
        words = None
    # Google's own samples repeat the lower bound in `value`; words beside bounds are kept as the text.
    text = words if words and not _NUMBER.fullmatch(words) else line_of(node.get("description"))
    return pay(text=text, min=low, max=high, currency=money, period=unit)
