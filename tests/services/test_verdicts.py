"""`source try`: what is said of each field, of what is not read, of the cost and of adverts known already."""

from datetime import UTC, datetime, timedelta
from typing import Any

from records.settings import Settings
from services.trying import Trial, try_listings
from services.verdicts import ABSENT, CLEAN, NOISY, UNUSABLE, Verdict
from tests.integration.region import Region
from tests.spiders.conftest import make_source
from tests.spiders.server import Answer, WebServer

HEAD = "Job title,Employer,Location,Pay,Closing date,Team\n"
TITLES = (
    "Cook",
    "Staff Nurse",
    "Night Porter",
    "Minibus Driver",
    "Gardener",
    "Welder",
    "Teaching Assistant",
    "Cleaner",
)


def row(title: str, **more: str) -> str:
    cells = {
        "employer": "Leeds Care Trust",
        "place": "Leeds",
        "pay": "£12.60 an hour",
        "closes": "31/12/2026",
        "team": "A",
    }
    return ",".join([title, *(cells | more).values()])


def table(server: WebServer, rows: list[str]) -> dict[str, Any]:
    server.answers["/jobs.csv"] = Answer(HEAD + "\n".join(rows))
    return {"type": "csv", "url": server.url("/jobs.csv")}


def tried(region: Region, server: WebServer, rows: list[str], **more: Any) -> Trial:
    now = Settings(home=region.home, allow_loopback=True, now=datetime(2026, 11, 29, tzinfo=UTC))
    return try_listings(make_source(table(server, rows) | more), now, 10)


def of(trial: Trial, field: str) -> Verdict:
    return next(one for one in trial.verdicts() if one.field == field)


def test_clean_and_absent(region: Region, server: WebServer) -> None:
    trial = tried(region, server, [row(title) for title in TITLES])
    assert {(name, of(trial, name).word) for name in ("title", "organisation", "places", "pay", "closes_at")} == {
        ("title", CLEAN), ("organisation", CLEAN), ("places", CLEAN), ("pay", CLEAN), ("closes_at", CLEAN),
    }  # fmt: skip
    assert of(trial, "pay").example == "£12.60 an hour (read as 12.60 GBP a hour)"
    assert (of(trial, "url").word, of(trial, "url").has, of(trial, "url").of) == (ABSENT, 0, 8)
    assert "advert's own page" in of(trial, "url").advice
    assert trial.unread == {"Team": 8}
    assert trial.cost == "about 2 requests a harvest"
    assert trial.whole


def test_suspicious_values(region: Region, server: WebServer) -> None:
    hours = [row(title, pay="18.5 p/t") for title in TITLES]
    pay = of(tried(region, server, hours), "pay")
    assert (pay.word, "these are hours" in pay.advice) == (UNUSABLE, True)
    some = [row(title, pay="Competitive" if n else "see website") for n, title in enumerate(TITLES)]
    assert of(tried(region, server, some), "pay").word == NOISY
    wide = tried(region, server, [row(title, place="UK Wide") for title in TITLES])
    assert (of(wide, "places").word, of(wide, "places").example) == (UNUSABLE, "UK Wide")
    assert "too wide" in of(wide, "places").advice
    past = tried(region, server, [row(title, closes="01/02/2026") for title in TITLES])
    assert of(past, "closes_at").word == UNUSABLE
    assert "in the past" in of(past, "closes_at").advice
    buttons = tried(region, server, [row("Read more", place=f"Leeds LS{n} 1AA") for n in range(1, 5)])
    assert "button" in of(buttons, "title").advice


def test_rejected_rows_by_number_and_text(region: Region, server: WebServer) -> None:
    rows = [row(TITLES[0]), row(""), row(TITLES[1])]
    trial = tried(region, server, rows)
    [line] = trial.rejected
    assert "Leeds Care Trust" in line
    assert any(char.isdigit() for char in line)


def test_known_already_and_no_database_made(region: Region, server: WebServer) -> None:
    board = table(server, [row(title) for title in TITLES])
    file = region.source("first", board)
    again = region.source("second", board)
    region.run("source", "try", str(again))
    assert not list(region.home.glob("*.db")), "a trial stores nothing"
    region.run("run", "--source", "first")
    told = region.run_json("source", "try", str(again))
    assert {one["listing"].partition(":")[0] for one in told["known"]} == {"first"}
    assert len(told["known"]) == len(TITLES)
    assert "known already (8 from first)" in region.run("source", "try", str(again)).stderr
    assert region.run_json("source", "try", str(file))["known"] == []


def test_nothing_of_python_is_printed(region: Region, server: WebServer) -> None:
    file = region.source("first", table(server, [row(title) for title in TITLES]))
    done = region.run("source", "try", str(file))
    for word in ("{'", "None", "<", "datetime", "']"):
        assert word not in done.stdout, word
    assert "8 of 8" in done.stdout
    assert "not read: Team (8)" in done.stderr


def test_what_a_daily_run_costs(region: Region, server: WebServer) -> None:
    cards = "".join(f'<li class="job"><a href="/jobs/{n}">Post {n}</a></li>' for n in range(20))
    page = f'<p class="total">100 jobs</p><ul>{cards}</ul><a class="next" href="/jobs2">Next</a>'
    server.answers["/jobs"] = Answer(page, 200, {"Content-Type": "text/html"})
    for n in range(20):
        server.answers[f"/jobs/{n}"] = Answer(f"<h1>Post {n}</h1>", 200, {"Content-Type": "text/html"})
    options = {
        "type": "selectors", "url": server.url("/jobs"), "item": "li.job", "fields": {"title": "a"}, "link": "a",
        "next": "a.next", "total": ".total", "detail": {"fields": {"title": "h1"}},
    }  # fmt: skip
    trial = try_listings(make_source(options), region.settings, 3)
    assert trial.cost == "about 106 requests a harvest, for 100 adverts"
    assert not trial.whole


def test_a_start_in_the_past_is_told(region: Region, server: WebServer) -> None:
    assert region.now is not None
    gone = (region.now - timedelta(days=90)).date()
    server.answers["/events.csv"] = Answer(f"Event title,Venue,Date\nJobs fair,Leeds Town Hall,{gone}\n")
    trial = try_listings(
        make_source(
            {"type": "csv", "url": server.url("/events.csv"), "fields": {"title": "Event title", "starts_on": "Date"}}
        ),
        region.settings,
        3,
    )
    assert of(trial, "starts_on").word in (NOISY, UNUSABLE)
