"""The judged questions: what people typed, and how good each record of the example region is as an answer.

`questions.tsv` says of each question which kinds and titles answer it (3: what was asked; 2: an acceptable answer;
1: related, and no answer), where, and under which further condition. A record that fails the place or the condition
is no answer, however good its title is.
"""

import csv
import gzip
import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from records.opportunity import Opportunity

HERE = Path(__file__).parent
CORPUS = HERE / "corpus.jsonl.gz"
ANSWER = 2  # the least grade that answers
FIRST = 5


@dataclass(frozen=True)
class Question:
    """One question; `aside` ones are never looked at while the ranking is changed."""

    text: str
    kinds: frozenset[str]
    titles: tuple[str, str, str]
    where: str
    condition: str

    @property
    def aside(self) -> bool:
        """A third of all, chosen by the hash of their words."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 3 == 0

    def grade(self, one: Opportunity) -> int:
        """3, 2, 1 or 0."""
        if self.kinds and one.kind not in self.kinds:
            return 0
        title = next((3 - n for n, pattern in enumerate(self.titles) if pattern and _finds(pattern, one.title)), 0)
        if title and not (self._is_there(one) and self._fits(one)):
            return min(title, 1)
        return title

    def _is_there(self, one: Opportunity) -> bool:
        names = (name for place in one.places for name in (place.town, place.text, *(a.name for a in place.areas)))
        return not self.where or any(_finds(self.where, name) for name in names if name)

    def _fits(self, one: Opportunity) -> bool:
        name, _, wanted = self.condition.partition("=")
        pay = one.pay.annual_max or one.pay.annual_min if one.pay else None
        known = {
            "": True,
            "hours": wanted in one.hours or _finds(wanted.replace("_", ".?"), one.title),
            "remote": one.remote in wanted.split(","),
            "level": str(one.qualification_level) == wanted or _finds(f"level {wanted}", one.title),
            "org": bool(one.organisation and _finds(wanted, one.organisation.name)),
            "pay": pay is not None and pay >= float(wanted or 0) if name == "pay" else False,
            "cost": bool(one.course and one.course.cost and one.course.cost.amount == 0),
        }
        return known[name]


def questions() -> list[Question]:
    """All of them."""
    made = []
    with (HERE / "questions.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row and not row[0].startswith("#"):
                text, kinds, best, good, some, where, condition = row
                made.append(
                    Question(text, frozenset(filter(None, kinds.split(","))), (best, good, some), where, condition)
                )
    return made


def corpus() -> Iterator[Opportunity]:
    """The open records of the example region, as its demo publishes them (`python -m tests.relevance FOLDER`)."""
    with gzip.open(CORPUS, "rt", encoding="utf-8") as file:
        yield from map(Opportunity.model_validate_json, file)


def precision(grades: list[int], answers: int) -> float:
    """How many of the first five answer, of as many as could."""
    return sum(grade >= ANSWER for grade in grades[:FIRST]) / min(FIRST, answers)


def ndcg(grades: list[int], ideal: list[int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first ten."""
    best = _gain(sorted(ideal, reverse=True)[:depth])
    return _gain(grades[:depth]) / best if best else 0.0


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def _finds(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
