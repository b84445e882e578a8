"""Each veto by its own table, at its exact boundaries. Whole adverts are in `pairs.tsv`."""

from dataclasses import replace
from typing import Any

import pytest

from dedupe import vetoes
from dedupe.compare_titles import TitleMatch, TitleRelation
from dedupe.features.model import Life, Schedule
from records.vocabulary import Kind
from tests.dedupe.made import both, features, words

SHORT, LONG = 59, 60


@pytest.mark.parametrize(
    ("first", "second", "posted", "together"),
    [
        (Life(0.0), Life(50.0), None, True),
        (Life(0.0, 49.0), Life(50.0), None, False),
        (Life(0.0, 50.0), Life(50.0), None, True),
        (Life(0.0, 49.0), Life(50.0), 49.0, True),
        (Life(0.0, 49.0), Life(50.0), 49.5, False),
        (Life(0.0, 60.0), Life(50.0), 70.0, True),
        (Life(0.0, 40.0), Life(50.0, 55.0), 45.0, False),
    ],
)
def test_same_life(first: Life, second: Life, posted: float | None, together: bool) -> None:
    a, b = features("a", life=first), features("b", life=second, posted=posted)
    assert vetoes.same_life(a, b) is together
    assert vetoes.same_life(b, a) is together


def test_of_two_that_began_together_the_id_says_who_was_first() -> None:
    a, b = features("a", life=Life(0.0, 5.0)), features("b", life=Life(0.0))
    assert vetoes.same_life(a, b)
    assert vetoes.same_life(replace(a, life=Life(9.0, 9.5)), replace(b, life=Life(9.0, 9.1))), "they touch"


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.JOB, "work"), (Kind.APPRENTICESHIP, "work"), (Kind.COURSE, "course"), (Kind.EVENT, "event")],
)
def test_family(kind: Kind, name: str) -> None:
    assert vetoes.family(kind) == name


EXTRA = TitleMatch(TitleRelation.EXTRA, ("pastry",), 0)
TWO = TitleMatch(TitleRelation.EXTRA, ("pastry", "diploma"), 0)
AWARD = TitleMatch(TitleRelation.EXTRA, ("diploma",), 0)


@pytest.mark.parametrize(
    ("match", "silent", "found"),
    [
        (TitleMatch(TitleRelation.DIFFERENT), {}, "title"),
        (TitleMatch(TitleRelation.EXACT), {"title": {"levels": ("senior",)}}, "level"),
        (TitleMatch(TitleRelation.DIFFERENT), {"title": {"levels": ("senior",)}}, "title"),
        (EXTRA, {"said": words(SHORT)}, ""),
        (EXTRA, {"said": words(LONG)}, "title_extra"),
        (EXTRA, {"said": words(LONG, "pastry")}, ""),
        (TWO, {"said": words(LONG, "pastry")}, "title_extra"),
        (TWO, {"said": words(LONG, "pastry", "diploma")}, ""),
        (AWARD, {"said": words(LONG)}, "title_extra"),
        (AWARD, {"said": words(LONG), "kind": Kind.COURSE}, ""),
        (TWO, {"said": words(LONG), "kind": Kind.COURSE}, "title_extra"),
        (TWO, {"said": words(LONG, "pastry"), "kind": Kind.COURSE}, ""),
    ],
)
def test_titles(match: TitleMatch, silent: dict[str, Any], found: str) -> None:
    """The second is the silent one; turned round, the first is."""
    speaking, other = features("a", said=words(200)), features("b", **silent)
    assert vetoes.title_veto(speaking, other, match) == found
    assert vetoes.title_veto(other, speaking, replace(match, extra_in=1)) == found


def test_a_title_that_says_more_may_still_have_another_shift_or_mark() -> None:
    a, b = features("a", slots={"shift": ("night",)}), features("b", slots={"shift": ("day",)})
    assert vetoes.title_veto(a, b, EXTRA) == "shift"
    a = features("a", title={"slots": {"shift": ("night",)}})
    assert vetoes.title_veto(a, features("b", said=words(LONG)), TitleMatch(TitleRelation.EXACT)) == "mark"


