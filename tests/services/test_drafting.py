"""`source new`: what a draft says, what it never does, and the page that is kept to hold it against."""

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from records.source_file import load_source
from records.source_schema import LINE, source_schema
from records.vocabulary import Kind
from services.drafting.naming import body_of, owner_of, slug, source_id
from tests.integration.region import Region
from tests.services.walk import FOOTER, html, html_table, wordpress_cards
from tests.spiders.server import Answer, WebServer


def new(region: Region, url: str, *more: str, code: int = 0) -> str:
    return region.run("source", "new", url, "--id", "one", "--region", "leeds", *more, code=code).stdout


def file_of(region: Region) -> Path:
    return region.config_dir / "sources" / "leeds" / "one.yaml"


def test_nothing_is_written_over_and_each_end_says_what_comes_next(region: Region, server: WebServer) -> None:
    url = html_table().serve(server)
    said = new(region, url)
    assert said.strip().endswith(f"talentfeed source check {file_of(region)}")
    mine = file_of(region).read_text() + "# mine\n"
    file_of(region).write_text(mine)
    again = region.run("source", "new", url, "--id", "one", "--region", "leeds", code=2)
    assert "is there already, and was not changed" in again.stderr
    assert file_of(region).read_text() == mine
    new(region, url, "--overwrite")
    assert "# mine" not in file_of(region).read_text()


def test_what_a_person_must_settle_keeps_it_from_going_live(region: Region, server: WebServer) -> None:
    new(region, html_table().serve(server))
    text = file_of(region).read_text()
    assert "name: to be settled" in text
    assert "/terms, then write OGL-UK-3.0" in text, "the site's own terms are named"
    done = region.run("source", "status", "one", "active", code=2)
    assert "`licence.name` is `to be settled`" in done.stderr
    file_of(region).write_text(text.replace("name: to be settled", "name: permission"))
    region.run("source", "status", "one", "active")
    assert region.run_json("source", "status", "one")["status"] == "active"


def test_editors_find_the_schema(region: Region, server: WebServer) -> None:
    new(region, html_table().serve(server))
    first = file_of(region).read_text().splitlines()[0]
    assert first == LINE
    schema = file_of(region).parent / first.partition("$schema=")[2]
    assert schema.read_text() == source_schema()


def test_the_recorded_page_is_cut_clean_and_read_again(region: Region, server: WebServer) -> None:
    kind = wordpress_cards()
    new(region, kind.serve(server), "--licence", "permission")
    [page] = file_of(region).with_suffix(".case").glob("response.*")
    kept = page.read_text()
    assert "0113 496 0000" in FOOTER
    assert "0113 496 0000" not in kept
    assert "jane.marsh" not in kept
    assert kept.count("<article") == 3
    check = region.run("source", "check", str(file_of(region))).stdout
    assert "its recorded page reads as before (3 adverts)" in check
    text = file_of(region).read_text()
    file_of(region).write_text(text.replace("title: '.entry-title'", "title: '.vacancy-location'"))
    assert "0 of 3 adverts are the same" in region.run("source", "check", str(file_of(region))).stdout
    file_of(region).write_text(text.replace("item: '.vacancy'", "item: '.vacancies'"))
    [wrong] = region.run_json("source", "check", str(file_of(region)), code=2)
    assert (wrong["rule"], "reads none of the 3 adverts" in wrong["message"]) == ("recorded page", True)


def test_markup_on_the_adverts_own_pages_is_preferred(region: Region, server: WebServer) -> None:
    kind = wordpress_cards()
    url = kind.serve(server)
    for name in ("community-chef", "youth-worker", "fundraising-manager", "shop-manager", "van-driver"):
        posting: dict[str, Any] = {"@context": "https://schema.org", "@type": "JobPosting"}
        posting["title"] = name.replace("-", " ").title()
        posting |= {"hiringOrganization": {"@type": "Organization", "name": "Broad Lane Trust"}}
        posting |= {"description": "<p>Work with us in a small team of good people.</p>", "validThrough": "2027-01-20"}
        body = f'<h1>{name}</h1><script type="application/ld+json">{json.dumps(posting)}</script>'
        server.answers[f"/vacancy/{name}/"] = html(body)
    said = new(region, url)
    config = load_source(file_of(region), allow_loopback=True)
    assert config.connector.type == "json_ld"
    assert "the adverts' own pages describe them in schema.org markup" in said
    assert "5 of 5" in said


def test_a_key_is_proposed_where_rows_have_none(region: Region, server: WebServer) -> None:
    rows = [
        {"postCode": f"ABC{n}", "jobTitle": f"Post {n}", "location": "Leeds", "closingDate": f"2027-01-1{n}"}
        for n in range(6)
    ]
    server.answers["/list"] = Answer(json.dumps({"rows": rows}), 200, {"Content-Type": "application/json"})
    said = json.loads(
        region.run("source", "new", server.url("/list"), "--id", "one", "--region", "leeds", "--json").stdout
    )
    assert "key: postCode" in said["text"]
    assert "known again" in said["text"]


def test_a_row_that_offers_nothing_is_left_out(region: Region, server: WebServer) -> None:
    text = "Job title,Location,Closing date\n" + "".join(f"Post {n},Leeds,1{n}/01/2027\n" for n in range(6))
    server.answers["/list.csv"] = Answer(
        text + "Register your interest,Leeds,31/12/2027\n", 200, {"Content-Type": "text/csv"}
    )
    new(region, server.url("/list.csv"))
    config = load_source(file_of(region), allow_loopback=True)
    assert config.connector.model_dump()["leave_out"] == {"title": "register your interest"}


def test_where_nothing_is_read_nothing_is_written(region: Region, server: WebServer) -> None:
    server.answers["/about"] = html("<h1>About us</h1><p>We are a council.</p>")
    said = new(region, server.url("/about"), code=4)
    assert "nothing was drafted: no list of adverts was found" in said
    assert "nothing was drafted: the page cannot be had" in new(region, server.url("/none"), code=4)
    assert not (region.config_dir / "sources").exists()


@pytest.mark.parametrize(
    ("url", "owner", "body"),
    [
        ("https://www.leeds.gov.uk/jobs", "leeds", "council"),
        ("https://jobs.manchester.ac.uk/", "manchester", "university"),
        ("https://careers.acme.co.uk/", "acme", ""),
        ("http://127.0.0.1:8000/", "", ""),
        ("https://www.leedsth.nhs.uk/jobs", "leedsth", "nhs"),
    ],
)
def test_whose_a_host_is(url: str, owner: str, body: str) -> None:
    assert (owner_of(url), body_of(url)) == (owner, body)


def test_ids() -> None:
    assert source_id("https://jobs.lever.co/leedscare", "lever", Kind.JOB, []) == "leedscare-jobs"
    assert source_id("https://www.leeds.gov.uk/jobs", "rss", Kind.JOB, ["leeds-jobs"]) == "leeds-jobs-2"
    assert source_id("https://fairs.example/", "icalendar", Kind.EVENT, []) == "fairs-events"
    assert slug("Château & Söhne, Ltd.") == "chateau-sohne-ltd"


def test_what_is_drafted_is_yaml_as_it_reads(region: Region, server: WebServer) -> None:
    new(region, html_table().serve(server), "--name", "Jobs: all of “them” # now", "--licence", "permission")
    text = file_of(region).read_text()
    assert YAML(typ="safe").load(text)["name"] == "Jobs: all of “them” # now"
    assert load_source(file_of(region), allow_loopback=True).name == "Jobs: all of “them” # now"
