"""How well an index answers the judged questions, by the API's defaults."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean

from records.opportunity import Opportunity
from search_index.request import SearchRequest
from search_index.response import SearchResponse
from tests.relevance.judged import ANSWER, FIRST, Question, ndcg, precision, questions

Search = Callable[[SearchRequest], SearchResponse]


@dataclass(frozen=True)
class Measured:
    """One question's answer. `answers`: how many records of the region answer it."""

    question: Question
    answers: int
    precision: float
    ndcg: float
    grades: list[int]
    titles: list[str]

    @property
    def unanswered(self) -> bool:
        """Nothing that answers is among the first five."""
        return not any(grade >= ANSWER for grade in self.grades[:FIRST])


@dataclass(frozen=True)
class Figures:
    """Of some questions."""

    questions: int
    precision: float
    ndcg: float
    unanswered: list[str]


def measure(search: Search, records: list[Opportunity]) -> list[Measured]:
    """Every question that some record answers."""
    return [measured for question in questions() if (measured := _measured(search, question, records)).answers]


def figures(measured: list[Measured]) -> Figures:
    """Their means."""
    return Figures(
        len(measured),
        mean(one.precision for one in measured),
        mean(one.ndcg for one in measured),
        [one.question.text for one in measured if one.unanswered],
    )


def _measured(search: Search, question: Question, records: list[Opportunity]) -> Measured:
    ideal = [grade for one in records if (grade := question.grade(one))]
    answers = sum(grade >= ANSWER for grade in ideal)
    if not answers:
        return Measured(question, 0, 0.0, 0.0, [], [])
    found = [hit.opportunity for hit in search(SearchRequest(text=question.text)).results]
    grades = [question.grade(one) for one in found]
    titles = [one.title for one in found]
    return Measured(question, answers, precision(grades, answers), ndcg(grades, ideal), grades, titles)
