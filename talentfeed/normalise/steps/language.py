"""Language: stated, else detected on enough text."""

from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from talentfeed.normalise.steps.base import Work

# Below this the detector's answer says more about names than about the text.
_MIN_CHARS = 60
_SAMPLE_CHARS = 600
# Languages adverts are written in. Without this list, short English with figures is taken for Nigerian Pidgin.
_LIKELY = [
    "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr",
    "ga", "gl", "gu", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "mk", "mt",
    "nb", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ta", "th", "tr",
    "uk", "ur", "vi", "zh",
]  # fmt: skip


def language(work: Work) -> None:
    """Set `language` as a BCP 47 tag."""
    work.out["language"] = read_language(work.draft.language) or detect_language(
        f"{work.out.get('title', '')}\n{work.out.get('description') or ''}"
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
    """The language of at least 60 characters of text, else None. Method: py3langid (naive Bayes over bytes)."""
    sample = text.strip()[:_SAMPLE_CHARS]
    return _classify(sample) if len(sample) >= _MIN_CHARS else None


@lru_cache(maxsize=5000)
def _classify(sample: str) -> str:
    found: str = _detector().classify(sample)[0]
    return found


@lru_cache(maxsize=1)
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # its model takes a while to load

    detector = LanguageIdentifier.from_model_file(MODEL_FILE)
    detector.set_languages([code for code in _LIKELY if code in detector.labels])
    return detector
