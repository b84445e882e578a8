"""A source's lookups and defaults: lookups see every text, defaults lose to all that an advert says."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from normalise.draft_rules import fill_first, looked_up
from normalise.pipeline import to_listing
from normalise.steps.base import Work
from normalise.steps.fill_gaps import fill_gaps
from normalise.steps.kind import kind as kind_step
from normalise.steps.listing_draft import ListingDraft
from records.draft import Draft, DraftPay, DraftPlace, DraftRun
from records.errors import ConfigError
from records.listing import Listing
from records.payload import Payload
from records.source import SourceConfig
from records.source_file import load_source
from records.vocabulary import Kind

NOW = datetime(2026, 9, 1, tzinfo=UTC)
PAGE = "https://jobs.example.org/feed"


def source(**keys: Any) -> SourceConfig:
    """A feed with these keys in its file."""
    return SourceConfig.model_validate(
        {
            "id": "feed", "name": "Feed", "publisher": {"name": "Feed"}, "licence": {"name": "unknown"},
            "connector": {"type": "rss", "url": PAGE}, **keys,
        }
    )  # fmt: skip


def payload(item: dict[str, object], url: str | None = None) -> Payload:
    """One item of the feed."""
    data = {"title": "Cook", **item}
    return Payload(
        source_id="feed", run_id="run", key="1", connector="rss", format="rss_item", url=url, data=data,
        page_url=PAGE, fetched_at=NOW,
    )  # fmt: skip


def listing(item: dict[str, object], **keys: Any) -> Listing:
    """The listing of one item under these keys."""
    return to_listing(payload(item), source(**keys))


def filled(draft: Draft, **defaults: str) -> Draft:
    """The draft after the step that fills gaps, as a job called Cook with an empty text."""
    config = source(defaults=defaults)
    out = ListingDraft(kind=Kind.JOB, title=draft.title or "Cook")
    work = Work(draft=draft, payload=payload({}), source=config, now=NOW, out=out)
    fill_gaps(work)
    return work.draft


# What an advert says in its text or title, the default beside it, and what must come out.
def towns(one: Listing) -> list[str | None]:
    """The towns of a listing."""
    return [place.town for place in one.places]


BEATEN: list[tuple[str, dict[str, object], dict[str, str], Any, Any]] = [
    ("place", {"description": "Location: Bradford"}, {"town": "Leeds"}, towns, ["Bradford"]),
    ("place in the title", {"title": "Cook in Otley"}, {"place": "Leeds"}, towns, ["Otley"]),
    ("pay", {"description": "Salary: £25,000"}, {"pay": "£30,000"}, lambda one: int(one.pay.min), 25_000),
    (
        "organisation", {"description": "Employer: Hill Care Ltd"}, {"organisation": "Council"},
        lambda one: one.organisation.name, "Hill Care Ltd",
    ),
    ("contract", {"description": "Contract: fixed term"}, {"contract": "permanent"}, lambda one: one.contract,
     ["fixed_term"]),
    ("contract in the title", {"title": "Casual Cook"}, {"contract": "permanent"}, lambda one: one.contract,
     ["casual"]),
    ("hours", {"description": "Hours: part time"}, {"hours": "full time"}, lambda one: one.hours, ["part_time"]),
    ("hours in the title", {"title": "Part-time Cook"}, {"hours": "full time"}, lambda one: one.hours, ["part_time"]),
    ("hours a week", {"description": "Hours: 20"}, {"hours_per_week": "37"}, lambda one: one.hours_per_week.max, 20),
    ("closing date", {"description": "Closing date: 4 October 2026"}, {"closes_at": "1 December 2026"},
     lambda one: one.closes_at.date().isoformat(), "2026-10-04"),
    ("start", {"description": "Start date: 4 October 2026"}, {"starts_on": "1 December 2026"},
     lambda one: one.starts_on.isoformat(), "2026-10-04"),
    ("reference", {"description": "Reference: AB/12"}, {"reference": "none-1"}, lambda one: one.reference, "AB/12"),
    ("remote in the title", {"title": "Hybrid Cook"}, {"remote": "on site"}, lambda one: one.remote, "hybrid"),
    ("remote as the place", {"location": "Remote"}, {"remote": "on site"}, lambda one: one.remote, "remote"),
    ("currency", {"salary": "€12 per hour"}, {"pay_currency": "GBP"}, lambda one: one.pay.currency, "EUR"),
    ("currency by code", {"salary": "12 USD per hour"}, {"pay_currency": "GBP"}, lambda one: one.pay.currency, "USD"),
    ("period", {"salary": "£12 per hour"}, {"pay_period": "year"}, lambda one: one.pay.period, "hour"),
    ("coordinates", {"location": "Bradford"}, {"lat": "51.5", "lon": "-0.1"}, lambda one: one.places[0].lat, 53.7939),
    ("region", {"location": "London"}, {"region": "West Yorkshire"}, towns, ["London"]),
    ("its own page", {"link": "https://jobs.example.org/1"}, {"url": "https://jobs.example.org/all"},
     lambda one: one.url, "https://jobs.example.org/1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "defaults", "read", "expected"), [row[1:] for row in BEATEN], ids=[r[0] for r in BEATEN]
)
def test_a_default_never_overrules_the_advert(
    item: dict[str, object], defaults: dict[str, str], read: Any, expected: Any
) -> None:
    assert read(listing(item, defaults=defaults)) == expected


@pytest.mark.parametrize(("defaults", "read"), [(row[2], row[3]) for row in BEATEN], ids=[r[0] for r in BEATEN])
def test_the_same_default_fills_an_advert_that_is_silent(defaults: dict[str, str], read: Any) -> None:
    figures = {"pay": "12"} if defaults.keys() & {"pay_currency", "pay_period"} else {}
    assert read(listing({}, defaults={**figures, **defaults}))


def test_a_default_place_is_whole_in_any_order() -> None:
    for names in (("country", "town"), ("town", "country")):
        parts = {"country": "FR", "town": "Lyon"}
        assert filled(Draft(), **{name: parts[name] for name in names}).places == [
            DraftPlace(town="Lyon", country="FR")
        ]


def test_of_a_place_only_region_and_country_are_filled() -> None:
    given = DraftPlace(town="Newport")
    parts = {"region": "Shropshire", "country": "GB", "street": "High Street", "venue": "Hall", "postcode": "TF10 7AA"}
    assert filled(Draft(places=[given]), **parts).places == [
        DraftPlace(town="Newport", region="Shropshire", country="GB")
    ]
    stated = DraftPlace(town="Newport", region="Gwent", country="United Kingdom")
    assert filled(Draft(places=[stated]), **parts).places == [stated]
    unknown = filled(Draft(places=[DraftPlace(text="Civic Hall")]), region="West Yorkshire").places
    assert unknown == [DraftPlace(text="Civic Hall", region="West Yorkshire")]


def test_pay_is_filled_whole_or_in_what_it_does_not_state() -> None:
    assert filled(Draft(), pay="£12", pay_period="hour").pay == DraftPay(text="£12", period="hour")
    assert filled(Draft(), pay_min="10", pay_max="12").pay == DraftPay(min="10", max="12")
    assert filled(Draft(), pay_period="hour").pay is None
    # An amount in parts is pay too: a default text would name another one.
    for stated in (DraftPay(min="20000"), DraftPay(max="20000"), DraftPay(text="20000")):
        assert filled(Draft(pay=stated), pay="£12 an hour", pay_min="1", pay_max="2").pay == stated
    open_ = filled(Draft(pay=DraftPay(text="450")), pay_currency="EUR", pay_period="week").pay
    assert open_ == DraftPay(text="450", currency="EUR", period="week")
    told = DraftPay(text="450", currency="USD", period="day")
    assert filled(Draft(pay=told), pay_currency="EUR", pay_period="week").pay == told
    assert filled(Draft(pay=DraftPay(currency="USD")), pay="450", pay_currency="EUR").pay == DraftPay(
        text="450", currency="USD"
    )


def test_a_default_of_a_list_is_one_entry_and_of_a_number_its_text() -> None:
    draft = filled(Draft(), subject="Catering", skills="Welding", qualifications_required="GCSE", vacancies="2")
    assert (draft.subjects, draft.skills, draft.qualifications_required) == (["Catering"], ["Welding"], ["GCSE"])
    assert draft.vacancies == "2"
    assert filled(Draft(subjects=["Sport"], vacancies=3), subject="Catering", vacancies="2") == Draft(
        subjects=["Sport"], vacancies=3
    )


def test_what_the_runs_of_a_course_say_is_the_courses_own_word() -> None:
    runs = [DraftRun(starts_on="2026-10-01", ends_on="2026-12-01", cost="£10")]
    draft = filled(Draft(course_runs=runs), starts_on="2027-01-01", ends_on="2027-02-01", cost="£99")
    assert (draft.starts_on, draft.ends_on, draft.cost) == (None, None, None)
    bare = filled(Draft(course_runs=[DraftRun(id="1")]), starts_on="2027-01-01", ends_on="2027-02-01", cost="£99")
    assert (bare.starts_on, bare.ends_on, bare.cost) == ("2027-01-01", "2027-02-01", "£99")


def test_kind_title_and_text_are_filled_before_their_steps() -> None:
    config = source(defaults={"kind": "course", "title": "Cookery", "description": "Salary: £25,000"})
    assert fill_first(Draft(), config) == Draft(kind=Kind.COURSE, title="Cookery", description="Salary: £25,000")
    said = Draft(kind=Kind.EVENT, title="Fair", description="Come.")
    assert fill_first(said, config) == said
    read = listing({"title": "", "salary": ""}, defaults={"title": "Apprentice Cook", "description": "Salary: £25,000"})
    assert (read.kind, read.title) == (Kind.APPRENTICESHIP, "Apprentice Cook")
    assert read.pay is not None


def test_lookups_mend_what_the_fields_say() -> None:
    tables = {
        "place": {"Civic Hall": "Leeds"}, "venue": {"CH": "Civic Hall"}, "pay": {"Spot": "£25,000"},
        "pay_period": {"A": "year"}, "subject": {"HSC": "Health"}, "contract": {"FTC": "fixed term"},
        "vacancies": {"3": "4"}, "kind": {"event": "course"}, "starts_on": {"soon": "2026-10-01"},
        "title": {"Ck": "Cook"},
    }  # fmt: skip
    draft = Draft(
        kind=Kind.EVENT, title=" Ck ", places=[DraftPlace(text="Civic Hall"), DraftPlace(text="York", venue="CH")],
        pay=DraftPay(text="Spot", period="A"), subjects=["HSC", "Art"], contract=["FTC"], vacancies=3, starts_on="soon",
        event_venue="CH", course_runs=[DraftRun(starts_on="soon", place=DraftPlace(text="Civic Hall")), DraftRun()],
    )  # fmt: skip
    assert looked_up(draft, source(lookups=tables)) == Draft(
        kind=Kind.COURSE, title="Cook", places=[DraftPlace(text="Leeds"), DraftPlace(text="York", venue="Civic Hall")],
        pay=DraftPay(text="£25,000", period="year"), subjects=["Health", "Art"], contract=["fixed term"], vacancies="4",
        starts_on="2026-10-01", event_venue="Civic Hall",
        course_runs=[DraftRun(starts_on="2026-10-01", place=DraftPlace(text="Leeds")), DraftRun()],
    )  # fmt: skip


def test_lookups_of_what_an_advert_does_not_say_change_nothing() -> None:
    tables = {"pay": {"Spot": "£1"}, "kind": {"event": "course"}, "place": {"": "Leeds"}, "title": {"Cook": "Chef"}}
    assert looked_up(Draft(), source(lookups=tables)) == Draft()
    said = Draft(kind=Kind.JOB, title="Cook's helper", pay=DraftPay(text="spot"))
    assert looked_up(said, source(lookups=tables)) == said


@pytest.mark.parametrize(
    ("item", "lookups", "read", "expected"),
    [
        ({"description": "Location: Civic Hall"}, {"place": {"Civic Hall": "Leeds"}}, towns, ["Leeds"]),
        # Neither would be taken for a place or for pay as it is written.
        ({"description": "Location: You will visit our sites"}, {"place": {"You will visit our sites": "Leeds"}}, towns,
         ["Leeds"]),
        ({"description": "Pay: Spot rate"}, {"pay": {"Spot rate": "£25,000"}}, lambda one: int(one.pay.min), 25_000),
        ({"title": "Cook in Otley"}, {"place": {"Otley": "Ilkley"}}, towns, ["Ilkley"]),
        ({"description": "University of Exeter - Law"}, {"organisation": {"University of Exeter": "Exeter"}},
         lambda one: one.organisation.name, "Exeter"),
        ({"description": "Contract: FTC1"}, {"contract": {"FTC1": "fixed term"}}, lambda one: one.contract,
         ["fixed_term"]),
        ({"description": "Hours: pattern B"}, {"hours": {"pattern B": "part time, 20 hours"}},
         lambda one: (one.hours, one.hours_per_week.max), (["part_time"], 20)),
        ({"description": "Closing date: end of term"}, {"closes_at": {"end of term": "2026-12-18"}},
         lambda one: one.closes_at.date().isoformat(), "2026-12-18"),
        ({"description": "Start date: next term"}, {"starts_on": {"next term": "2027-01-04"}},
         lambda one: one.starts_on.isoformat(), "2027-01-04"),
        ({"description": "Reference: A"}, {"reference": {"A": "AB/12"}}, lambda one: one.reference, "AB/12"),
    ],
)  # fmt: skip
def test_lookups_see_what_is_read_out_of_the_text(
    item: dict[str, object], lookups: dict[str, dict[str, str]], read: Any, expected: Any
) -> None:
    assert read(listing(item, lookups=lookups)) == expected


def test_a_text_is_looked_up_once() -> None:
    swap = {"place": {"Leeds": "York", "York": "Leeds"}}
    assert towns(listing({"location": "Leeds"}, lookups=swap)) == ["York"]
    assert towns(listing({"description": "Location: Leeds"}, lookups=swap)) == ["York"]


def test_a_looked_up_line_goes_before_a_default() -> None:
    keys = {"lookups": {"place": {"Civic Hall": "Bradford"}}, "defaults": {"town": "Leeds"}}
    assert towns(listing({"description": "Location: Civic Hall"}, **keys)) == ["Bradford"]


@pytest.mark.parametrize("rule", ["defaults:\n  kind: jobs", "lookups:\n  kind:\n    job: vacancy"])
def test_a_kind_that_does_not_exist_is_refused_in_the_file(rule: str, tmp_path: Path) -> None:
    text = (
        "id: feed\nname: Feed\npublisher:\n  name: Feed\nlicence:\n  name: OGL\n"
        f"connector:\n  type: rss\n  url: {PAGE}\n{rule}\n"
    )
    path = tmp_path / "feed.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match="must be one of job, apprenticeship"):
        load_source(path)


@pytest.mark.parametrize(
    ("title", "stated", "by_source", "expected"),
    [
        ("Cook", None, Kind.JOB, Kind.JOB),
        ("Cook", None, Kind.COURSE, Kind.COURSE),
        ("Cook", Kind.EVENT, Kind.COURSE, Kind.EVENT),
        ("Apprentice Cook", None, Kind.JOB, Kind.APPRENTICESHIP),
        ("Apprentice Cook", Kind.JOB, Kind.COURSE, Kind.APPRENTICESHIP),
        ("Apprentice Cook", None, Kind.COURSE, Kind.COURSE),
        ("Apprenticeship Manager", None, Kind.JOB, Kind.JOB),
        ("Apprentice coach", None, Kind.JOB, Kind.JOB),
        (None, None, Kind.JOB, Kind.JOB),
    ],
)
def test_kind(title: str | None, stated: Kind | None, by_source: Kind, expected: Kind) -> None:
    draft = Draft(title=title, kind=stated)
    work = Work(draft=draft, payload=payload({}), source=source(kind=by_source), now=NOW)
    kind_step(work)
    assert work.out.kind is expected


def test_a_kind_that_a_rule_states_is_a_kind_as_one_that_was_read() -> None:
    by_default = fill_first(Draft(title="Cook"), source(defaults={"kind": "course"})).kind
    by_lookup = looked_up(Draft(title="Cook", kind=Kind.JOB), source(lookups={"kind": {"job": "course"}})).kind
    assert [type(by_default), type(by_lookup)] == [Kind, Kind]
    assert by_default is by_lookup is Kind.COURSE
