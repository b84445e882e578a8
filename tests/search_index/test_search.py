"""What a search finds, on each engine: expectations worked out from the corpus in plain Python."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from records.errors import PublishError
from records.opportunity import Opportunity
from search_index.documents import epoch_ms, points
from search_index.fields import NEVER_CLOSES
from search_index.geo import haversine
from tests.factories import LEEDS, make_id, make_opportunity
from tests.search_index.corpus import NOW, corpus
from tests.search_index.world import World

CORPUS = corpus()
Key = Callable[[Opportunity], tuple[float, str]]
AROUND: dict[str, Any] = {"near": {"lat": 53.80, "lon": -1.55}}


def _newest(opportunity: Opportunity) -> tuple[bool, int, str]:
    """By the publisher's date; what has none comes after all that have one."""
    posted_at = opportunity.posted_at
    return posted_at is None, -epoch_ms(posted_at or opportunity.first_seen_at), opportunity.id


def _closing(opportunity: Opportunity) -> tuple[int, str]:
    return NEVER_CLOSES if opportunity.closes_at is None else epoch_ms(opportunity.closes_at), opportunity.id


def _pay(opportunity: Opportunity) -> tuple[float, str]:
    pay = opportunity.pay
    if pay is None or pay.annual_max is None or pay.predicted:
        return 1.0, opportunity.id
    return -float(pay.annual_max), opportunity.id


def _metres(opportunity: Opportunity) -> float:
    located = points(opportunity.places)
    return min((haversine(53.80, -1.55, *point) for point in located), default=float("inf"))


def test_empty_text_finds_all_newest_first(library: World) -> None:
    assert library.ids() == [found.id for found in sorted(CORPUS, key=_newest)]
    assert library.search(text="   ").total == len(CORPUS)


@pytest.mark.parametrize(("sort", "key"), [("newest", _newest), ("closing", _closing), ("pay", _pay)])
@pytest.mark.parametrize("limit", [1, 7, 100])
def test_sorts_order_ties_by_id_and_pages_join(library: World, sort: str, key: Key, limit: int) -> None:
    expected = [found.id for found in sorted(CORPUS, key=key)]
    assert library.ids(sort=sort, limit=limit) == expected


@pytest.mark.parametrize("limit", [3, 100])
def test_distance_order_counts_the_nearest_place(library: World, limit: int) -> None:
    inside = [found for found in CORPUS if _metres(found) <= 40_000]
    expected = [found.id for found in sorted(inside, key=lambda found: (round(_metres(found), 1), found.id))]
    assert library.ids(**AROUND, within="40km", sort="distance", limit=limit) == expected
    page = library.search(**AROUND, within="40km", sort="distance")
    assert page.total == len(expected)
    away = [hit.distance_m or 0 for hit in page.results]
    assert away == sorted(away)


def test_all_the_world_by_distance(library: World) -> None:
    found = library.numbers(near={"lat": -18.14, "lon": -179.9}, within="500km", sort="distance", limit=2)
    expected = {int(o.id) for o in CORPUS if any(place.country == "FJ" for place in o.places)}
    assert set(found) == expected, "a radius across the date line"
    assert len(found) == len(expected)


def test_the_edge_of_a_radius(world: World) -> None:
    world.put(make_opportunity(1))
    world.publish()
    metres = _metres(make_opportunity(1))
    assert world.search(**AROUND, within=metres + 0.1).total == 1
    assert world.search(**AROUND, within=metres - 0.1).total == 0
    assert world.search(near={"lat": LEEDS.lat, "lon": LEEDS.lon}, within="1m").total == 1


