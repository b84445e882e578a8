"""How the titles of a feed are combined, where the whole feed proves it.

A single title proves nothing: `Manager: Nights` is a title. The form is only named when

- every item's description starts with the organisation and a middle dot (`Stripe · Dublin · …`), and the
  title ends or starts with that same name; or
- no item has an element for the organisation, every title has the form `X: Y`, the X differ, and
  X is neither a place, a category nor a type that its own item states elsewhere.
"""

import re

from pydantic import JsonValue

SUFFIX = "{title} — {organisation}"
PREFIX = "{organisation}: {title}"
_COLON = re.compile(r"^(?P<first>[^:]{2,60}?)\s*:\s+(?P<rest>\S.*)$")
_ORGANISATION = re.compile(r"(company|employer|organi[sz]ation|advertiser|startup|hiringorg|school)", re.IGNORECASE)
# Words that label an advert and name nobody.
_LABELS = frozenset(
    [
        "job",
        "vacancy",
        "new",
        "event",
        "course",
        "webinar",
        "workshop",
        "news",
        "update",
        "reminder",
        "urgent",
        "permanent",
        "temporary",
        "internship",
        "apprenticeship",
        "volunteer",
        "update",
        "seminar",
        "conference",
        "training",
        "part-time",
        "full-time",
        "hiring",
        "wanted",
    ]
)
_BOARD = re.compile(r"job|career|vacanc|remote|hiring|recruit|employ|position|opening|stellen|emploi", re.IGNORECASE)
_FEWEST = 2

Item = dict[str, JsonValue]


def title_form(items: list[Item], channel: Item | None = None) -> str:
    """`PREFIX`, `SUFFIX` or ''. `channel` and the items' links tell a job board from a blog."""
    titles = [str(item.get("title") or "").strip() for item in items]
    if len(items) < _FEWEST or not all(titles):
        return ""
    if any(_has_organisation(item) for item in items):
        return ""
    if all(_dotted(item) for item in items):
        return SUFFIX
    return PREFIX if _all_prefixed(items, titles) and _is_board(items, channel or {}) else ""


def _is_board(items: list[Item], channel: Item) -> bool:
    """News and blogs have titles with a colon as well."""
    said = [str(value) for value in channel.values()]
    links = [str(item.get("link") or item.get("url") or "") for item in items]
    return any(_BOARD.search(text) for text in said) or all(_BOARD.search(link) for link in links)


def _has_organisation(item: Item) -> bool:
    return any(_ORGANISATION.search(key) and value not in (None, "", []) for key, value in item.items())


def _dotted(item: Item) -> bool:
    """`Role — Stripe` with the description `Stripe · Dublin · greenhouse`."""
    description = str(item.get("description") or item.get("summary") or "")
    name = description.split(" · ", 1)[0].strip() if " · " in description else ""
    return bool(name) and str(item.get("title") or "").rstrip().endswith(f" — {name}")


def _all_prefixed(items: list[Item], titles: list[str]) -> bool:
    firsts: list[str] = []
    for item, title in zip(items, titles, strict=True):
        match = _COLON.match(title)
        if not match or match["first"].casefold() in _LABELS or match["first"].casefold() in _said(item):
            return False
        firsts.append(match["first"].casefold())
    return len(set(firsts)) > 1


def _said(item: Item) -> set[str]:
    """Texts of an item's short elements other than the title."""
    said: set[str] = set()
    for key, value in item.items():
        if key not in ("title", "description", "summary", "link", "guid"):
            said.update(str(one).strip().casefold() for one in (value if isinstance(value, list) else [value]))
    return said
