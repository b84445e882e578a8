"""Parts of a Greenhouse job that need reading: its places, and its pay ranges."""

import re
from typing import Any

from records.draft import DraftPay, DraftPlace
from reference.gazetteer import gazetteer

_BETWEEN = re.compile(r"\s*(?:;|\||•|\n|\s/\s|\s+(?:or|OR)\s+(?=[A-Z]))\s*")
_REMOTE = re.compile(
    r"\b(?:fully\s+|100%\s+)?remote(?:ly)?(?:[\s-]*(?:friendly|first|only|eligible|based|ok))?\b"
    r"|\bwork from home\b|\bhome[\s-]based\b|\banywhere\b|\bdistributed\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(r"\b(?:on[\s-]?site|in[\s-]?office|office[\s-]based)\b(?:\s+(?:in|at)\b)?", re.IGNORECASE)
_HYBRID = re.compile(r"\bhybrid\b", re.IGNORECASE)
_NOWHERE = re.compile(
    r"^(?:multiple|various|all|any|other|several|global|worldwide|world)?\s*(?:locations?|offices?|sites?)?$"
    r"|^(?:global|worldwide|in[\s-]?office|on[\s-]?site|n/?a|tb[acd])$",
    re.IGNORECASE,
)
_EDGES = " \t\n,;:-–—/|()[]"
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_CODE = re.compile(r"\b(USD|GBP|EUR|CAD|AUD|NZD|SGD|CHF|SEK|NOK|DKK|PLN|INR|JPY|BRL|MXN|ILS|HKD|ZAR|AED|CZK|HUF|RON)\b")
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([kK]\b)?")
_PERIOD = re.compile(
    r"\b(hour(?:ly)?|daily|per day|week(?:ly)?|month(?:ly)?|annual(?:ly|ized|ised)?|per annum|year(?:ly)?)\b",
    re.IGNORECASE,
)


def read_locations(name: str | None, offices: list[dict[str, Any]]) -> tuple[list[DraftPlace], str | None]:
    """Places of `location.name` (a list in one string), and what it says of remote work.

    `offices` complete a place of the same name with its country, and stand in where the name says nowhere.
    """
    places: list[DraftPlace] = []
    remote: list[str] = []
    for part in _BETWEEN.split(name or ""):
        said = "hybrid" if _HYBRID.search(part) else "remote" if _REMOTE.search(part) else ""
        # A country has no office: 'Argentina | Remote' is remote, 'London; Remote' a choice.
        if said or not gazetteer().country(re.sub(r"\s+based$", "", part.strip(), flags=re.IGNORECASE)):
            remote.append(said)
        where = re.sub(r"\(\s*\)", "", _PRESENT.sub("", _HYBRID.sub("", _REMOTE.sub("", part)))).strip()
        if re.match(r"^(?:in|within|-|–|,)\b", where):
            where = re.sub(r"^(?:in|within)\s+", "", where)
        where = where.strip(_EDGES) if where.count("(") == where.count(")") == 0 else where.strip(" \t\n,;:-–—/|")
        if where and not _NOWHERE.match(where):
            places.append(_place(where.strip(), offices))
    if not places and not any(remote):
        places = [place for office in offices if (place := _office(office))]
    return _unique(places), _remote(remote)


def _remote(parts: list[str]) -> str | None:
    if not any(parts):
        return None
    # "London; Remote" offers both, which is what hybrid means to somebody who searches.
    return "remote" if all(part == "remote" for part in parts) else "hybrid"


def _place(text: str, offices: list[dict[str, Any]]) -> DraftPlace:
    for office in offices:
        whole, name = office.get("location"), office.get("name")
        if not isinstance(whole, str) or whole.count(",") < 2:
            continue
        parts = [part.strip() for part in whole.split(",")]
        named = isinstance(name, str) and name.strip().casefold() == text.casefold()
        # "London, ON" is not the office in London, England: a town alone may take its country from there.
        if parts[0].casefold() == text.partition(",")[0].strip().casefold() and (named or "," not in text):
            return DraftPlace(text=text, town=parts[0], region=parts[-2], country=parts[-1])
    return DraftPlace(text=text)


def _office(office: dict[str, Any]) -> DraftPlace | None:
    whole, name = office.get("location"), office.get("name")
    text = whole if isinstance(whole, str) and whole.strip() else name if isinstance(name, str) else ""
    if not text.strip() or _REMOTE.search(text) or _NOWHERE.match(text.strip()):
        return None
    return DraftPlace(text=text.strip())


def _unique(places: list[DraftPlace]) -> list[DraftPlace]:
    return list({(place.text or "").casefold(): place for place in reversed(places)}.values())[::-1]


def pay_in_ranges(ranges: list[dict[str, Any]]) -> DraftPay | None:
    """`pay_input_ranges`: cents in a currency, one range a place or level; together they span the pay.

    A second currency is another country's pay and stays in the text only.
    """
    read = [(_cents(item, "min"), _cents(item, "max"), _currency(item), item) for item in ranges]
    read = [entry for entry in read if entry[0] is not None or entry[1] is not None]
    if not read:
        return None
    currency = read[0][2]
    amounts = [a for low, high, code, _ in read if code == currency for a in (low, high) if a is not None]
    words = " ".join(str(item.get(name) or "") for *_, item in read for name in ("title", "blurb", "interval"))
    text = "; ".join(_range_text(low, high, code, item) for low, high, code, item in read)
    period = _PERIOD.search(words)
    return DraftPay(
        text=text,
        min=min(amounts),
        max=max(amounts),
        currency=currency,
        period=period[1].lower() if period else None,
    )


def _cents(item: dict[str, Any], bound: str) -> float | None:
    for name, scale in ((f"{bound}_cents", 100), (f"{bound}_value", 1), (bound, 1)):
        value = item.get(name)
        try:
            amount = float(str(value).replace(",", "")) / scale if value is not None else 0.0
        except ValueError:
            continue
        if 0 < amount < 1e9:
            return amount
    return None


def _currency(item: dict[str, Any]) -> str | None:
    code = item.get("currency_type") or item.get("currency") or item.get("unit")
    return code.upper() if isinstance(code, str) else None


def _range_text(low: float | None, high: float | None, code: str | None, item: dict[str, Any]) -> str:
    title = str(item.get("title") or "").strip().rstrip(":")
    amounts = " - ".join(f"{amount:,.2f}".removesuffix(".00") for amount in dict.fromkeys((low, high)) if amount)
    return f"{title + ': ' if title else ''}{code + ' ' if code else ''}{amounts}"


def pay_in_content(content: str) -> DraftPay | None:
    """The pay block Greenhouse puts into the description (`pay-range` inside `content-pay-transparency`)."""
    if "pay-range" not in content:
        return None
    from bs4 import BeautifulSoup  # long to load, and not needed to know a mapper's version

    soup = BeautifulSoup(content, "lxml")
    texts: list[str] = []
    amounts: list[tuple[str | None, float]] = []
    around = ""
    for block in soup.select(".pay-range"):
        shown = " ".join(block.get_text(" ").split())
        title = block.find_previous_sibling(class_="title")
        label = " ".join(title.get_text(" ").split()).rstrip(":") if title else ""
        texts.append(f"{label}: {shown}" if label else shown)
        code = _CODE.search(shown)
        currency = code[1] if code else next((_SIGNS[sign] for sign in _SIGNS if sign in shown), None)
        for number, thousands in _AMOUNT.findall(shown):
            amounts.append((currency, float(number.replace(",", "")) * (1000 if thousands else 1)))
        blurb = block.find_previous_sibling(class_="description")
        around += f" {label} {shown} {blurb.get_text(' ') if blurb else ''}"
    if not amounts:
        return DraftPay(text="; ".join(texts)) if texts and any(texts) else None
    first = amounts[0][0]
    same = [amount for currency, amount in amounts if currency == first]
    period = _PERIOD.search(around)
    return DraftPay(
        text="; ".join(texts),
        min=min(same),
        max=max(same),
        currency=first,
        period=period[1].lower() if period else None,
    )
