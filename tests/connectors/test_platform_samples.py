"""Boards as they were really answered: the platform is found by itself, and the facts are those read by eye."""

from pathlib import Path
from typing import Any

import pytest

from records.listing import Listing
from services.extracting import extract_file
from tests.connectors.cases import NOW

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
pytestmark = pytest.mark.samples


def _pay(listing: Listing) -> tuple[Any, ...] | None:
    pay = listing.pay
    return (
        None
        if pay is None
        else (float(pay.min or 0), float(pay.max or 0), pay.currency, pay.period and pay.period.value)
    )


# file, platform, and of each advert: title, organisation, towns or countries, remote, pay, contract and hours, day
FACTS: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    ("ck_lever.json", "lever", [
        ("(1099 Contract) Nonprofit Salesforce Consultant: Enterprise Project Manager", "Idealistconsulting",
         ["Chicago"], "remote", None, ["fixed_term"], "2025-11-27"),
        ("(1099 Contract) Salesforce for Nonprofits: Solution Architect", "Idealistconsulting", ["Washington"],
         "remote", None, ["fixed_term"], "2023-01-29"),
    ]),
    ("atspoll_lever.json", "lever", [
        ("Administrative Business Partner", "Palantir", ["London"], "hybrid", None, ["full_time"], "2024-03-25"),
        ("Administrative Business Partner - Security", "Palantir", ["Palo Alto"], "hybrid", None, ["full_time"],
         "2026-05-12"),
    ]),
    ("ljs_lever_postings.json", "lever", [
        ("Android Engineer I - Subscriptions", "Spotify", ["London", "Stockholm"], "remote", None, ["permanent"],
         "2026-06-30"),
        ("Analyst, Licensing Finance – FP&A", "Spotify", ["New York"], "on_site", None, ["permanent"], "2026-03-02"),
        ("Advertiser Solutions Vendor Lead - Programmatic and Direct Support", "Spotify", ["London"], "hybrid", None,
         ["permanent"], "2026-06-10"),
        ("Analytics Engineer II", "Spotify", ["Stockholm", "London"], "hybrid", None, ["permanent"], "2026-05-13"),
    ]),
    ("cpm_lever.json", "lever", [
        ("AbelsonTaylor Writer", "Leverdemo", ["Arlington"], "hybrid", None, ["permanent", "full_time"], "2019-03-21"),
        ("Account Director (Inside/Outside Hybrid Sales)", "Leverdemo", ["Atlanta"], "hybrid", None,
         ["permanent", "full_time"], "2017-08-16"),
        ("Account Executive", "Leverdemo", ["Mumbai"], None, None, [], "2019-05-16"),
        ("Account Executive", "Leverdemo", [], None, None, [], "2019-04-24"),
        ("Account Executive", "Leverdemo", ["Amsterdam"], "remote", (10000, 125000, "USD", "year"), [], "2019-11-25"),
        ("Account Executive", "Leverdemo", ["San Francisco"], "hybrid", (50000, 70000, "USD", "year"), [],
         "2021-11-24"),
    ]),
    ("ck_ashby.json", "ashby", [
        ("Senior Technical Recruiter", "HighlightTA", ["CA"], "remote", None, ["full_time"], "2026-04-20"),
        ("Senior Site Reliability Engineer", "HighlightTA", ["Toronto"], "hybrid", (102800, 137000, "CAD", "year"),
         ["full_time"], "2026-07-08"),
    ]),
    ("atspoll_ashby.json", "ashby", [
        ("Member of Technical Staff", "Openevidence", ["San Francisco", "Miami"], "on_site", None, ["full_time"],
         "2026-01-22"),
        ("Software Engineer, Data Platform", "Openevidence", ["San Francisco", "Miami"], "on_site", None,
         ["full_time"], "2026-02-23"),
    ]),
    ("ljs_ashby_jobs.json", "ashby", [
        ("Technical Consultant, Mid-Market", "Ramp", ["US", "San Francisco", "New York"], "remote",
         (151000, 231000, "USD", "year"), ["full_time"], "2026-07-07"),
        ("Account Executive", "Ramp", ["London"], "on_site", None, ["full_time"], "2026-06-08"),
        ("Director, Performance Marketing", "Ramp", ["New York", "US"], "hybrid", (191000, 291000, "USD", "year"),
         ["full_time"], "2026-06-11"),
        ("Engagement Manager", "Ramp", ["London"], "on_site", None, ["full_time"], "2026-06-10"),
    ]),
    ("ck_recruitee.json", "recruitee", [
        ("(Senior) Financial Accountant (f/m/d) - Berlin/Brandenburg Region, Germany", "Acme", ["Berlin"], "hybrid",
         (60000, 75000, "EUR", "year"), ["permanent", "full_time"], "2026-08-05"),
        ("Partner Development Representative (f/m/d) - Berlin, Germany", "Acme", ["Berlin"], "hybrid",
         (75000, 90000, "EUR", "year"), ["permanent", "full_time"], "2026-07-31"),
    ]),
    ("ck_pinpoint.json", "pinpoint", [
        ("Enterprise Applications Architect", "Acme", ["US"], "remote", (135000, 198000, "USD", "year"), [], None),
        ("CRM Program Consultant", None, ["Atlanta"], "hybrid", (70, 90, "USD", "hour"), [], None),
    ]),
    ("ck_smartrecruiters.json", "smartrecruiters", [
        ("CNA / LPN - Consistent Hours. Start Next Week.", "Knight Gayles", ["St. Louis"], None, None, ["part_time"],
         "2018-06-08"),
    ]),
    ("cz_smartrecruiters_postings.json", "smartrecruiters", [
        ("Data Science Intern | Fully Remote US", "HireVue Inc", ["Sandy"], "remote", None,
         ["internship", "part_time"], "2026-07-20"),
        ("Deal Desk Analyst | Fully Remote Poland and UK", "HireVue Inc", ["Warsaw"], "remote", None, ["full_time"],
         "2026-07-08"),
        ("Implementation Manager | Fully Remote Poland", "HireVue Inc", ["Warsaw"], "remote", None, ["full_time"],
         "2026-06-23"),
    ]),
    ("ck_workable.json", "workable", [
        ("Business Analyst - Spanish Speaking", "Zaelab", ["ES", "PT"], "remote", None, [], "2026-08-04"),
    ]),
    ("cz_workable_account.json", "workable", [
        ("Customer Success Manager, LATAM", "CrewAI", ["São Paulo"], "remote", None, ["full_time"], "2026-06-29"),
        ("Forward Deployed Engineer - (East coast based)", "CrewAI", ["US"], "remote", None, ["full_time"],
         "2026-04-08"),
        ("Full-Stack Engineer, Agent Management Platform", "CrewAI", ["San Francisco"], None, None, ["full_time"],
         "2026-06-25"),
        ("Senior Support Engineer", "CrewAI", ["US"], "remote", None, ["full_time"], "2026-06-25"),
    ]),
    ("ck_personio.xml", "personio", [
        ("Staff Software Engineer, Data Platform", "Acme SE & Co. KG", ["Munich", "Berlin"], None, None,
         ["permanent", "full_time"], "2024-11-13"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "platform", "facts"), FACTS, ids=[name for name, _, _ in FACTS])
def test_facts(name: str, platform: str, facts: list[tuple[Any, ...]]) -> None:
    path = SAMPLES / "ats" / name
    if not path.exists():
        pytest.skip(f"the recorded answer {name} is not on this machine: its facts are not checked")
    outcome = extract_file(path, connector=None, source_file=None, url="", options={}, at=NOW)
    assert not outcome.malformed
    # A recorded answer may be cut down to its first adverts, and a run that gave no more would not be COMPLETE.
    assert {one["code"] for one in outcome.rejected} <= {"ADVERTISED_SHORT"}
    assert {listing.provenance.connector for listing in outcome.listings} == {platform}
    got = [
        (
            one.title,
            one.organisation and one.organisation.name,
            [place.town or place.country for place in one.places],
            one.remote and one.remote.value,
            _pay(one),
            [word.value for word in (*one.contract, *one.hours)],
            # Of a day alone, midnight here is the day before in UTC during the summer.
            one.posted_at and one.posted_at.date().isoformat(),
        )
        for one in outcome.listings
    ]
    assert got == facts