def test_a_country_is_no_point(library: World) -> None:
    found = library.numbers(near={"lat": 54.0, "lon": -2.0}, within="1km")
    assert found == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("nurse", {"Staff Nurse", "Senior Nurse – Théâtre", "Nursing Assistant"}),
        ("NURSING assistants", {"Nursing Assistant"}),
        ("theatre", {"Senior Nurse – Théâtre"}),
        ("théâtre", {"Senior Nurse – Théâtre"}),
        ("cafe", {"Café Manager at O’Brien's"}),
        ("C++", {"C++ Developer"}),
        ("e-mail", {"e-mail marketing officer"}),
        ("mail", {"e-mail marketing officer"}),
        ("data_engineer", {"Data_Engineer (a.b testing)"}),
        ("engineer", set()),
        ("a.b", {"Data_Engineer (a.b testing)"}),
        ("ty mon", {"Swyddog Tŷ Môn"}),
        ("tŷ", {"Swyddog Tŷ Môn"}),
        ("ty\u0302", {"Swyddog Tŷ Môn"}),
        ("llyn", {"Teacher of Welsh – Llŷn"}),
        ('"team leader"', {"Team Leader, Catering"}),
        ('"leader team"', set()),
        ("leader catering", {"Team Leader, Catering"}),
        ("7.5t", {"HGV Driver 7.5t"}),
        ("organization", set()),
        ("zzyzx", set()),
        ("nurse zzyzx", set()),
    ],
)
def test_words(library: World, text: str, titles: set[str]) -> None:
    found = [hit.opportunity for page in library.pages(text=text) for hit in page.results]
    by_title = {opportunity.title for opportunity in found}
    if text in ("nurse", "mon", "ty mon"):
        assert titles <= by_title
    else:
        assert by_title == titles, [o.id for o in found]


def test_name_with_an_apostrophe_of_either_kind(library: World) -> None:
    expected = {o.id for o in CORPUS if "Brien" in o.title or (o.organisation and "Brien" in o.organisation.name)}
    for text in ("o'brien", "O’BRIEN", "o'brien's"):
        assert set(library.ids(text=text)) == expected


@pytest.mark.parametrize("text", ["++", "---", '""', "…", '"'])
def test_punctuation_alone_finds_nothing(library: World, text: str) -> None:
    assert library.search(text=text).total == 0
    assert library.search(text=text, understand=["all"]).total == 0


def test_a_title_counts_more_than_a_description(world: World) -> None:
    world.put(
        make_opportunity(1, title="Porter", description="You help a nurse and other people at work."),
        make_opportunity(2, title="Nurse", description="You help people."),
    )
    world.publish()
    assert world.numbers(text="nurse") == [2, 1]


def test_words_may_stand_in_different_fields(library: World) -> None:
    found = library.ids(text="nurse bradford")
    assert found
    assert all("Bradford" in str(o.places) for o in CORPUS if o.id in found)


def test_what_is_held_as_a_value_is_found_by_its_words(world: World) -> None:
    world.put(
        make_opportunity(1, title="Cleaner", hours=["part_time"], contract=["fixed_term"]),
        make_opportunity(2, title="Cleaner", hours=["full_time"], remote="remote"),
        make_opportunity(3, title="Cleaning and Support Services", kind="course"),
    )
    world.publish()
    for text, expected in {
        "part time cleaner": {1},
        "part-time cleaner jobs in West Yorkshire": {1},
        "cleaner jobs": {1, 2},
        "fixed-term cleaner": {1},
        "remote cleaner": {2},
        "training to be a cleaner": set(),
        "cleaning course": {3},
        "vacancies": {1, 2},
    }.items():
        assert set(world.numbers(text=text)) == expected, text


def test_most_words(world: World) -> None:
    world.put(
        make_opportunity(1, title="Night Nurse", description="You work nights."),
        make_opportunity(2, title="Night Porter", description="You help."),
        make_opportunity(3, title="Cook", description="You cook."),
    )
    world.publish()
    assert world.numbers(text="night nurse bakery") == []
    assert world.numbers(text="night nurse bakery", match="most") == [1]
    assert world.numbers(text="night bakery", match="most", limit=1) == [1, 2]
    assert world.numbers(text="bakery", match="most") == []
    assert len(world.numbers(match="most")) == 3
    assert world.numbers(text="the night") == world.numbers(text="night")
    assert world.numbers(text="of the") == []


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"kinds": ["job", "course"]}, lambda o: o.kind in ("job", "course")),
        ({"areas": ["E08000032"]}, lambda o: any(a.code == "E08000032" for p in o.places for a in p.areas)),
        ({"remote": ["remote"]}, lambda o: o.remote == "remote"),
        ({"contract": ["fixed_term"]}, lambda o: "fixed_term" in o.contract),
        ({"hours": ["part_time"]}, lambda o: "part_time" in o.hours),
        ({"sources": ["yorks"]}, lambda o: any(m.source == "yorks" for m in o.listings)),
        ({"organisations": ["O'Brien & Sons"]}, lambda o: o.organisation and o.organisation.name == "O'Brien & Sons"),
        ({"audience": ["veterans"]}, lambda o: o.audience),
        ({"qualification_levels": [3, 5]}, lambda o: o.qualification_level in (3, 5)),
        ({"posted_since": NOW - timedelta(days=2)},
         lambda o: o.posted_at and o.posted_at >= NOW - timedelta(days=2)),
        ({"closes_before": NOW + timedelta(days=2)}, lambda o: o.closes_at and o.closes_at < NOW + timedelta(days=2)),
        ({"closes_after": NOW + timedelta(days=2, milliseconds=1)},
         lambda o: not o.closes_at or o.closes_at >= NOW + timedelta(days=2, milliseconds=1)),
        ({"starts_after": date(2026, 9, 3)}, lambda o: o.starts_on and o.starts_on >= date(2026, 9, 3)),
        ({"pay_at_least": 24_000}, lambda o: o.pay and o.pay.annual_max >= 24_000 and not o.pay.predicted),
        ({"kinds": ["job"], "remote": ["hybrid", "on_site"]},
         lambda o: o.kind == "job" and o.remote in ("hybrid", "on_site")),
    ],
)  # fmt: skip
def test_filters(library: World, asked: dict[str, Any], fits: Callable[[Opportunity], object]) -> None:
    expected = {o.id for o in CORPUS if fits(o)}
    assert expected
    assert set(library.ids(**asked)) == expected
    assert library.search(**asked, limit=1).total == len(expected)


