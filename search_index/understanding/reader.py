"""A question → what it asks for."""

import re
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from search_index.understanding import titles
from search_index.understanding.question import Question
from search_index.understanding.reading import (
    CLASSIFIED,
    Alternative,
    Part,
    Reading,
    Unit,
)
from search_index.understanding.spelling import Speller
from search_index.understanding.text import Word, key, words_of
from search_index.understanding.vocabulary import Vocabulary

MOST_NEIGHBOURS = 20


class Reader:
    """Reads questions with the words of one `config/search` folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.vocabulary = Vocabulary(folder)
        self._remembered = lru_cache(maxsize=4096)(self._read)

    def read(self, text: str, allowed: frozenset[Part], given: frozenset[str]) -> Reading:
        """What a question asks for. `given`: filters that the caller has set, which the question leaves alone."""
        return self._remembered(text, allowed, given)

    def _read(self, text: str, allowed: frozenset[Part], given: frozenset[str]) -> Reading:
        return Question(self.vocabulary, lambda: self.ordinary, text, allowed=allowed, given=given).reading()

    def mended(self, text: str) -> str | None:
        """The question with its typing errors mended; None where there is none that we see."""
        mended = text
        for word in words_of(text):
            right = self.speller.mended(word.text)
            if right is not None:
                mended = re.sub(rf"(?<!\w){re.escape(word.text)}(?!\w)", right, mended)
        return None if mended == text else mended

    def neighbours(self, unit: Unit) -> list[str]:
        """Titles of work like that which a part of a question names."""
        listed = self.vocabulary.neighbours.get(key(unit.text), [])
        synonyms = [other for one in unit.alternatives for other in self.vocabulary.neighbours.get(key(one.text), [])]
        classified = titles.related(unit.text, "near")
        return list(dict.fromkeys([*listed, *synonyms, *classified]))[:MOST_NEIGHBOURS]

    def widened(self, unit: Unit) -> Unit:
        """A part of a question with its neighbours."""
        known = {one.text for one in unit.alternatives}
        others = (Alternative(title, CLASSIFIED) for title in self.neighbours(unit) if title not in known)
        return replace(unit, alternatives=(*unit.alternatives, *others))

    def parted(self, unit: Unit) -> list[Unit]:
        """A phrase as its words, of which the last names the work; a single word as it is."""
        words = words_of(unit.text)
        if len(words) < 2:
            return [unit]
        made = [self._single(word) for word in words if word.lower not in self.vocabulary.words.little]
        last = len(made) - 1
        return [replace(one, occupation=at == last) for at, one in enumerate(made)] or [unit]

    def _single(self, word: Word) -> Unit:
        reading = self.read(word.text, frozenset({Part.SYNONYMS}), frozenset())
        return reading.units[0] if reading.units else Unit(word.text, (Alternative(word.text),))

    @cached_property
    def speller(self) -> Speller:
        """Of the words of titles, of our files, and of towns."""
        from reference.gazetteer import gazetteer

        counts = dict(titles.word_counts())
        for phrase in self.vocabulary.phrases():
            for word in phrase.casefold().replace("-", " ").split():
                counts[word] = counts.get(word, 0) + 500
        for name in gazetteer().names_of_towns(least=5_000):
            for word in name.casefold().replace("-", " ").split():
                counts[word] = counts.get(word, 0) + 5
        return Speller(counts)

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Words that a place's name may be by accident."""
        common = {word for word, count in titles.word_counts().items() if count >= 3}
        return frozenset(common | {word for phrase in self.vocabulary.phrases() for word in phrase.split()})


@lru_cache(maxsize=8)
def reader_of(folder: Path | None) -> Reader:
    """The reader with the words of a `config/search` folder, made once a process."""
    return Reader(folder)
