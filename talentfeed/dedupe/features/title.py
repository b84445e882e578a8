"""What a title says, without what boards and recruiters write around it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from talentfeed.dedupe.features.slots import Slots, read_slots, weekly_hours
from talentfeed.dedupe.features.words import ABBREVIATIONS, FILLER, LEVELS, PHRASES, SLOT_WORDS

_MONEY = re.compile(
    r"[|–—-]?\s*(?:up to|from|circa|c\.)?\s*[£$€]\s?\d[\d,.]*\s?k?\b(?:\s*(?:-|–|to)\s*[£$€]?\s?\d[\d,.]*\s?k?\b)?"
    r"(?:\s*(?:per|an?|p/?|/)\s*(?:hour|hr|year|annum|week|month|day)\b)?"
    r"|\|\s*\d[\d,.]*(?:\s*(?:-|–|to)\s*\d[\d,.]*)?(?=\s*(?:per|p\b|k\b|/|\w{0,2}\s*pe))"
    r"|\b\d{1,3}k\s*(?:-|–|to)\s*\d{1,3}k\b|\b\d{2,3}k\b|\b\d{1,2}\.\d\d\s*(?:per|p)\s*(?:hour|h)\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"[\[(]\s*(?!(?:19|20)\d\d(?:\s*[-/]\s*\d{2,4})?\s*[\])])(?:(?:job\s*)?ref(?:erence)?\.?\s*(?:no\.?|number)?\s*[:#]?\s*)?[a-z]{0,5}[-/]?\d{4,}[\w/-]*\s*[\])]"
    r"|[\[(]\s*(?=[a-z]*\d)(?=(?:[a-z-]*\d){4})(?=\d*[a-z])[a-z\d-]{6,}\s*[\])]"
    r"|\b(?:job\s*)?ref(?:erence)?\.?\s*(?:no\.?|number)?\s*[:#]?\s*[a-z]{0,6}[-/]?\d[\w/-]*"
    r"|\s[-–—|]\s*[a-z]{0,5}[-/]?\d{5,}[\w/-]*\s*$|\b(?:req|jr|vac|job)[-_ ]?\d{3,}\b|\b[a-z]{2,5}\d{4,}\b|#\d{3,}",
    re.IGNORECASE,
)
# "| £25,000 - £30,000 per annum, i": boards hang the pay on the title, and cut it.
_PAY_TAIL = re.compile(
    r"\s*\|\s*(?:up to\s+|from\s+)?(?:[£$€]\s?\d|\d{1,3}(?:\.\d+)?\s?k\b|\d[\d,]{3,}(?!\s*h)|\d+\.\d\d\b(?!\s*h)"
    r"|\d[\d,.]*(?:\s*(?:-|–|to)\s*\d[\d,.]*)?\s*(?:per|p|an?|/)\b).*$"
)
# A space that slipped by one letter: "FinancialA nalyst", "Socia lWorker".
_SLIPPED_RIGHT = re.compile(r"(?<=[a-z])([A-Z]) (?=[a-z])")
_SLIPPED_LEFT = re.compile(r"(?<=[a-z]) ([a-z])(?=[A-Z])")
_WEEKLY = re.compile(
    r"\b\d{1,2}(?:[.,]\d{1,2})?\s*(?:h|hrs?|hours?|hpw|fte|wte)\b(?:\s*(?:per|a|/|p)\s*/?\s*w(?:ee)?k?\b)?"
)
_PREFIX = re.compile(
    r"^\W*(?:urgent(?:ly)?(?: required)?|new|immediate start|hot job|apply now|now hiring|we(?:'|’)?re hiring|hiring|"
    r"wanted|featured|re-?advertised?|re-?advertisement)\W+",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W_]+(?:[.+#&'’][^\W_]*)*[+#]*|&")
_PHRASE = re.compile(r"\b(?:" + "|".join(re.escape(a) for a, _ in PHRASES if a) + r")\b")
_PHRASE_FOR = dict(PHRASES)
_KEPT_SYMBOLS = frozenset({"c++", "c#", "f#", ".net", "node.js", "vue.js"})
_SEPARATORS = str.maketrans({"-": " ", "–": " ", "—": " ", "/": " ", "|": " ", "_": " ", "*": " "})


@dataclass(slots=True, frozen=True)
class Title:
    """`core`: its words as written; `levels`: sorted, with repeats; `hours`: a week, where the title says."""

    core: tuple[str, ...]
    levels: tuple[str, ...]
    slots: Slots
    hours: float | None


def fold(text: str) -> str:
    """Lower case, one form of each character; accents off Latin letters only (other scripts live by theirs)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    latin = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", latin)


