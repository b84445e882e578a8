"""How two adverts relate as a whole: employers, pay, texts, and which contradiction counts."""

from collections.abc import Callable
from typing import Any

import pytest

from dedupe import vetoes
from dedupe.compare_titles import TitleMatch, TitleRelation
from dedupe.employers import EmployerRelation
from dedupe.features.build import features_of
from dedupe.features.model import Features, Schedule
from dedupe.features.pay import PayKey, PayRelation
from dedupe.features.place import Relation
from dedupe.vetoes import Compared
from records.vocabulary import Kind
from tests.dedupe.history import advert
from tests.dedupe.made import both, features, words

EXTRA = TitleMatch(TitleRelation.EXTRA, ("pastry",), 0)


def compared(a: Features, b: Features, place: Relation = Relation.SAME, **known: Any) -> Compared:
    """The comparison with these answers (`employer`, `pay`, `text`, `match`) as if they had been asked for."""
    made = vetoes.compare(a, b, place)
    made.match = known.pop("match", TitleMatch(TitleRelation.EXACT))
    for name, value in known.items():
        setattr(made, f"_{name}", value)
    return made


SPELLING, ALIAS = TitleMatch(TitleRelation.SPELLING), EmployerRelation.ALIAS


@pytest.mark.parametrize(
    ("known", "apart"),
    [
        ({"employer": EmployerRelation.DIFFERENT, "text": (1.0, 999)}, True),
        *(({"employer": one}, False) for one in EmployerRelation if one > ALIAS),
        ({"employer": ALIAS, "text": (0.62, 12)}, False),
        ({"employer": ALIAS, "text": (0.619, 12)}, True),
        ({"employer": ALIAS, "text": (0.62, 11)}, True),
        ({"employer": ALIAS, "text": (1.0, 99), "match": SPELLING, "place": Relation.PARENT}, False),
        ({"employer": ALIAS, "text": (1.0, 99), "match": EXTRA}, True),
        ({"employer": ALIAS, "text": (1.0, 99), "place": Relation.UNKNOWN}, True),
    ],
)
def test_employers(known: dict[str, Any], apart: bool) -> None:
    known = dict(known)
    found = compared(features("a"), features("b"), known.pop("place", Relation.SAME), **known)
    assert vetoes.employer_veto(found) is apart


LEEDS = features_of(advert("a:1", employer="Leeds Care Ltd", location="Leeds"))


@pytest.mark.parametrize(
    ("one", "two", "located", "relation"),
    [
        ("leeds city council", "leeds city council", True, EmployerRelation.SAME),
        ("leeds care", "leeds care services", True, EmployerRelation.ALIAS),
        ("leeds care", "leeds care services", False, EmployerRelation.ALIKE),
        ("leeds fenlight", "leeds fenlight services", True, EmployerRelation.ALIKE),
        ("leeds care", "leeds care fenlight", True, EmployerRelation.ALIAS),
        ("aire care", "ouse foundry", True, EmployerRelation.DIFFERENT),
        ("", "leeds council", True, EmployerRelation.UNKNOWN),
    ],
)
def test_a_town_is_nothing_that_two_employers_have_in_common(
    one: str, two: str, located: bool, relation: EmployerRelation
) -> None:
    places = LEEDS.places if located else ()
    for a, b in both({"employer": one, "called": one, "places": places}, {"employer": two, "called": two}):
        assert vetoes.employers(a, b) is relation


def test_initials_stand_for_a_name_in_its_own_order() -> None:
    named = {"employer": "hospitals leeds teaching", "called": "leeds teaching hospitals"}
    for a, b in both(named, {"employer": "lth"}):
        assert vetoes.employers(a, b) is EmployerRelation.ALIKE
    for a, b in both({"employer": "hospitals leeds teaching"}, {"employer": "lth"}):
        assert vetoes.employers(a, b) is EmployerRelation.DIFFERENT


YEAR, LESS, HOUR = PayKey(30000, 30000), PayKey(20000, 20000), PayKey(10, 10, hourly=True)
MORE_AN_HOUR = PayKey(20, 20, hourly=True)
PART = {"time": ("part",)}


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ({"pay": YEAR}, {"pay": YEAR}, PayRelation.EQUAL),
        ({"pay": YEAR}, {"pay": LESS}, PayRelation.DISJOINT),
        ({"pay": YEAR, "slots": PART}, {"pay": LESS}, PayRelation.UNKNOWN),
        ({"pay": YEAR, "slots": {"time": ("full",)}}, {"pay": LESS}, PayRelation.DISJOINT),
        ({"pay": YEAR, "slots": PART, "weekly": (37.0, 37.0)}, {"pay": LESS}, PayRelation.DISJOINT),
        ({"pay": YEAR, "slots": PART}, {"pay": HOUR}, PayRelation.UNKNOWN),
        ({"pay": MORE_AN_HOUR, "slots": PART}, {"pay": HOUR}, PayRelation.DISJOINT),
        ({"pay": YEAR, "weekly": (25.0, 25.0)}, {"pay": LESS}, PayRelation.EQUAL),
        ({"pay": YEAR, "weekly": (20.0, 30.0)}, {"pay": LESS}, PayRelation.EQUAL),
        ({"pay": YEAR, "weekly": (25.0, 25.0)}, {"pay": LESS, "weekly": (25.0, 25.0)}, PayRelation.EQUAL),
        ({"pay": None, "slots": PART}, {"pay": LESS}, PayRelation.UNKNOWN),
    ],
)
def test_pay(left: dict[str, Any], right: dict[str, Any], relation: PayRelation) -> None:
    for a, b in both(left, right):
        assert vetoes.pay_relation(a, b) is relation


