"""How the titles of a feed are combined, where the whole feed proves it.

A single title proves nothing: `Manager: Nights` is a title. A form is only named where no item has an element
for the organisation, and

- every item's description starts with the organisation and a middle dot (`Stripe · Dublin · …`), and the
  title ends or starts with that same name; or
- the feed is a job board's, most titles have the form `X: Y`, the X differ, and X is neither a place, a
  category nor a type that its own item states elsewhere; or
- the feed is a job board's, and most titles have the form `Y at X`, or `Y - X` with an X that is no job, no
  place and no way of working, and that is known to employ.
"""

import re

from pydantic import JsonValue

from records.synonyms import SYNONYMS, plain
from records.words import pattern, words
from reference.employers import names_organisation, names_role
from reference.gazetteer import gazetteer

SUFFIX = "{title} — {organisation}"
PREFIX = "{organisation}: {title}"
AT = "{title} at {organisation}"
DASH = "{title} - {organisation}"
_COLON = re.compile(r"^(?P<first>[^:]{2,60}?)\s*:\s+(?P<rest>\S.*)$")
_AT = re.compile(r"^(?P<rest>\S.*?)\s+at\s+(?P<name>[A-Z0-9]\S*(?:\s+\S+){0,7})$")
_DASH = re.compile(r"^(?P<rest>\S.*)\s+[-–—|]\s+(?P<name>\S.*)$")
_ORGANISATION = re.compile(r"(company|employer|organi[sz]ation|advertiser|startup|hiringorg|school)", re.IGNORECASE)
_ORGANISATION_NAMES = frozenset(SYNONYMS["organisation"])
# What stands behind a dash and is no employer: how, when and where the work is done, which team it is in.
_NO_NAME = pattern("title_tails", behind=r"|\d")
_LONGEST_NAME = 60
_CITY = 100_000
_AGGREGATOR = re.compile(
    r"\b(?:indeed|linkedin|glassdoor|jobspresso|workingnomads|remoteok|jobs\.ac\.uk)\b", re.IGNORECASE
)
# Boards that put the company into each title, whatever else the feed holds.
_PREFIXED = re.compile(r"\bwe work remotely\b|\bweworkremotely\.com\b", re.IGNORECASE)
# Words that label an advert and name nobody.
_LABELS = frozenset(words("title_tags"))
_BOARD = re.compile(r"job|career|vacanc|remote|hiring|recruit|employ|position|opening|stellen|emploi", re.IGNORECASE)
_FEWEST = 2

Item = dict[str, JsonValue]


# Of a feed's titles so many must have its form; the others are left whole.
_MOST = 0.75


def title_form(items: list[Item], channel: Item | None = None) -> str:
    """`PREFIX`, `SUFFIX`, `AT`, `DASH` or ''. `channel` and the items' links tell a job board from a blog."""
    titles = [str(item.get("title") or "").strip() for item in items]
    if any(_PREFIXED.search(str(value)) for value in (channel or {}).values()):
        return PREFIX
    if len(items) < _FEWEST or not all(titles) or any(_has_organisation(item) for item in items):
        return ""
    if all(_dotted(item) for item in items):
        return SUFFIX
    return _of_board(items, titles, channel or {}) if _is_board(items, channel or {}) else ""


def _of_board(items: list[Item], titles: list[str], channel: Item) -> str:
    if _most_prefixed(items, titles):
        return PREFIX
    if _share(AT, titles) >= _MOST:
        return AT
    return DASH if _share(DASH, titles) >= _MOST and _employers_last(items, titles, channel) else ""


def has_form(form: str, title: str) -> bool:
    """Whether one title has the feed's form."""
    title = title.strip()
    if form == PREFIX:
        match = _COLON.match(title)
        return bool(match) and _may_be_name(str(match and match["first"]))
    if form == AT:
        return _AT.match(title) is not None
    if form == DASH:
        match = _DASH.match(title)
        return bool(match) and _is_name(str(match and match["name"]))
    return bool(form)


def _may_be_name(text: str) -> bool:
    """`Manager: Nights` is a title, `Urgent: Manager` a label before one."""
    return text.casefold() not in _LABELS and (not names_role(text) or names_organisation(text))


def _is_name(text: str) -> bool:
    if names_organisation(text) or names_organisation(text.rpartition(", ")[0]):
        return True
    plain_name = len(text) <= _LONGEST_NAME and text[0].isupper() and not names_role(text) and not _NO_NAME.search(text)
    return plain_name and not _is_place(text)


def _is_place(text: str) -> bool:
    """A place of the UK, a country, or a city abroad: small towns there are called like companies."""
    known = gazetteer()
    if "," in text:
        return known.near(text) is not None
    cities = (town for town in known.towns(text, "") if town.population >= _CITY)
    return any((known.towns(text), known.find_region(text), known.country(text), next(cities, None)))


def _share(form: str, titles: list[str]) -> float:
    return sum(has_form(form, title) for title in titles) / len(titles)


def _employers_last(items: list[Item], titles: list[str], channel: Item) -> bool:
    """Whether what stands behind the dash employs: 'Engineer - Embedded Systems' has the same form. The board is known
    for it, or most are organisations by their words, or their own adverts speak of them as of one."""
    if any(_AGGREGATOR.search(str(value)) for value in channel.values()):
        return True
    named = 0
    for item, title in zip(items, titles, strict=True):
        match = _DASH.match(title)
        name = match["name"] if match else ""
        about = (
            rf"(?:\b(?:at|join|joining|about|with)\s+{re.escape(name)}\b|{re.escape(name)},?\s+(?:is|are|has|seeks?)\b)"
        )
        text = str(item.get("description") or item.get("content:encoded") or item.get("summary") or "")
        named += bool(name) and (names_organisation(name.split(", ")[0]) or bool(re.search(about, text)))
    return named * 2 >= len(titles)


def _is_board(items: list[Item], channel: Item) -> bool:
    """News and blogs have titles with a colon as well."""
    said = [str(value) for value in channel.values()]
    links = [str(item.get("link") or item.get("url") or "") for item in items]
    return any(_BOARD.search(text) for text in said) or all(_BOARD.search(link) for link in links)


def _has_organisation(item: Item) -> bool:
    return any(
        value not in (None, "", []) and (_ORGANISATION.search(key) or plain(key) in _ORGANISATION_NAMES)
        for key, value in item.items()
    )


def _dotted(item: Item) -> bool:
    """`Role — Stripe` with the description `Stripe · Dublin · greenhouse`."""
    description = str(item.get("description") or item.get("summary") or "")
    name = description.split(" · ", 1)[0].strip() if " · " in description else ""
    return bool(name) and str(item.get("title") or "").rstrip().endswith(f" — {name}")


def _most_prefixed(items: list[Item], titles: list[str]) -> bool:
    firsts: list[str] = []
    for item, title in zip(items, titles, strict=True):
        match = _COLON.match(title)
        if match and has_form(PREFIX, title) and match["first"].casefold() not in _said(item):
            firsts.append(match["first"].casefold())
        elif match:
            return False  # a label or a category before a colon: so are the others
    return len(set(firsts)) > 1 and len(firsts) >= _MOST * len(titles)


def _said(item: Item) -> set[str]:
    """Texts of an item's short elements other than the title."""
    said: set[str] = set()
    for key, value in item.items():
        if key not in ("title", "description", "summary", "link", "guid"):
            said.update(str(one).strip().casefold() for one in (value if isinstance(value, list) else [value]))
    return said