NIGHT, BAND = {"shift": ("night",)}, {"grade": ("5",)}


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ({}, {}, ""),
        # Each bears one that the other lacks.
        ({"title": {"slots": NIGHT}}, {"title": {"slots": BAND}}, "marks"),
        ({"title": {"slots": NIGHT}, "said": words(9, "band", "5")}, {"title": {"slots": BAND}}, "marks"),
        (
            {"title": {"slots": NIGHT}, "said": words(9, "band", "5")},
            {"title": {"slots": BAND}, "said": words(9, "night")},
            "",
        ),
        # Only one does.
        ({"title": {"slots": NIGHT}}, {}, ""),
        ({"title": {"slots": NIGHT}}, {"said": words(SHORT)}, ""),
        ({"title": {"slots": NIGHT}}, {"said": words(LONG)}, "mark"),
        ({"title": {"slots": NIGHT}}, {"said": words(LONG, "night")}, ""),
        ({"title": {"slots": NIGHT | BAND}}, {"said": words(LONG, "night")}, "mark"),
        ({"title": {"slots": NIGHT}}, {"said": words(LONG), "slots": NIGHT}, ""),
        ({"title": {"slots": NIGHT}}, {"said": words(LONG), "stated": NIGHT}, ""),
        ({"title": {"slots": NIGHT}}, {"said": words(LONG), "stated": {"shift": ("day",)}}, "mark"),
        ({"title": {"hours": 30.0}}, {"said": words(LONG)}, "mark"),
        ({"title": {"hours": 30.0}}, {"said": words(LONG, "30", "hours")}, ""),
        ({"title": {"hours": 30.0}}, {"said": words(LONG), "weekly": (30.0, 30.0)}, ""),
        ({"title": {"hours": 22.5}}, {"said": words(LONG, "22", "5hrs")}, ""),
        ({"title": {"hours": 22.5}}, {"said": words(LONG, "0", "6")}, ""),
    ],
)
def test_marks(left: dict[str, Any], right: dict[str, Any], found: str) -> None:
    for a, b in both(left, right):
        assert vetoes.mark_veto(a, b) == found


def test_ways_to_write_hours() -> None:
    ways = vetoes.hours_ways(22.5)
    assert ways[:5] == [("22", "5"), ("22", "5h"), ("22", "5hrs"), ("22", "5hours"), ("22", "5hpw")]
    assert ways[5:] == [("0", "6"), ("0", "6h"), ("0", "6hrs"), ("0", "6hours"), ("0", "6hpw")]
    whole = vetoes.hours_ways(37.5)
    assert ("1hours",) in whole
    assert ("1",) not in whole, "any text has a 1"
    assert ("0",) not in vetoes.hours_ways(0.0)
    assert vetoes.hours_ways(12.0)[:2] == [("12",), ("12h",)]
    assert ("0", "32") in vetoes.hours_ways(12.0)
    assert ("0", "53") in vetoes.hours_ways(20.0), "an FTE has two places"


FIXED, TEMPORARY, CASUAL = ("fixed",), ("temporary",), ("casual",)


