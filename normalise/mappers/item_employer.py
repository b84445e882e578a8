"""Who employs, where an item of a feed has no element for it: its title, its author, the feed's own name."""

import re
from urllib.parse import urlsplit

from records.words import Wording, any_of, pattern, words
from reference.employers import names_organisation, names_role

# What a careers site's feed calls itself beside the employer's name.
_SITE_WORDS = pattern(
    "careers_sites",
    "site",
    before=r"(?:\b(?:current|latest|new|open|all|our)\s+)?",
    behind=r"(?:\s+(?:at|with|in|from|for)\b)?|\b(?:rss|feed)\b",
)
_OWN_SITE = pattern("careers_sites", "own")
# Boards and papers: their feeds are of many employers.
_BOARD = Wording(lambda: f"{any_of(words('careers_sites', 'board'))}|^{any_of(words('careers_sites', 'whole'))}$")
_TAIL = re.compile(r"^(?P<head>.*\S)\s+(?:[-–—|@]|at)\s+(?P<tail>\S.*)$")
_BRACKET = re.compile(r"\s*\((?P<inside>[^()]*)\)\s*$")


def site_name(title: str) -> str:
    """A careers site's name without what makes it one: 'Jobs at Acme' → 'Acme'."""
    return " ".join(_SITE_WORDS.sub(" ", title).split()).strip(" -–—|:,")


def employer_of_channel(title: str | None, link: str | None) -> str | None:
    """The one employer whose feed this is, by its name and address; None where it may be a board."""
    name = site_name(title or "")
    if not title or len(name) < 2 or _BOARD.search(title) or _BOARD.search(name):
        return None
    if names_organisation(name) and " " in name:
        return name
    host = re.sub(r"\W", "", (urlsplit(link or "").hostname or "").lower())
    own = re.sub(r"\W", "", name.lower())
    return name if _OWN_SITE.search(title) and len(own) > 2 and own in host and not names_role(name) else None


def employer_in_title(title: str) -> tuple[str, str, str | None] | None:
    """(title, organisation, place) of 'Caretaker - Otley Academy, Leeds'; None unless an organisation stands last."""
    bare = _BRACKET.sub("", title)
    match = _TAIL.match(bare)
    if not match or names_organisation(match["head"]):
        return None
    name, place = name_and_place(match["tail"] + title[len(bare) :])
    return (match["head"].rstrip(" ,-–—|"), name, place) if names_organisation(name, sure=True) else None


def name_and_place(text: str) -> tuple[str, str | None]:
    """`Acme (Leeds)` → (`Acme`, `Leeds`); `Otley Academy, Leeds` → (`Otley Academy`, `Leeds`)."""
    if (match := _BRACKET.search(text)) and match.start():
        return text[: match.start()].strip(), match["inside"].strip() or None
    name, _, place = text.rpartition(", ")
    return (name, place) if names_organisation(name, sure=True) and not names_organisation(place) else (text, None)
