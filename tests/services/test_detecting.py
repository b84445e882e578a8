"""`source detect URL`: one page asked as a harvest asks it, and what is told of it."""

import json
from pathlib import Path

import pytest

from records.platforms.known import sound_platforms
from services.detecting import detect_file, detect_url, detection_lines
from spiders.detecting import by_address
from tests.connectors.sample_facts import SAMPLES, rows
from tests.integration.region import Region
from tests.spiders.server import Answer, WebServer

HTML = {"Content-Type": "text/html; charset=utf-8"}
WORDS = " ".join(["We are a council of the north and look after parks, schools and libraries."] * 8)
ADVERTS = [("Cook", "/jobs/cook"), ("Night Porter", "/jobs/night-porter"), ("Gardener", "/jobs/gardener")]


def page(body: str, head: str = "") -> Answer:
    return Answer(f"<!doctype html><html><head><title>Jobs</title>{head}</head><body>{body}</body></html>", 200, HTML)


def cards() -> str:
    items = "".join(
        f'<div class="card"><h3><a href="{path}">{title}</a></h3><p>Leeds</p></div>' for title, path in ADVERTS
    )
    return f"<h1>Jobs</h1><p>{WORDS}</p>{items}<a href='/terms-and-conditions'>Terms</a>"


def feed(server: WebServer, adverts: list[tuple[str, str]], title: str = "Vacancies") -> Answer:
    items = "".join(
        f"<item><title>{name}</title><link>{server.url(path)}</link><guid>{path}</guid></item>"
        for name, path in adverts
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
    return Answer(body, 200, {"Content-Type": "application/rss+xml"})


def test_a_feed_that_lists_the_pages_adverts_is_preferred(region: Region, server: WebServer) -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" title="News" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" title="Jobs" href="/jobs/feed/">'
    )
    server.answers["/vacancies"] = page(cards(), head)
    server.answers["/jobs/feed/"] = feed(server, ADVERTS)
    server.answers["/feed/"] = feed(server, [("Bins are late", "/news/1")])
    told = region.run_json("source", "detect", server.url("/vacancies"))
    assert (told["connector"], told["options"]["url"]) == ("rss", server.url("/jobs/feed/"))
    assert "lists its adverts (3)" in told["why"]
    assert (told["robots"], told["terms"]) == ("allowed", server.url("/terms-and-conditions"))
    assert "/comments/feed/" not in server.paths()


def test_a_feed_of_news_is_not_the_list(region: Region, server: WebServer) -> None:
    server.answers["/jobs"] = page(
        cards(), '<link rel="alternate" type="application/rss+xml" title="News" href="/feed/">'
    )
    server.answers["/feed/"] = feed(server, [("Bins are late", "/news/1"), ("Library opens", "/news/2")])
    told = region.run_json("source", "detect", server.url("/jobs"), code=3)
    assert told["connector"] is None
    assert "selectors" in told["why"]
    assert "it has a list of 3 adverts" in told["also"][0]


def test_redirects_robots_and_a_door(region: Region, server: WebServer) -> None:
    server.answers["/old"] = Answer("", 301, {"Location": "/jobs"})
    server.answers["/jobs"] = page(cards())
    told = region.run_json("source", "detect", server.url("/old"), code=3)
    assert told["url"] == server.url("/jobs")
    assert f"{server.url('/old')} leads to {server.url('/jobs')}" in told["notes"]
    server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /jobs\n")
    done = region.run("source", "detect", server.url("/jobs"), code=4)
    assert "does not allow this page" in done.stdout
    assert server.paths().count("/jobs") == 1
    server.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n")
    server.answers["/staff"] = page("<h1>Sign in</h1><form><input name=user><input type=password></form>")
    assert "needs sign-in" in region.run("source", "detect", server.url("/staff"), code=3).stdout


