"""Typing errors: a word that nobody uses, and the one that was meant."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST, LONG = 4, 8  # below the one nothing is mended, from the other on two letters may be wrong
MOST_LISTED = 60
# One and several, and the other way round; what is done. What is left must be a word of some length: 'teching' is
# no form of 'tech'.
ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("", "s"), ("ing", ""), ("ed", ""), ("'s", ""), ("’s", ""))
LEAST_LEFT = {"ing": 5, "ed": 4}


class Speller:
    """Words with how often they are used."""

    def __init__(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self._words = sorted(word for word in counts if len(word) >= SHORTEST)

    def knows(self, word: str) -> bool:
        """Whether it is used, or with another ending."""
        return word in self._counts or any(
            word.removesuffix(old) + new in self._counts
            for old, new in ENDINGS
            if word.endswith(old) and len(word) - len(old) >= LEAST_LEFT.get(old, 0)
        )

    def mended(self, word: str) -> str | None:
        """What was meant by a word that is not known; None for numbers, short words, and where nothing is near."""
        word = word.casefold()
        if len(word) < SHORTEST or any(letter.isdigit() for letter in word) or self.knows(word):
            return None
        wrong = 2 if len(word) >= LONG else 1
        near = process.extract(
            word, self._words, scorer=OSA.distance, score_cutoff=wrong, limit=MOST_LISTED, processor=None
        )
        if not near and len(word) >= SHORTEST + 2:
            near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=2, limit=MOST_LISTED)
        # The first letter is seldom wrong.
        ranked = sorted((distance, found[0] != word[0], -self._counts[found], found) for found, distance, _ in near)
        return ranked[0][3] if ranked else None