def test_facets_ignore_their_own_filter(library: World) -> None:
    page = library.search(kinds=["job"], remote=["hybrid"], facets=["kinds", "remote", "skills"])
    kinds = Counter(str(o.kind) for o in CORPUS if o.remote == "hybrid")
    remote = Counter(str(o.remote) for o in CORPUS if o.kind == "job" and o.remote)
    both = sum(1 for o in CORPUS if o.kind == "job" and o.remote == "hybrid")
    assert {value.value: value.count for value in page.facets["kinds"]} == kinds
    assert {value.value: value.count for value in page.facets["remote"]} == remote
    assert {value.value: value.count for value in page.facets["skills"]} == {"Team work": both}, "documents, not values"
    assert page.total == both


def test_facets_order_by_count_then_value(library: World) -> None:
    for values in library.search(facets=["sources", "organisations", "qualification_levels"]).facets.values():
        assert values
        assert values == sorted(values, key=lambda value: (-value.count, value.value))


def test_area_facets_are_named(library: World) -> None:
    areas = {value.value: value.label for value in library.search(facets=["areas"]).facets["areas"]}
    assert areas["E08000035"] == "Leeds"


def test_hits_are_the_records(library: World) -> None:
    records = {o.id: o for o in CORPUS}
    for page in library.pages():
        for hit in page.results:
            assert hit.opportunity == records[hit.opportunity.id].model_copy(
                update={"sequence": hit.opportunity.sequence}
            )


def test_highlight(library: World) -> None:
    hit = library.search(text="nursing <b>", highlight=True, limit=1).results
    assert hit == []
    (found,) = library.search(text='"nursing assistant"', highlight=True, limit=1).results
    assert found.highlight["title"] == ["<mark>Nursing</mark> <mark>Assistant</mark>"]


def test_relevance_pages_join(library: World) -> None:
    whole = library.ids(text="work", limit=100)
    assert library.ids(text="work", limit=4) == whole
    assert len(set(whole)) == len(whole) == library.search(text="work").total


def test_no_index_yet(world: World) -> None:
    with pytest.raises(PublishError) as raised:
        world.search()
    assert raised.value.code == "INDEX_MISSING"
    assert world.index.health().documents == {}


@pytest.mark.parametrize("sort", ["newest", "closing", "pay", "distance"])
def test_a_cursor_walk_meets_each_lasting_hit_once_while_others_change(world: World, sort: str) -> None:
    world.put(*corpus())
    world.publish()
    asked = {"sort": sort, "limit": 9, **AROUND, "within": "60km"}
    lasting = {number for number in world.numbers(**asked) if number % 5}
    walked: list[int] = []
    for step, page in enumerate(world.pages(**asked)):
        walked += [int(hit.opportunity.id) for hit in page.results]
        gone = [make_opportunity(number, status="closed") for number in range(5 + 10 * step, 10 + 10 * step, 5)]
        world.put(*gone, make_opportunity(1000 + step, posted_at=NOW + timedelta(days=step)))
        world.publish()
    assert len(set(walked)) == len(walked)
    assert lasting <= set(walked)


def test_make_id_orders() -> None:
    assert make_id(2) < make_id(10)