@lru_cache(maxsize=200_000)
def canonical(word: str) -> tuple[str, ...]:
    """A word in its full, singular spelling; level words with one slip of the keyboard are still read."""
    word = word.strip(".'’")
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    known = ABBREVIATIONS.get(word)
    if known:
        return known
    if word in LEVELS or word in FILLER or word in SLOT_WORDS or len(word) < 4:
        return (word,) if word else ()
    for meant in (*LEVELS, *SLOT_WORDS):
        if swapped(meant, word) or (len(meant) >= 6 and OSA.distance(meant, word, score_cutoff=1) == 1):
            return (meant,)
    return (singular(word),)


def swapped(a: str, b: str) -> bool:
    """Whether two words differ by two neighbouring letters that changed places."""
    if len(a) != len(b) or len(a) < 4 or a[0] not in b[:2] or sorted(a) != sorted(b):
        return False
    return OSA.distance(a, b, score_cutoff=1) == 1


def singular(word: str) -> str:
    """`nurses` → `nurse`; words that only look plural (`business`, `sales`, `physics`) stay."""
    if len(word) < 5 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")) or word == "sales":
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 5 else word[:-1]


def read_title(title: str) -> Title:
    """Core words, levels and slots of a title."""
    text = fold(_SLIPPED_LEFT.sub(r"\1 ", _SLIPPED_RIGHT.sub(r" \1", title)))
    hours = weekly_hours(text)
    if any(c.isdigit() for c in text):
        text = _REFERENCE.sub(" ", _MONEY.sub(" ", _PAY_TAIL.sub("", text)))
        if hours is not None:
            text = _WEEKLY.sub(" ", text)
    while True:
        shorter = _PREFIX.sub("", text, count=1)
        if shorter == text or not shorter.strip():
            break
        text = shorter
    text = _PHRASE.sub(lambda m: _PHRASE_FOR[m[0]], text.translate(_SEPARATORS))
    words = [w for raw in _TOKEN.findall(text) for w in _words_of(raw)]
    slots, rest = read_slots(words)
    core = [w for w in rest if w not in FILLER] or rest or words
    levels = tuple(sorted(w for w in core if w in LEVELS))
    return Title(tuple(core), levels, slots, hours)


def _words_of(raw: str) -> tuple[str, ...]:
    if raw in _KEPT_SYMBOLS:
        return (raw,)
    if raw == "&":
        return ()
    return canonical(raw)


_SHORT_FOR: dict[str, list[str]] = {}
for _short, _full in ABBREVIATIONS.items():
    for _word in _full:
        _SHORT_FOR.setdefault(_word, []).append(_short)


@lru_cache(maxsize=20_000)
def raw_ways(word: str) -> tuple[tuple[str, ...], ...]:
    """How a word of a core title may stand in a text: `theatre` as `theatres`, `mathematics` as `maths`."""
    ways = [word, f"{word}s", *_SHORT_FOR.get(word, ())]
    if word.endswith("y"):
        ways.append(f"{word[:-1]}ies")
    return tuple(tuple(re.findall(r"[^\W_]+", way)) for way in ways)
