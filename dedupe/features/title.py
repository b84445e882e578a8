"""What a title says, without what boards and recruiters write around it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from dedupe.features.slots import Slots, read_slots, weekly_hours
from dedupe.features.words import ABBREVIATIONS, FILLER, LEVELS, PHRASES, SLOT_WORDS
from records.words import literally, pattern

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
    r"|\s[-–—|]\s*[a-z]{0,5}[-/]?\d{5,}[\w/-]*\s*$|\s(?!(?:19|20)\d\d-)\d{2,}-\d{4,}\s*$"
    r"|\b(?:req|jr|vac|job)[-_ ]?\d{3,}\b|\b[a-z]{2,5}\d{4,}\b|#\d{3,}",
    re.IGNORECASE,
)
# "297-4137 HGV Driver", "(12345) Cook": a reference before the title; "365 Specialist" and "2027 Intake" are none.
_REFERENCE_FIRST = re.compile(
    r"^\W*(?!(?:19|20)\d\d\b(?![-/]\d{3}))(?:[a-z]{1,5}[-/ ]?)?"
    r"(?:\d{4,}(?:[-/]\d+)*|\d{2,}(?:[-/]\d{2,})+)\b(?=\W+\w)\W*"
)
# "x2", "2 x Cleaner", "(2 posts)": the number that is wanted does not tell which post it is.
_COUNT = re.compile(
    r"\b(?:x\s?\d{1,2}|\d{1,2}\s?x)\b"
    r"|\b(?:\d{1,2}|two|three|four|five|six|several|multiple)\s(?:posts?|positions?|vacanc(?:y|ies)|roles?|openings?)\b"
)
_TONNES = re.compile(r"\b(\d{1,2}(?:\.\d)?)\s?(?:tonnes?|tons?|t)\b")
_LICENCE = re.compile(r"\bcdl ([abc])\b")
# "4 on 4 off", "C Shift", "2nd shift": a rota by its name.
_ROTA = re.compile(
    r"\b(?:(\d{1,2})\s?(?:days?\s)?on\W{1,3}(\d{1,2})\s?(?:days?\s)?off"
    r"|([a-d]|1st|2nd|3rd|4th|first|second|third)\s(?:shift|watch|rota)|shift\s([a-d1-4]))\b"
)
_ORDINALS = {"1st": "1", "first": "1", "2nd": "2", "second": "2", "3rd": "3", "third": "3", "4th": "4"}
_DIGIT = re.compile(r"\d")
_INITIALS = re.compile(r"\(([a-z]{2,6})\)")
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
_PREFIX = pattern("title_calls", "before a title", before=r"^\W*", behind=r"\W+")
_TOKEN = re.compile(r"[^\W_]+(?:[.+#&'’][^\W_]*)*[+#]*|&")
_PHRASE = re.compile(literally(PHRASES))
_KEPT_SYMBOLS = frozenset({"c++", "c#", "f#", ".net", "node.js", "vue.js"})
_SEPARATORS = str.maketrans({"-": " ", "–": " ", "—": " ", "/": " ", "|": " ", "_": " ", "*": " "})


@dataclass(slots=True, frozen=True)
class Title:
    """`core`: its words as written; `levels`: sorted; `hours`: a week, where the title says."""

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
    return (_misspelt(word) or singular(word),)


_MEANT = tuple(sorted({*LEVELS, *SLOT_WORDS}))
_LONG_MEANT = tuple(meant for meant in _MEANT if len(meant) >= 6)
_BY_LETTERS: dict[str, list[str]] = {}
for _meant in _MEANT:
    _BY_LETTERS.setdefault("".join(sorted(_meant)), []).append(_meant)


def _misspelt(word: str) -> str:
    """The level or slot word that this word is but for one slip of the keyboard, '' for none."""
    for meant in _BY_LETTERS.get("".join(sorted(word)), ()):
        if swapped(meant, word):
            return meant
    if len(word) < 5:
        return ""
    nearest = process.extractOne(word, _LONG_MEANT, scorer=OSA.distance, score_cutoff=1)
    return nearest[0] if nearest else ""


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


@lru_cache(maxsize=50_000)
def read_title(title: str) -> Title:
    """Core words, levels and slots of a title."""
    text = fold(_SLIPPED_LEFT.sub(r"\1 ", _SLIPPED_RIGHT.sub(r" \1", title)))
    hours = weekly_hours(text)
    if _DIGIT.search(text):
        text = _REFERENCE.sub(" ", _MONEY.sub(" ", _PAY_TAIL.sub("", text)))
        text = _TONNES.sub(r"\1t", _REFERENCE_FIRST.sub("", text, count=1))
        if hours is not None:
            text = _WEEKLY.sub(" ", text)
    while True:
        shorter = _PREFIX.sub("", text, count=1)
        if shorter == text or not shorter.strip():
            break
        text = shorter
    text = _INITIALS.sub(_unless_initials, text) if "(" in text else text
    text = _COUNT.sub(" ", _LICENCE.sub(r"cdl class \1", text.translate(_SEPARATORS)))
    rotas = {_rota(match) for match in _ROTA.finditer(text)}
    text = _PHRASE.sub(lambda m: PHRASES[m[0]], _ROTA.sub(" ", text) if rotas else text)
    words = _in_full(_TOKEN.findall(text))
    slots, rest = read_slots(words)
    if rotas:
        slots["shift"] = tuple(sorted(rotas.union(slots.get("shift", ()))))
    core = [w for w in rest if w not in FILLER] or rest or words
    if "lgv" in core and len(core) > 1 and not {"1", "2"}.isdisjoint(slots.get("class", ())):
        core.remove("lgv")  # "Class 1 Driver"
    levels = tuple(sorted({w for w in core if w in LEVELS}))
    return Title(tuple(core), levels, slots, hours)


def _unless_initials(match: re.Match[str]) -> str:
    """What stands in brackets, '' where it is the initials of the words before: `Quantity Surveyor (QS)`."""
    before = "".join(word[0] for word in _TOKEN.findall(match.string[: match.start()].translate(_SEPARATORS)))
    return " " if before.endswith(match[1]) else match[0]


def _rota(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]} on {match[2]} off"
    name = match[3] or match[4]
    return f"{_ORDINALS.get(name, name)} shift"


def _in_full(raws: list[str]) -> list[str]:
    """All words in full; an abbreviation of words that stand there too is left out: `RN - Registered Nurse`."""
    parts = [_words_of(raw) for raw in raws]
    words = [word for part in parts for word in part]
    if not any(len(part) > 1 for part in parts):
        return words
    plain = {word for part in parts if len(part) == 1 for word in part}
    return [word for part in parts if len(part) == 1 or not plain.issuperset(part) for word in part]


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
for _phrase, _joined in PHRASES.items():
    if _joined and _joined not in SLOT_WORDS:
        _SHORT_FOR.setdefault(singular(_joined), []).append(_phrase)


@lru_cache(maxsize=20_000)
def raw_ways(word: str) -> tuple[tuple[str, ...], ...]:
    """How a word of a core title may stand in a text: `theatre` as `theatres`, `mathematics` as `maths`."""
    ways = [word, f"{word}s", *_SHORT_FOR.get(word, ())]
    if word.endswith("y"):
        ways.append(f"{word[:-1]}ies")
    return tuple(tuple(re.findall(r"[^\W_]+", way)) for way in ways)
