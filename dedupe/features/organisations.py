"""The general words in names of organisations, and what they are cut short to, from `records/words/data`.

Two names that differ in such words only (Thornhill Bakery, Thornhill Bakehouse) may be one organisation's;
names that differ in any other word are two.
"""

from records.words import groups, pairs, words

# Employers that only say that somebody else is the employer.
UNKNOWN_EMPLOYERS = frozenset((*words("unknown_employers"), *filter(str.isalpha, words("empty_values", "any"))))
AGENCY_WORDS = frozenset(words("agency_words"))
AGENCIES = frozenset(words("agencies"))
# What a word of a name is cut short to. It is not read at the beginning of a name, where it may be the name itself.
SHORT_FORMS = {short: tuple(full.split()) for short, full in pairs("employer_abbreviations").items()}
# Whole first words that are always the short form.
SHORT_ANYWHERE = frozenset({"univ", "uni", "coll", "assoc", "dept", "saint"})
# These say nothing about the trade.
GENERAL = frozenset(words("general_organisation_words"))
_TRADE_OF: dict[str, frozenset[str]] = {}
for _trade, _words in groups("trades").items():
    for _word in _words:
        _TRADE_OF[_word] = _TRADE_OF.get(_word, frozenset()) | {_trade}


def is_general(word: str) -> bool:
    """Whether a word of a name says what an organisation is rather than which."""
    return word in _TRADE_OF or word in GENERAL


def trades(of_name: frozenset[str]) -> frozenset[str]:
    """The trades these words may stand for; those that say nothing are left out."""
    return frozenset(trade for word in of_name if word not in GENERAL for trade in _TRADE_OF.get(word, ()))