def test_what_is_dear_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*given: Any) -> Any:
            asked.append(name)
            return real(*given)

        return ask

    for name in ("containment", "pay_relation", "employers"):
        monkeypatch.setattr(vetoes, name, counted(name, getattr(vetoes, name)))
    a, b = features("a", said=words(70)), features("b", said=words(70))
    found = vetoes.compare(a, b, Relation.UNKNOWN)
    assert asked == []
    for _ in range(2):
        assert (found.share, found.shingles) == (1.0, len(a.text.shingles))
        assert (found.pay, found.employer) == (PayRelation.UNKNOWN, EmployerRelation.UNKNOWN)
    assert (found.match.relation, found.place) == (TitleRelation.EXACT, Relation.UNKNOWN)
    assert sorted(asked) == ["containment", "employers", "pay_relation"]


AGREED: dict[str, Any] = {"employer": EmployerRelation.SAME, "pay": PayRelation.EQUAL, "text": (0.5, 99)}


@pytest.mark.parametrize(
    ("known", "right", "linked", "found"),
    [
        ({}, {}, False, ""),
        ({}, {"kind": Kind.APPRENTICESHIP}, False, ""),
        ({}, {"kind": Kind.COURSE}, False, "kind"),
        ({}, {"kind": Kind.COURSE}, True, "kind"),
        ({"match": TitleMatch(TitleRelation.DIFFERENT)}, {}, True, "title"),
        ({"match": TitleMatch(TitleRelation.DIFFERENT)}, {}, False, "title"),
        ({}, {"schedule": Schedule(("2027-01-01",))}, True, "start"),
        ({"place": Relation.CONTRADICTING}, {}, False, "place"),
        ({"place": Relation.CONTRADICTING, "employer": EmployerRelation.DIFFERENT}, {}, True, ""),
        ({"employer": EmployerRelation.DIFFERENT}, {}, False, "employer"),
        ({}, {"weekly": (20.0, 20.0)}, False, "hours"),
        ({}, {"weekly": (20.0, 20.0)}, True, ""),
        ({"pay": PayRelation.DISJOINT}, {}, False, "pay"),
        ({"pay": PayRelation.DISJOINT}, {}, True, ""),
        ({"pay": PayRelation.DISJOINT, "employer": EmployerRelation.UNKNOWN}, {"weekly": (20.0, 20.0)}, False, "hours"),
    ],
)
def test_the_first_contradiction_counts(known: dict[str, Any], right: dict[str, Any], linked: bool, found: str) -> None:
    start = Schedule(("2026-09-01",))
    a = features("a", weekly=(30.0, 30.0), schedule=start)
    b = features("b", **{"weekly": (30.0, 30.0), "schedule": start, **right})
    known = {**AGREED, **known}
    assert vetoes.veto(a, b, compared(a, b, known.pop("place", Relation.SAME), **known), linked=linked) == found


@pytest.mark.parametrize(
    ("employer", "found"),
    [(EmployerRelation.SAME, "posting"), (EmployerRelation.ALIKE, "posting"), (EmployerRelation.UNKNOWN, "")],
)
def test_two_numbers_of_one_employer(employer: EmployerRelation, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = features("a"), features("b")
    monkeypatch.setattr(vetoes, "two_postings", lambda one, two: one is a and two is b)
    assert vetoes.veto(a, b, compared(a, b, **{**AGREED, "employer": employer})) == found


def test_one_form_filled_in_twice() -> None:
    a = features("a", said=f"{words(100)} oncology {words(30)}")
    b = features("b", said=f"{words(100)} dermatology {words(30)}")
    share, shingles = vetoes.compare(a, b, Relation.SAME).share, vetoes.compare(a, b, Relation.SAME).shingles
    assert share >= 0.85
    assert vetoes.veto(a, b, compared(a, b, **{**AGREED, "text": (share, shingles)})) == "one_template"
    assert vetoes.veto(a, b, compared(a, b, **{**AGREED, "text": (0.8, shingles)})) == ""
    assert vetoes.veto(a, b, compared(a, b, **{**AGREED, "text": (share, 1)})) == ""
