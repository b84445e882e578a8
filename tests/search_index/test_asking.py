"""Searches that are understood, on each engine: what comes first, what follows where there is too little."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from records.listing import Area, Place
from records.opportunity import Opportunity
from records.vocabulary import AreaLevel, PlacePrecision
from search_index.response import Hit
from search_index.understanding.reading import Loosened
from tests.factories import LEEDS, make_opportunity
from tests.search_index.world import World

TODAY = datetime.now(UTC)
YORK = Place(
    text="York",
    town="York",
    lat=53.96,
    lon=-1.0873,
    country="GB",
    areas=[Area(code="E06000014", name="York", level=AreaLevel.DISTRICT)],
    precision=PlacePrecision.TOWN,
)


def ask(world: World, text: str, **asked: Any) -> list[Hit]:
    return world.search(text=text, understand=["all"], **asked).results


def exact(world: World, text: str, **asked: Any) -> list[int]:
    return [int(hit.opportunity.id) for hit in ask(world, text, **asked) if hit.broader is None]


def broader(world: World, text: str, **asked: Any) -> dict[int, tuple[Loosened, ...]]:
    hits = ask(world, text, **asked)
    return {int(hit.opportunity.id): tuple(hit.broader.why) for hit in hits if hit.broader is not None}


def offers() -> list[Opportunity]:
    """Adverts that would be mistaken for one another by words alone."""
    return [
        make_opportunity(1, title="Care Assistant", places=[LEEDS], hours=["part_time"]),
        make_opportunity(2, title="Electrician", description="You assist care homes. Care for tools.", places=[LEEDS]),
        make_opportunity(3, title="Solicitor (Child Care)", places=[LEEDS]),
        make_opportunity(4, title="Nursery Practitioner", places=[LEEDS]),
        make_opportunity(5, title="HGV Class 2 Driver", places=[YORK]),
        make_opportunity(6, title="Plumbing and Heating Level 2", kind="course", places=[LEEDS]),
        make_opportunity(7, title="Plumber", places=[YORK], hours=["full_time"]),
        make_opportunity(8, title="Administrator", places=[LEEDS], posted_at=TODAY - timedelta(days=90)),
        make_opportunity(9, title="Administrator", places=[LEEDS], posted_at=TODAY - timedelta(days=1)),
        make_opportunity(10, title="Warehouse Operative", description="A forklift licence helps.", places=[YORK]),
        make_opportunity(11, title="C++ Developer", places=[LEEDS]),
        make_opportunity(12, title="Healthcare Support Worker", places=[LEEDS]),
    ]


@pytest.fixture
def offered(world: World) -> World:
    world.put(*offers())
    world.publish()
    return world


def test_other_words_find_the_same(offered: World) -> None:
    for question, numbers in {
        "lorry driver": [5],
        "LGV driver": [5],
        "hca": [12],
        "carer": [1, 12],
        "nursery nurse": [4],
        "plumber": [7, 6],
        "c++": [11],
    }.items():
        assert exact(offered, question) == numbers, question


def test_a_title_is_what_is_offered(offered: World) -> None:
    assert exact(offered, "care assistant") == [1]
    assert exact(offered, "childcare")[0] == 4
    assert {2, 3}.isdisjoint(int(hit.opportunity.id) for hit in ask(offered, "care assistant")[:3])


def test_places_kinds_and_hours(offered: World) -> None:
    assert exact(offered, "plumber york") == [7]
    assert exact(offered, "plumbing courses") == [6]
    assert exact(offered, "part time care assistant leeds") == [1]
    answer = offered.search(text="plumber york", understand=["all"])
    assert answer.near is not None
    assert answer.near.label == "York"
    assert answer.results[0].distance_m is not None


def test_undone_the_place_is_a_word(offered: World) -> None:
    answer = offered.search(text="plumber york", understand=["kind", "synonyms"])
    assert answer.near is None
    assert [int(hit.opportunity.id) for hit in answer.results if hit.broader is None] == [7]
    plain = offered.search(text="lorry driver", understand=["none"])
    assert (plain.total, plain.understood) == (0, None)


def test_never_a_dead_end(offered: World) -> None:
    assert broader(offered, "plumber part time")[7] == (Loosened.FILTERS,)
    assert broader(offered, "lorry driver leeds")[5] == (Loosened.DISTANCE,)
    assert broader(offered, "apprenticeship plumber")[7] == (Loosened.KIND,)
    assert broader(offered, "forklift licence")[10] == (Loosened.TEXT,)
    assert broader(offered, "lorry driver trainee")[5][0] is Loosened.WORDS
    assert broader(offered, "qwxzvkjp") == {}
    says = {hit.broader.says for hit in ask(offered, "plumber part time") if hit.broader}
    assert "without “part time”" in says


def test_broader_results_are_no_results_of_the_count(offered: World) -> None:
    answer = offered.search(text="plumber part time", understand=["all"])
    assert (answer.total, answer.next_cursor) == (0, None)
    assert all(hit.broader for hit in answer.results)
    assert len({hit.opportunity.id for hit in answer.results}) == len(answer.results)


def test_what_the_caller_set_is_never_loosened(offered: World) -> None:
    hits = ask(offered, "plumber", kinds=["course"])
    assert {hit.opportunity.kind.value for hit in hits} == {"course"}


def test_typing_errors(offered: World) -> None:
    answer = offered.search(text="recepionist asistant administrater", understand=["all"])
    assert answer.understood is not None
    assert answer.understood.parts[0].means == "receptionist assistant administrator"
    assert exact(offered, "administrater") == [9, 8]
    plain = offered.search(text="administrater", understand=["synonyms"])
    assert plain.results == []


def test_newer_and_nearer_come_first(offered: World) -> None:
    assert exact(offered, "administrator") == [9, 8]
    assert exact(offered, "administrator near leeds") == [9, 8]


def test_no_word_finds_nothing(offered: World) -> None:
    for text in ("***", "½"):
        for understand in (["all"], ["none"]):
            answer = offered.search(text=text, understand=understand)
            assert (answer.total, answer.results) == (0, [])


def test_points_explain_the_score(offered: World) -> None:
    for question in ("plumber york", "care assistant leeds part time", "administrator", "jobs in leeds", "childcare"):
        for hit in ask(offered, question, explain=True):
            if hit.broader is None:
                assert hit.explain is not None
                assert hit.score == sum(given.points for given in hit.explain), (question, hit.explain)
    literal = offered.search(text="plumber", understand=["none"], explain=True)
    assert [given.points for given in literal.results[0].explain or []] == [literal.results[0].score]


def test_pages_join(world: World) -> None:
    world.put(*(make_opportunity(number, title="Cleaner", places=[LEEDS]) for number in range(1, 40)))
    world.publish()
    assert world.ids(text="cleaner leeds", understand=["all"], limit=7) == world.ids(
        text="cleaner leeds", understand=["all"], limit=100
    )
    assert len(set(world.ids(text="cleening", understand=["all"], limit=7))) == 39
