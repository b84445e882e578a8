"""Two postings of one employer that are alike because one form was filled in twice."""

from dedupe.features.hashing import word_hash
from dedupe.features.identity import posting
from dedupe.features.model import Features
from dedupe.features.text import SHINGLE, shingles_apart, telling, words_apart
from dedupe.features.title import raw_ways
from dedupe.features.words import LEGAL_SUFFIXES

# Two texts are two fillings of one form if either has few telling words of its own, and they differ nowhere else.
TEMPLATE_SHARE, TEMPLATE_LEAST = 0.85, 60
# (the most shingles that either lacks, the most telling words of its own).
TEMPLATE_WORDS = ((16, 4), (40, 2))
# One value may take more words than the other, but not many more.
UNEVEN = 2
# The most words that tell nothing and stand in one of the texts only: a value brings few of them along.
ASIDE = 2


def two_postings(a: Features, b: Features) -> bool:
    """Whether the employer's own system has them under two numbers: then it looks for two people, however alike.

    A board that lists one advert twice does so under addresses of its own, which say nothing.
    """
    if not a.identities or not b.identities:
        return False
    one, two = ({found[0]: found[1] for found in map(posting, advert.identities) if found} for advert in (a, b))
    return any(two[system] != number for system, number in one.items() if system in two)


def one_template(a: Features, b: Features, share: float, shingles: int) -> bool:
    """Whether two texts are one but for a word or two that stand in the same place: a form filled in twice.

    "You will join Oncology." and "You will join Dermatology." are two posts. A board that cuts, adds or leaves
    out a part makes words of one side only; one that rewords makes more of them.
    """
    if shingles < TEMPLATE_LEAST or share < TEMPLATE_SHARE:
        return False
    lacking = shingles_apart(a.text, b.text)
    most = next((words for shingles, words in TEMPLATE_WORDS if max(lacking) <= shingles), 0)
    if min(lacking) < SHINGLE or not most:
        return False
    apart = words_apart(a.text, b.text)
    left, right = map(telling, apart)
    if any(len(words) > len(told) + ASIDE for words, told in zip(apart, (left, right), strict=True)):
        return False  # sentences of their own: every board has its footer
    if not (0 < len(left) <= most and 0 < len(right) <= most) or abs(len(left) - len(right)) > UNEVEN:
        return False
    named = _named(a) | _named(b)
    return not (left <= named or right <= named)


def _named(advert: Features) -> set[int]:
    """Hashes of words that stand for the title, the place and the employer, however they are written."""
    words = {*advert.own_words, *advert.called.split(), *LEGAL_SUFFIXES}
    words.update(word for core in advert.title.core for way in raw_ways(core) for word in way)
    return {word_hash(word) for word in words}
