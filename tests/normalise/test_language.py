"""Languages: stated in any spelling, detected on enough text, and nothing said of too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.steps.language import detect_language, read_language

ADVERTS = {
    "en": (
        "Care Assistant\nWe are looking for a caring person to join our team in Leeds.",
        "TEACHING ASSISTANT - PART TIME - TERM TIME ONLY - BRADFORD PRIMARY SCHOOL",
        "HGV Class 1 Driver | £16.50 ph | Mon-Fri days | Wakefield WF1 | Immediate start",
    ),
    "cy": ("Swyddog Gweinyddol\nRydym yn chwilio am rywun brwdfrydig i ymuno â'n tîm yng Nghaerdydd.",),
    "ga": ("Oifigeach Cúnta\nTá duine fuinniúil á lorg againn chun obair lenár bhfoireann i nGaillimh.",),
    "de": ("Sachbearbeiter (m/w/d)\nWir suchen eine engagierte Person für unser Team in München.",),
    "fr": ("Chargé de clientèle\nNous recherchons une personne motivée pour rejoindre notre équipe à Lyon.",),
    "es": ("Administrativo\nBuscamos una persona con experiencia para incorporarse a nuestro equipo en Madrid.",),
    "pl": ("Kierowca kategorii B, praca na pełny etat, umowa o pracę, Wrocław i okolice",),
    "uk": ("Адміністратор\nМи шукаємо співробітника до нашої команди у Києві, повний робочий день.",),
    "no": ("Sykepleier i full stilling, fast ansettelse ved sykehuset i Bergen eller Trondheim",),
    "ur": ("انتظامی معاون\nہم لاہور میں اپنی ٹیم میں شامل ہونے کے لیے ایک پرجوش شخص کی تلاش میں ہیں۔",),
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in ADVERTS.items() for text in texts])
def test_adverts_of_one_line(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "Driver", "Care Assistant, Leeds LS1", " " * 200])
def test_too_little_text_says_nothing(text: str) -> None:
    assert detect_language(text) is None


@given(st.text(min_size=60, max_size=400))
def test_any_text_has_a_likely_language_or_none(text: str) -> None:
    found = detect_language(text)
    assert found is None or len(found) == 2


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en_GB", "en-GB"),
        ("en-gb", "en-GB"),
        ("English", "en"),
        ("Welsh", "cy"),
        ("xx", None),
        ("", None),
        (None, None),
    ],
)
def test_stated(text: str, tag: str | None) -> None:
    assert read_language(text) == tag
