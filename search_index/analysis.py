"""The text analyzer of the embedded engine: the same tokens as Elasticsearch's, see `mapping.analysis`.

Elasticsearch's `standard` tokenizer follows the word boundaries of Unicode (UAX 29): `o'brien`, `a_b`
and `a.b` are one token, `e-mail` is two, `C++` is `c`. The pattern says the same by the same classes.
"""

from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

_LETTER = r"[\p{wb=ALetter}\p{wb=Hebrew_Letter}]"
_EXTEND = r"[\p{wb=Extend}\p{wb=Format}\p{wb=ZWJ}]"
_LETTERS = rf"{_LETTER}[\p{{wb=ALetter}}\p{{wb=Hebrew_Letter}}\p{{wb=Extend}}\p{{wb=Format}}\p{{wb=ZWJ}}]*"
_IN_WORD = rf"[\p{{wb=MidLetter}}\p{{wb=MidNumLet}}\p{{wb=Single_Quote}}]{_EXTEND}*"
_IN_NUMBER = rf"[\p{{wb=MidNum}}\p{{wb=MidNumLet}}\p{{wb=Single_Quote}}]{_EXTEND}*"
_DIGITS = rf"(?:\p{{wb=Numeric}}{_EXTEND}*)+"
_JOINER = rf"(?:\p{{wb=ExtendNumLet}}{_EXTEND}*)"
_RUN = rf"(?:{_LETTERS}(?:{_IN_WORD}{_LETTERS})*|{_DIGITS}(?:{_IN_NUMBER}{_DIGITS})*)+"
_KANA = rf"(?:\p{{wb=Katakana}}{_EXTEND}*)+"
_PART = rf"(?:{_RUN}|{_KANA})"
_WORD = rf"{_JOINER}*{_PART}(?:{_JOINER}+{_PART})*{_JOINER}*"
_EMOJI = rf"\p{{Extended_Pictographic}}(?:{_EXTEND}*\x{{200D}}\p{{Extended_Pictographic}})*{_EXTEND}*"
TOKEN = rf"{_WORD}|[\p{{Han}}\p{{Hiragana}}]{_EXTEND}*|{_EMOJI}"


@cache
def analyzer() -> TextAnalyzer:
    """The one analyzer of documents and queries."""
    return (
        TextAnalyzerBuilder(Tokenizer.regex(TOKEN))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order."""
    return analyzer().analyze(text)