def test_what_it_meets(region: Region, server: WebServer) -> None:
    server.answers["/app"] = page('<div id="root"></div><script src="/app.js"></script>')
    assert "drawn by JavaScript" in region.run("source", "detect", server.url("/app"), code=3).stdout
    body = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF"
    server.answers["/list.pdf"] = Answer(body, 200, {"Content-Type": "application/pdf"})
    assert "PDF" in region.run("source", "detect", server.url("/list.pdf"), code=None).stdout
    done = region.run("source", "detect", server.url("/nowhere"), code=4)
    assert "404" in done.stdout
    assert "private" in region.run("source", "detect", "http://10.0.0.1/jobs", code=2).stderr
    assert region.run("source", "detect", code=2).stderr


def test_a_board_of_a_vendor_behind_an_own_domain(region: Region, server: WebServer) -> None:
    frame = '<iframe src="https://jobs.lever.co/leedscare"></iframe>'
    server.answers["/work-for-us"] = page(f"<h1>Work for us</h1><p>{WORDS}</p>{frame}")
    told = region.run_json("source", "detect", server.url("/work-for-us"))
    assert (told["connector"], told["options"]["url"]) == ("lever", "https://jobs.lever.co/leedscare")


NOBODYS = {
    "mentions": f"<h1>About us</h1><p>{WORDS} We moved from Greenhouse and Lever to a spreadsheet; "
    "Workday, Workable and myworkdayjobs.com were too dear.</p>",
    "two vendors": f"<p>{WORDS}</p><a href='https://jobs.lever.co/leedscare'>Jobs</a>"
    "<a href='https://boards.greenhouse.io/leedscollege'>College jobs</a>",
    "marketing": f"<h1>The applicant tracking system</h1><p>{WORDS}</p><a href='https://www.lever.co/pricing'>Pricing</a>"
    "<a href='https://www.greenhouse.io/demo'>Demo</a><a href='/customers'>Customers</a>",
}


@pytest.mark.parametrize("name", NOBODYS)
@pytest.mark.parametrize(
    "url", ["https://www.example.gov.uk/jobs", "https://www.lever.co/", "https://www.workable.com/"]
)
def test_unknown_rather_than_wrong(tmp_path: Path, name: str, url: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><html><body>{NOBODYS[name]}</body></html>")
    found = detect_file(file, url)
    assert found.connector is None, found


def test_lines_say_what_comes_next(region: Region, server: WebServer) -> None:
    job = {"id": 1, "title": "Cook", "absolute_url": "https://x.example/1", "internal_job_id": 4}
    body = json.dumps({"jobs": [job], "meta": {"total": 1}})
    server.answers["/board"] = Answer(body, 200, {"Content-Type": "application/json"})
    lines = detection_lines(detect_url(server.url("/board"), region.settings))
    assert lines[0].startswith("robots.txt of 127.0.0.1")
    assert lines[-1] == f"next: talentfeed source new {server.url('/board')}"


def test_the_own_site_of_a_vendor_is_no_board() -> None:
    for one in sound_platforms():
        for host in one.hosts:
            if host.startswith("www.") or not one.needs_board:
                continue
            for start, path in (("", "/"), ("www.", "/"), ("www.", "/pricing"), ("help.", "/about"), ("blog.", "/")):
                assert by_address(f"https://{start}{host}{path}") is None, (one.name, start, path)


# `-` in the table: nothing can be extracted from these alone; they are known for what they are all the same.
KNOWN_WITHOUT_ADVERTS = {
    "events/tess_sitemap_index.xml": "json_ld",
    "uk/eploy_detail_legacy.html": "eploy_page",
    "uk/eploy_live_jobs.xml": "eploy",
}


@pytest.mark.samples
def test_all_samples_by_themselves() -> None:
    expected = {row["file"]: row["connector"] for row in rows()} | KNOWN_WITHOUT_ADVERTS
    there = {name: connector for name, connector in expected.items() if (SAMPLES / name).exists()}
    if not there:
        pytest.skip("the samples are not on this machine: what is detected in them is not checked")
    told = {name: detect_file(SAMPLES / name, "https://saved.example/page").connector or "-" for name in there}
    wrong = {name: (told[name], there[name]) for name in there if told[name] not in (there[name], "-")}
    assert not wrong
    knowable = [name for name in there if there[name] != "-"]
    assert sum(told[name] == there[name] for name in knowable) >= 0.95 * len(knowable)
