"""The judged questions hold a floor on each engine, those aside too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from records.opportunity import Opportunity
from search_index.engine import open_index
from tests.relevance.judged import corpus, questions
from tests.relevance.measure import Measured, figures, measure
from tests.search_index.conftest import ENGINES
from tests.search_index.world import World

# Below what is measured (docs/benchmarks.md) by what a change of a few questions costs.
PRECISION, NDCG, UNANSWERED = 0.86, 0.85, 8


@pytest.fixture(scope="module")
def records() -> list[Opportunity]:
    return list(corpus())


@pytest.fixture(params=ENGINES)
def measured(request: pytest.FixtureRequest, records: list[Opportunity], tmp_path: Path) -> Iterator[list[Measured]]:
    world = World(tmp_path / "home", "" if request.param == "tantivy" else request.getfixturevalue("elasticsearch_url"))
    # What is new is so by the clock of the day the corpus was kept.
    world.settings = world.settings.model_copy(update={"now": max(one.last_seen_at for one in records)})
    world.index = open_index(world.settings)
    world.put(*records)
    assert world.publish().reconciled
    yield measure(world.index.search, records)
    world.close()


def test_enough_questions_have_answers(records: list[Opportunity]) -> None:
    answerable = [one for one in questions() if any(one.grade(record) >= 2 for record in records)]
    assert len(answerable) >= 120
    assert len({one.text for one in questions()}) == len(questions())
    aside = sum(one.aside for one in answerable)
    assert 0.2 < aside / len(answerable) < 0.5


def test_what_people_ask_is_answered(measured: list[Measured]) -> None:
    found = figures(measured)
    assert found.precision >= PRECISION, _poor(measured)
    assert found.ndcg >= NDCG, _poor(measured)
    assert len(found.unanswered) <= UNANSWERED, found.unanswered


def _poor(measured: list[Measured]) -> str:
    worst = sorted(measured, key=lambda one: one.precision)[:20]
    return "\n".join(f"{one.precision:.2f} {one.question.text}: {one.titles[:5]}" for one in worst)