@pytest.mark.parametrize(
    ("slot", "one", "two", "alike"),
    [
        ("shift", ("day",), ("weekday",), True),
        ("shift", ("day",), ("night",), False),
        ("shift", ("day", "late"), ("weekday",), False),
        ("time", ("day",), ("weekday",), False),
        ("contract", FIXED, TEMPORARY, True),
        ("contract", CASUAL, TEMPORARY, True),
        ("contract", CASUAL, FIXED, False),
        ("contract", ("permanent",), TEMPORARY, False),
        ("contract", ("permanent",), ("apprenticeship",), True),
        ("contract", ("internship",), ("permanent",), True),
        ("grade", FIXED, TEMPORARY, False),
        ("grade", ("apprenticeship",), TEMPORARY, False),
    ],
)
def test_values_that_go_together(slot: str, one: tuple[str, ...], two: tuple[str, ...], alike: bool) -> None:
    for a, b in both({"slots": {slot: one}}, {"slots": {slot: two}}):
        assert vetoes.slot_veto(a, b) == ("" if alike else slot)
    for a, b in both({"stated": {slot: one}}, {"stated": {slot: two}}):
        assert vetoes.slot_veto(a, b) == ("" if alike else f"{slot}_in_text")


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ({"slots": {"grade": ("5", "6")}}, {"slots": {"grade": ("6", "7")}}, ""),
        ({"slots": {"grade": ("5",), "shift": ("day",)}}, {"slots": {"grade": ("5",), "shift": ("night",)}}, "shift"),
        # A title against what a text states; a slot of the fields alone is no title's.
        ({"slots": BAND, "title": {"slots": BAND}}, {"stated": {"grade": ("6",)}}, "grade"),
        ({"slots": BAND, "title": {"slots": BAND}}, {"stated": BAND}, ""),
        ({"slots": BAND}, {"stated": {"grade": ("6",)}}, ""),
        (
            {"slots": {"contract": FIXED}, "title": {"slots": {"contract": FIXED}}},
            {"stated": {"contract": TEMPORARY}},
            "",
        ),
        ({"slots": BAND, "title": {"slots": BAND}}, {"stated": {"shift": ("day",)}}, ""),
        # Two texts; where both titles tell, they are of no weight.
        ({"stated": BAND}, {"stated": {"grade": ("6",)}}, "grade_in_text"),
        ({"stated": BAND}, {"stated": {"shift": ("day",)}}, ""),
        (
            {"stated": BAND, "slots": NIGHT, "title": {"slots": {"grade": ("1",)}}},
            {"stated": {"grade": ("6",)}, "slots": NIGHT, "title": {"slots": {"grade": ("1",)}}},
            "grade",
        ),
        (
            {"stated": BAND, "slots": {"grade": ("1",)}, "title": {"slots": {"grade": ("1",)}}},
            {"stated": {"grade": ("6",)}, "slots": {"grade": ("1",)}, "title": {"slots": {"grade": ("1",)}}},
            "",
        ),
        (
            {"stated": BAND, "slots": {"grade": ("1",)}, "title": {"slots": {"grade": ("1",)}}},
            {"stated": {"grade": ("6",)}, "slots": {"grade": ("1",)}},
            "grade_in_text",
        ),
        ({"stated": {"hours": ("30",)}}, {"stated": {"hours": ("20",)}}, "hours_in_text"),
        (
            {"stated": {"hours": ("30",)}, "weekly": (30.0, 30.0)},
            {"stated": {"hours": ("20",)}, "weekly": (30.0, 30.0)},
            "",
        ),
        ({"stated": {"hours": ("30",)}, "weekly": (30.0, 30.0)}, {"stated": {"hours": ("20",)}}, "hours_in_text"),
        # Names: a part of the other name is the same.
        ({"stated": {"site": ("st james hospital",)}}, {"stated": {"site": ("james hospital",)}}, ""),
        ({"stated": {"site": ("st james hospital",)}}, {"stated": {"site": ("elm hospital",)}}, "site_in_text"),
        ({"stated": {"subject": ("maths", "art")}}, {"stated": {"subject": ("music", "fine art")}}, ""),
        ({"stated": {"subject": ("maths",)}}, {"stated": {"subject": ("music",)}}, "subject_in_text"),
        ({"stated": {"ward": ("st james",)}}, {"stated": {"ward": ("james",)}}, "ward_in_text"),
    ],
)
def test_slots(left: dict[str, Any], right: dict[str, Any], found: str) -> None:
    for a, b in both(left, right):
        assert vetoes.slot_veto(a, b) == found


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        (None, (1.0, 1.0), False),
        ((20.0, 20.0), (22.0, 22.0), False),
        ((20.0, 20.0), (22.1, 22.1), True),
        ((16.0, 20.0), (22.0, 37.0), False),
        ((16.0, 20.0), (22.1, 37.0), True),
        ((10.0, 37.0), (20.0, 20.0), False),
    ],
)
def test_hours(one: Any, two: Any, apart: bool) -> None:
    for a, b in both({"weekly": one}, {"weekly": two}):
        assert vetoes.hours_veto(a, b) is apart


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        (Schedule(), Schedule(("2026-09-01",), 600, "", "x"), ""),
        (Schedule(("2026-09-01",)), Schedule(("2026-09-01", "2027-01-01")), ""),
        (Schedule(("2026-09-01",)), Schedule(("2026-09-02",)), "start"),
        (Schedule(clock=600), Schedule(clock=660), ""),
        (Schedule(clock=600), Schedule(clock=661), "start_time"),
        (Schedule(clock=0), Schedule(clock=61), "start_time"),
        (Schedule(provider_id="x"), Schedule(provider_id="y"), "provider_course_id"),
        (Schedule(provider_id="x"), Schedule(provider_id="x"), ""),
        (Schedule(provider_id="x"), Schedule(), ""),
    ],
)
def test_schedules(one: Schedule, two: Schedule, found: str) -> None:
    for a, b in both({"schedule": one, "source": "college"}, {"schedule": two, "source": "college"}):
        assert vetoes.schedule_veto(a, b) == found
    for a, b in both({"schedule": one}, {"schedule": two}):
        assert vetoes.schedule_veto(a, b) == ("" if found == "provider_course_id" else found), (
            "numbers of two providers"
        )
