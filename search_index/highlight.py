"""Where the words of a search stand in a hit, in the same way for both engines."""

import html
import re
from functools import lru_cache

from records.opportunity import Opportunity

FRAGMENT = 160  # characters around a found word
MAX_FRAGMENTS = 2
WORD = re.compile(r"\w+(?:['’.]\w+)*")


def highlight(opportunity: Opportunity, words: list[str]) -> dict[str, list[str]]:
    """Field → HTML fragments, escaped, with found words in <mark>. Compares stems, as the search does."""
    from search_index.analysis import tokens

    wanted = {token for word in words for token in tokens(word)}
    texts = {
        "title": opportunity.title,
        "organisation.name": opportunity.organisation.name if opportunity.organisation else "",
        "description": opportunity.description or "",
    }
    marked = {name: _fragments(text, wanted) for name, text in texts.items() if wanted}
    return {name: fragments for name, fragments in marked.items() if fragments}


def _fragments(text: str, wanted: set[str]) -> list[str]:
    found = _found(text, wanted)
    fragments: list[str] = []
    end = -1
    for start, _ in found:
        if start < end:
            continue
        begin = max(end, _word_start(text, start - FRAGMENT // 2), 0)
        end = _word_start(text, begin + FRAGMENT)
        fragments.append(_mark(text, begin, end, found))
        if len(fragments) == MAX_FRAGMENTS:
            break
    return fragments


def _found(text: str, wanted: set[str]) -> list[tuple[int, int]]:
    return [match.span() for match in WORD.finditer(text) if not wanted.isdisjoint(_stems(match[0]))]


@lru_cache(maxsize=50_000)
def _stems(word: str) -> tuple[str, ...]:
    """The tokens of one word; texts repeat a few thousand words, and analysing one costs 20 µs."""
    from search_index.analysis import tokens

    return tuple(tokens(word))


def _word_start(text: str, near: int) -> int:
    """`near`, moved back to the start of a word; the whole text where it ends before."""
    if near >= len(text):
        return len(text)
    if near <= 0:
        return 0
    return text.rfind(" ", 0, near) + 1


def _mark(text: str, begin: int, end: int, found: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = begin
    for start, stop in found:
        if start >= begin and stop <= end:
            parts += [html.escape(text[at:start]), "<mark>", html.escape(text[start:stop]), "</mark>"]
            at = stop
    parts.append(html.escape(text[at:end]))
    return "".join(parts).strip()
