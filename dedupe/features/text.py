"""What is kept of an advert's text: hashes of its four-word shingles and of its words."""

import re
from dataclasses import dataclass

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from dedupe.features.hashing import U32, are_words, short, word_hash, word_hashes
from records.words import words as words_for

SHINGLE = 4
# Texts with more shingles keep every second, fourth, … one (by hash, so that two texts keep the same).
MOST_SHINGLES = 512
HEAD_WORDS = 45  # boards truncate: the beginning survives
LOWEST = 3

_MARKUP = re.compile(r"<[^>]{1,400}>|&(?:[a-z]{2,8}|#x?[0-9a-f]{1,6});", re.IGNORECASE)
# The dots with which a board breaks a text off, mostly within a word; a footer may follow.
_CUT = re.compile(r"(?:\.\.\.|…)(?=\s|$)")


def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
    for phrase in words_for("boilerplate"):
        automaton.add_word(phrase)
    automaton.make_automaton()
    return automaton


_FIND = _automaton()
_END = re.compile(r"[.!?\n]")
# A "sentence" without a full stop (stripped lists) may be the whole advert: no more than this goes.
_REACH = 160
_SIGNS = re.compile("[\u00a0-\u00bf\u2000-\u206f\u2022\ufeff]")
_TABLE = bytes(32 if chr(code) in "\"'`.,;:!?()[]{}<>|/\\*~_=+-#%^&@\t\r\n\x0b\x0c" else code for code in range(256))
# Words that any advert may have or lack, as hashes.
PLAIN = frozenset(map(word_hash, words_for("plain_words")))


@dataclass(slots=True, frozen=True)
class Text:
    """`shingles`: sorted hashes below 2**32 >> `halvings`; `words`: sorted hashes of its words; `size`: words."""

    size: int
    halvings: int
    shingles: U32
    words: U32
    lowest: tuple[int, ...]
    head: tuple[int, ...]


# Odd numbers, one for each word of a shingle: their order counts.
_WEIGHTS = np.array([pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(SHINGLE)], np.uint64)
_HALF = np.uint64(32)
EMPTY = Text(0, 0, np.empty(0, np.uint32), np.empty(0, np.uint32), (), ())


def without_boilerplate(text: str) -> str:
    """The text, in lower case, without sentences that stand under every advert."""
    lower = text.lower()
    kept: list[str] = []
    done = 0
    for last, length in _FIND.iter(lower):
        first = last - length + 1
        if first < done:
            continue
        before = max(lower.rfind(mark, max(done, first - _REACH), first) for mark in ".!?\n") + 1
        after = _END.search(lower, last + 1, last + 1 + _REACH)
        if not before and first - _REACH > done:
            before = lower.rfind(" ", done, first - _REACH) + 1  # no half words
        kept.append(lower[done : max(before, done)])
        space = lower.find(" ", last + _REACH)
        done = after.end() if after else space if space >= 0 else len(lower)
    return " ".join((*kept, lower[done:])) if done else lower


def words_of(text: str) -> bytes:
    """A text that `clean` gave as its words, in UTF-8, with spaces where other signs were."""
    plain = text if text.isascii() else _SIGNS.sub(" ", text)
    return plain.encode("utf-8", "surrogatepass").translate(_TABLE)


def clean(description: str) -> str:
    """The advert's own text in lower case: markup and boilerplate off."""
    bare = _MARKUP.sub(" ", description) if "<" in description or "&" in description else description
    return without_boilerplate(_without_pieces(bare) if "..." in bare or "…" in bare else bare)


def _without_pieces(text: str) -> str:
    """The text without the piece of a word that stands before each cut."""
    kept: list[str] = []
    done = 0
    for cut in _CUT.finditer(text):
        first = cut.start()
        while first > done and text[first - 1].isalnum():
            first -= 1
        kept.append(text[done:first])
        done = cut.end()
    return "".join((*kept, text[done:]))


def read_text(words: bytes) -> Text:
    """Sketch of a text given as words (see `words_of`)."""
    hashes = word_hashes(words)
    size = len(hashes)
    if size < SHINGLE:
        return EMPTY
    count = size - SHINGLE + 1
    rolled = hashes[:count] * _WEIGHTS[0]
    for place in range(1, SHINGLE):
        rolled += hashes[place : place + count] * _WEIGHTS[place]
    rolled ^= rolled >> _HALF
    rolled *= _WEIGHTS[1]
    rolled >>= _HALF
    whole = rolled.astype(np.uint32)
    head = sorted(whole[: HEAD_WORDS - SHINGLE + 1].tolist())[:LOWEST]
    shingles = _distinct(whole)
    halvings = 0
    while len(shingles) > MOST_SHINGLES:
        halvings += 1
        shingles = shingles[: shingles.searchsorted(1 << (32 - halvings))]
    kept = _distinct(short(hashes))
    return Text(size, halvings, shingles, kept, tuple(shingles[:LOWEST].tolist()), tuple(head))


def _distinct(hashes: U32) -> U32:
    """Sorted in place, each once: twice as fast as `np.unique` for arrays of this size."""
    hashes.sort()
    fresh = np.empty(len(hashes), np.bool_)
    fresh[0] = True
    np.not_equal(hashes[1:], hashes[:-1], out=fresh[1:])
    distinct: U32 = hashes[fresh]
    return distinct


def containment(a: Text, b: Text) -> tuple[float, int]:
    """Share of the smaller text's shingles that the larger has, and how many shingles that was judged by."""
    halvings = max(a.halvings, b.halvings)
    left, right = _at(a, halvings), _at(b, halvings)
    if len(left) > len(right):
        left, right = right, left
    if not len(left):
        return 0.0, 0
    shared = int(np.count_nonzero(_among(left, right)))
    return shared / len(left), len(left) << halvings


def mentions(text: Text, words: tuple[str, ...]) -> bool:
    """Whether the text has all these words."""
    for word in words:
        wanted = np.uint32(word_hash(word))
        place = int(text.words.searchsorted(wanted))
        if place >= len(text.words) or text.words[place] != wanted:
            return False
    return True


def words_apart(a: Text, b: Text) -> tuple[U32, U32]:
    """Words that only the first text has, and only the second, as hashes (see `word_hash`)."""
    return a.words[~_among(a.words, b.words)], b.words[~_among(b.words, a.words)]


def telling(words: U32) -> set[int]:
    """Those words that may say which post it is: no numbers, no pieces of words, none that any advert may have."""
    return set(words[are_words(words)].tolist()) - PLAIN


def shingles_apart(a: Text, b: Text) -> tuple[int, int]:
    """How many shingles (of the whole texts, estimated) the second text lacks of the first, and the other way."""
    halvings = max(a.halvings, b.halvings)
    left, right = _at(a, halvings), _at(b, halvings)
    lacking = [int(np.count_nonzero(~_among(one, two))) << halvings for one, two in ((left, right), (right, left))]
    return lacking[0], lacking[1]


def _among(hashes: U32, others: U32) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(hashes), np.bool_)
    places = others.searchsorted(hashes)
    places[places == len(others)] = 0
    shared: NDArray[np.bool_] = others[places] == hashes
    return shared


def _at(text: Text, halvings: int) -> U32:
    if text.halvings == halvings:
        return text.shingles
    return text.shingles[: text.shingles.searchsorted(1 << (32 - halvings))]
