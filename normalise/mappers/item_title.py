"""Combined titles: `Company: Title`, `Title — Company`, `Title at Company (Place)`."""

import re
from dataclasses import dataclass

from normalise.mappers.item_employer import employer_in_title, name_and_place
from reference.employers import names_organisation

_FIELD = re.compile(r"\{(\w+)\}")
_AFTER = re.compile(r"\s*(?:[-–—|@]|\bat\b|:)\s*$", re.IGNORECASE)
_BEFORE = re.compile(r"^\s*(?:[-–—|:])\s*")


@dataclass(frozen=True)
class CutTitle:
    """A title and the organisation that stood in it, or beside it."""

    title: str | None
    organisation: str | None
    place: str | None = None


def cut_title(
    title: str | None, organisation: str | None, form: str, configured: str | None, author: str | None
) -> CutTitle:
    """Title and organisation. `configured` (the source's `split_title`) goes before `form` (proved by the feed).

    Without either, a name that is known already is cut away: the organisation's own element, or an author whom
    the title names as employer; else what stands last and is the name of an organisation for certain.
    """
    if title is None:
        return CutTitle(None, organisation)
    for pattern in (configured, form):
        if pattern and (parts := split_by(pattern, title)):
            name, place = name_and_place(parts["organisation"]) if "organisation" in parts else (None, None)
            return CutTitle(parts.get("title", title), organisation or name, parts.get("place") or place)
    if organisation:
        return CutTitle(_without(title, organisation) or title, organisation)
    if author and (rest := _without(title, author)):
        return CutTitle(rest, author)
    if found := employer_in_title(title):
        return CutTitle(*found)
    return CutTitle(title, author if author and names_organisation(author) else None)


def split_by(pattern: str, title: str) -> dict[str, str] | None:
    """`{organisation}: {title}` applied to a title; None where the title has not that form.

    The separator is cut where it leaves most to the title: first from the left if the title comes last,
    last from the right if the title comes first. Dashes of any width and spaces count as equal.
    """
    pieces = _FIELD.split(pattern)
    names = pieces[1::2]
    if len(set(names)) != len(names):
        return None
    regex = _literal(pieces[0])
    for position, name in enumerate(names):
        last = position == len(names) - 1
        greedy = "+" if last or name == "title" else "+?"
        regex += f"(?P<{name}>.{greedy}){_literal(pieces[2 * position + 2])}"
    match = re.fullmatch(regex, title.strip())
    return {name: text.strip() for name, text in match.groupdict().items()} if match else None


def _literal(text: str) -> str:
    escaped = re.escape(text.strip())
    escaped = re.sub(r"\\-|–|—", "[-–—]", escaped)
    if not text.strip():
        return r"\s*"
    # A dash or a word needs its spaces (`Co-op`, `Beat`), a colon or bracket does not (`Amplitude : …`).
    needs = re.fullmatch(r"[-–—]|\w.*\w", text.strip()) is not None
    left = r"\s+" if needs and text[:1].isspace() else r"\s*"
    right = r"\s+" if needs and text[-1:].isspace() else r"\s*"
    return f"{left}{escaped}{right}"


def _without(title: str, name: str) -> str | None:
    """The title without the name at its start or end, if a separator stands between; a place in brackets goes too."""
    folded, wanted = title.casefold(), name.casefold()
    if folded.startswith(wanted) and (match := _BEFORE.match(title[len(name) :])):
        return title[len(name) + match.end() :].strip() or None
    at = folded.rfind(wanted)
    if at <= 0:
        return None
    head, tail = title[:at], title[at + len(name) :].strip()
    if _AFTER.search(head) and re.search(r"(?:\s|^)\S*$", head) and re.fullmatch(r"(?:\([^()]*\))?", tail):
        return _AFTER.sub("", head).strip() or None
    return None
