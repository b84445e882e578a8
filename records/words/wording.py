r"""Patterns made of words, and what a word of a file may look like there.

    home based        between words any number of spaces
    full-time         for a hyphen there may be a space, or nothing: full time, fulltime, full-time
    job(s)            what is in brackets may be missing: job, jobs
    vacanc(y|ies)     one of these: vacancy, vacancies
    apprentice*       the word may go on: apprentice, apprentices, apprenticeship
    *time             the word may have begun before: time, daytime
    # days            a number

Everything else means itself. A pattern matches whole words, the longest first.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from records.words.lists import words

_SIGN = re.compile(r"\(([^()|]+)\)|\(([^()]+\|[^()]*)\)|( +)|(-)|(\*)|(#)")


def any_of(wordings: Iterable[str], *, whole: bool = True) -> str:
    """A regular expression for any of these, the longest first; `whole`: neither begins nor ends within a word."""
    by_edges: dict[tuple[str, str], list[str]] = {}
    for wording in _longest_first(wordings):
        by_edges.setdefault(_edges(wording) if whole else ("", ""), []).append(_expression(wording))
    # Edges stand around many words at once: a search then passes over a word by its first letter.
    parts = [f"{before}(?:{'|'.join(made)}){behind}" for (before, behind), made in by_edges.items()]
    return f"(?:{'|'.join(parts)})"


def literally(phrases: Iterable[str]) -> str:
    """A regular expression for whole words exactly as they are written, the longest first."""
    return rf"\b(?:{'|'.join(map(re.escape, _longest_first(phrases)))})\b"


class Wording:
    """A pattern that is compiled, and whose words are read, when it is first asked: most processes ask few of them."""

    def __init__(self, expression: Callable[[], str], flags: re.RegexFlag = re.IGNORECASE) -> None:
        self._expression, self._flags = expression, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._expression(), self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self.compiled.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self.compiled.fullmatch(text)

    def findall(self, text: str) -> list[str]:
        """The texts that match, one after the other."""
        return [match[0] for match in self.compiled.finditer(text)]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self.compiled.finditer(text)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """As `re.Pattern.sub`."""
        return self.compiled.sub(by, text, count)


def pattern(subject: str, group: str = "", *, before: str = "", behind: str = "") -> Wording:
    """Any word of a subject, or of one of its groups, in any case, between two further regular expressions."""
    return Wording(lambda: f"{before}{any_of(words(subject, group))}{behind}")


def _longest_first(wordings: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(wordings), key=lambda wording: (-len(wording), wording))


def _edges(wording: str) -> tuple[str, str]:
    """The edges of words before and behind a wording, where it begins and ends with a letter or a digit."""
    before = r"\b" if wording[0].isalnum() or wording[0] in "(#" else ""
    behind = r"\b" if wording[-1].isalnum() or wording[-1] in ")#" else ""
    return before, behind


def _expression(wording: str) -> str:
    wording = wording.removeprefix("*")
    done, made = 0, []
    for sign in _SIGN.finditer(wording):
        made.append(re.escape(wording[done : sign.start()]))
        optional, choice, spaces, hyphen, goes_on, _ = sign.groups()
        if optional:
            made.append(f"(?:{_expression(optional)})?")
        elif choice:
            made.append(f"(?:{'|'.join(map(_expression, choice.split('|')))})")
        elif spaces:
            made.append(r"\s+")
        elif hyphen:
            made.append(r"[\s_-]*")
        else:
            made.append(r"[\w.-]*" if goes_on else r"\d+")
        done = sign.end()
    made.append(re.escape(wording[done:]))
    return "".join(made)
