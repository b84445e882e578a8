"""What holds for every platform that is a table, and what a table of the other formats can say."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.features.identity import url_identity
from normalise.mappers.base import Fields
from normalise.mappers.platform import platform_mapper
from normalise.mappers.registry import mapper_for
from records.options import PlatformOptions
from records.page import Page
from records.platforms.expressions import ask, places
from records.platforms.file import read_platform
from records.platforms.known import platform, shipped
from services.extracting import extract_file
from spiders.connectors.base import Found
from spiders.connectors.registry import connector_class
from spiders.platforms.connector import PlatformConnector, platform_connector
from spiders.platforms.hooks import RECORDS
from tests.connectors.cases import NOW, folders, load, payload_of, source_of

NAMES = shipped()
BODIES = {name: [next(f.glob("response.*")).read_bytes() for f in folders(name)] for name in NAMES}


def _case(name: str, *called: str) -> list[Path]:
    return [folder for folder in folders(name) if folder.name in called]


def _connector(name: str) -> Any:
    cls = connector_class(name)
    return cls(cls.default_options("https://source.example/feed"))


@pytest.mark.parametrize("name", NAMES)
def test_what_people_paste_leads_to_the_list(name: str) -> None:
    declared = platform(name)
    options = PlatformOptions(type=name, url=declared.example)
    assert options.where.values.get("board") or not declared.needs_board
    (start,) = connector_class(name)(options).start()
    assert all("." in place for place in places(start.url))  # secrets are put in on the wire
    # The list's own address, pasted, means the same board.
    again = PlatformOptions(type=name, url=start.url)
    assert [follow.url for follow in connector_class(name)(again).start()] == [start.url]


@pytest.mark.parametrize(
    ("name", "pasted", "asked"),
    [
        ("lever", "https://jobs.lever.co/acme/0f3c?lever-source=x", "https://api.lever.co/v0/postings/acme?"),
        ("lever", "https://jobs.eu.lever.co/acme", "https://api.eu.lever.co/v0/postings/acme?"),
        ("lever", "https://api.eu.lever.co/v0/postings/acme", "https://api.eu.lever.co/v0/postings/acme?"),
        ("ashby", "https://jobs.ashbyhq.com/Two%20Words/0f3c", "https://api.ashbyhq.com/posting-api/job-board/Two%20W"),
        ("recruitee", "https://acme.recruitee.com/o/cook", "https://acme.recruitee.com/api/offers/"),
        ("recruitee", "https://jobs.acme.example/o/cook", "https://jobs.acme.example/api/offers/"),
        ("recruitee", "https://jobs.acme.example/api/offers/?x=1", "https://jobs.acme.example/api/offers/?x=1"),
        ("workable", "https://apply.workable.com/acme/j/0F3C/", "https://apply.workable.com/api/v1/widget/accounts/acme?"),
        ("workable", "https://acme.workable.com/", "https://apply.workable.com/api/v1/widget/accounts/acme?"),
        ("workable", "https://apply.workable.com/api/v3/accounts/acme/jobs", "https://apply.workable.com/api/v1/widget"),
        ("smartrecruiters", "https://jobs.smartrecruiters.com/Acme/7439-cook", "https://api.smartrecruiters.com/v1/companies/Acme/"),
        ("smartrecruiters", "https://careers.smartrecruiters.com/Acme", "https://api.smartrecruiters.com/v1/companies/Acme/"),
        ("pinpoint", "https://acme.pinpointhq.com/en/postings/1", "https://acme.pinpointhq.com/postings.json"),
        ("pinpoint", "https://careers.acme.example/", "https://careers.acme.example/postings.json"),
        ("personio", "https://acme.jobs.personio.de/job/18?display=en", "https://acme.jobs.personio.de/xml?language=en"),
        ("workday", "https://acme.wd5.myworkdayjobs.com/en-GB/Jobs/job/x_1", "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Jobs/jobs"),
        ("workday", "https://wd3.myworkdaysite.com/recruiting/acme/Jobs", "https://acme.wd3.myworkdayjobs.com/wday/cxs/acme/Jobs/jobs"),
        ("oracle_recruiting", "https://abcd.fa.em3.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_2/job/7", "https://abcd.fa.em3.oraclecloud.com/hcmRestApi/resources/latest/recruitingCEJobRequisitions?"),
        ("teamtailor", "https://acme.na.teamtailor.com/jobs/1-cook", "https://acme.na.teamtailor.com/jobs.json"),
        ("teamtailor", "https://jobs.acme.example/jobs", "https://jobs.acme.example/jobs.json"),
        ("bamboohr", "https://acme.bamboohr.com/careers/86", "https://acme.bamboohr.com/careers/list"),
        ("rippling", "https://ats.rippling.com/en-GB/acme/jobs/1", "https://api.rippling.com/platform/api/ats/v1/board/acme/jobs"),
        ("breezy", "https://acme.breezy.hr/p/0f-cook", "https://acme.breezy.hr/json?verbose=true"),
        ("eightfold", "https://acme.eightfold.ai/careers?domain=acme.example", "https://acme.eightfold.ai/api/apply/v2/jobs?domain=acme.example&start=0"),
        ("greenhouse", "https://job-boards.eu.greenhouse.io/acme/jobs/1", "https://boards-api.eu.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true"),
        ("greenhouse", "https://boards.greenhouse.io/embed/job_board?for=acme", "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true"),
        ("greenhouse", "https://boards-api.greenhouse.io/v1/boards/acme", "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true"),
        ("greenhouse", "https://boards-api.greenhouse.io/v1/boards/acme/jobs?department_id=5&content=false", "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=false&pay_transparency=true&department_id=5"),
        ("greenhouse", "https://boards-api.greenhouse.io/v1/boards/acme/departments/", "https://boards-api.greenhouse.io/v1/boards/acme/departments?content=true&pay_transparency=true"),
        ("greenhouse", "https://jobs.example/board.json?x=1", "https://jobs.example/board.json?x=1"),
        ("personio", "https://acme.jobs.personio.com", "https://acme.jobs.personio.com/xml?language=en"),
    ],
)  # fmt: skip
def test_addresses(name: str, pasted: str, asked: str) -> None:
    (start,) = connector_class(name)(PlatformOptions(type=name, url=pasted)).start()
    assert start.url.startswith(asked)


def test_a_query_narrows_a_board() -> None:
    options = PlatformOptions(type="lever", board="acme", query={"location": "Leeds & Bradford"})
    (start,) = connector_class("lever")(options).start()
    assert start.url.endswith("/acme?mode=json&limit=100&skip=0&location=Leeds+%26+Bradford")


@pytest.mark.parametrize("name", [n for n in NAMES if platform(n).advert])
def test_adverts_of_a_table_are_known_again_by_their_addresses(name: str) -> None:
    """Two sources that link to one posting mean the same: dedupe reads the same table."""
    (folder,) = [f for f in folders(name) if f.name in ("board", "feed", "list_saved")]
    case = load(folder)
    urls = [found.url for found in case.connector.read(case.page).found]
    assert urls
    if not platform(name).advert:  # a board's page is known by its address, as any other's
        assert all(url_identity(url) for url in urls)
        return
    if name == "workable":  # its short links name no account: they are addresses like others
        urls = ["https://apply.workable.com/aldermoor/j/AB12CD34EF/"]
    system = name.removesuffix("_page")  # another way to read the same system
    assert all(url_identity(f"{url}?utm_source=x").startswith(f"{system}:") for url in urls)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_damaged_bodies_never_raise(name: str, data: st.DataObject) -> None:
    connector = _connector(name)
    body = data.draw(st.sampled_from(BODIES[name]) | st.binary(max_size=200))
    start, end = sorted((data.draw(st.integers(0, len(body))), data.draw(st.integers(0, len(body)))))
    junk = data.draw(st.sampled_from([b"", b"<", b"&", b"\xff\x00", b"</position>", b"]]>", b'"', b"}{", b"["]))
    for damaged in (body[:start] + junk + body[end:], body[:end] + junk):
        page = Page(
            "https://source.example/feed", damaged, "", NOW, step=data.draw(st.sampled_from(["start", "detail"]))
        )
        if page.step == "detail" and connector.platform.detail is None:
            continue
        extraction = connector.read(page)
        assert not (extraction.proved_empty and extraction.malformed)
        for found in extraction.found:
            json.dumps(found.data)
        assert 0 <= connector.sniff(page) <= 1


ODD: tuple[Any, ...] = (None, "", 0, -1, 1.5, True, [], {}, [None], ["x", {}], {"#text": 1}, {"a": {"b": []}}, "<p>")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [found for key, item in items for found in _paths(item, (*path, key))]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=20, deadline=None)  # of each of the tables, which one engine and one mapper read
def test_any_value_anywhere_in_a_payload_becomes_a_draft(name: str, data: st.DataObject) -> None:
    connector = _connector(name)
    payloads = [
        f.data
        for body in BODIES[name]
        for f in connector.read(Page("https://s.example/", body, "", NOW, alone=True)).found
    ]
    payload = copy.deepcopy(data.draw(st.sampled_from(payloads)))
    for path in data.draw(st.lists(st.sampled_from(_paths(payload)), max_size=4)):
        holder: Any = payload
        for key in path[:-1]:
            try:
                holder = holder[key]
            except (KeyError, IndexError, TypeError):
                break  # an earlier change has removed this place
        if isinstance(holder, dict) and isinstance(path[-1], str):
            holder[path[-1]] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    page = Page("https://source.example/feed", b"", "", NOW)
    mapper_for(connector.format).to_draft(
        Fields(payload), payload_of(connector, page, Found(payload, "k")), source_of(connector.options)
    )


# Where the list stands deep in the document (case `feed`, or a list in each entry), a cut-off one has no whole records.
@pytest.mark.parametrize(
    "name",
    [n for n in NAMES if platform(n).format == "json" and not _case(n, "feed") and "[]." not in platform(n).records],
)
@given(cut=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_cut_off_lists_keep_their_whole_records(name: str, cut: float) -> None:
    (folder,) = [f for f in folders(name) if f.name in ("board", "list_saved")]
    case = load(folder)
    whole = case.page.body.decode().rstrip()
    opening = whole.index("[")
    part = whole[: opening + 1 + int((len(whole) - opening - 2) * cut)]
    connector = _connector(name)
    extraction = connector.read(Page(case.page.url, part.encode(), "", NOW, alone=True))
    assert extraction.malformed
    decoder, count, at = json.JSONDecoder(), 0, opening + 1
    keys = set()
    while True:
        while at < len(part) and part[at] in " \n,":
            at += 1
        try:
            record, at = decoder.raw_decode(part, at)
        except ValueError:
            break
        count += 1
        if not ask(connector.platform.skip, record):
            keys.add(ask(connector.platform.key, record))
    assert len(extraction.found) == len(keys)


def test_every_hook_and_mapper_that_a_table_names_is_there() -> None:
    for declared in map(platform, NAMES):
        assert declared.hook is None or declared.hook in RECORDS
        assert mapper_for(declared.payload_format).format == declared.payload_format


HTML = """\
title: Acme Jobs
hosts: [acmejobs.example]
example: https://acmejobs.example/jobs
request: {url: 'https://acmejobs.example/jobs'}
format: html
records: li.job
cut: {title: h3, url: 'a::attr(href)', id: '::attr(data-id)', place: .place, description: .text}
page: {total: .count, next: a.next, none: .none}
document: total || none
empty: none
total: total
next: {link: next}
key: id
url: url
marks: [[title, id]]
fields: {title: title, description: description}
places: '[place]'
complete: true
verified: {by: documentation, date: 2026-11-29}
"""
LIST = b"""<html><body><p class=count>3 jobs</p><ul>
<li class=job data-id=7><h3>Cook</h3><a href="/jobs/7">more</a><span class=place>Leeds</span>
<div class=text><p>Cook <b>well</b>.</p></div></li>
<li class=job data-id=8><h3>Carer</h3><a href="/jobs/8">more</a></li></ul>
<a class=next href="/jobs?page=2">Next</a></body></html>"""


def test_a_table_of_pages_in_html(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "acmejobs.yaml").write_text(HTML)
    monkeypatch.setenv("TALENTFEED_CONFIG_DIR", str(tmp_path))
    connector = connector_class("acmejobs")(PlatformOptions(type="acmejobs"))
    assert isinstance(connector, PlatformConnector)
    page = Page("https://acmejobs.example/jobs", LIST, "text/html", NOW)
    extraction = connector.read(page)
    assert [(found.key, found.url) for found in extraction.found] == [
        ("7", "https://acmejobs.example/jobs/7"),
        ("8", "https://acmejobs.example/jobs/8"),
    ]
    assert extraction.found[0].data["description"] == "<p>Cook <b>well</b>.</p>"
    assert [follow.url for follow in extraction.follow] == ["https://acmejobs.example/jobs?page=2"]
    assert extraction.advertised == 3
    none = b"<html><body><p class=none>No jobs today.</p></body></html>"
    assert connector.read(Page(page.url, none, "text/html", NOW)).proved_empty
    other = connector.read(Page(page.url, b"<html><body><p>We moved.</p></body></html>", "text/html", NOW))
    assert [problem.code for problem in other.problems] == ["NOT_THIS_PLATFORM"]

    # A saved page is known by itself, in a fresh file without a release.
    saved = tmp_path / "saved.html"
    saved.write_bytes(LIST)
    outcome = extract_file(
        saved, connector=None, source_file=None, url="https://acmejobs.example/jobs", options={}, at=NOW
    )
    assert [listing.title for listing in outcome.listings] == ["Cook", "Carer"]
    assert outcome.listings[0].provenance.connector == "acmejobs"


def test_json_in_a_script_of_a_web_page() -> None:
    """Read where it stands, whatever stands around it; an address as the key gives the id that `advert` knows."""
    text = NUMBERED.replace("NEXT", "embedded: 'App\\.jobs\\s*='").replace("key: ref", "key: link")
    text += "advert: ['(?P<tenant>acmejobs)\\.example/advert/(?P<id>[0-9]+)']\n"
    declared = read_platform(text, "acmejobs", "acmejobs.yaml")
    connector = platform_connector(declared)(
        PlatformOptions.model_construct(type="acmejobs", url="https://acme.example/")
    )
    script = (
        b'<html><script>App.jobs = null; App.jobs = {"hits": [{"ref": "a</b>;", "link": "/acmejobs.example/advert/7"}'
    )
    script += b"]};"
    page = Page("https://acme.example/", script + b" App.more = {};</script></html>", "text/html", NOW)
    extraction = connector.read(page)
    assert [(found.key, found.data["ref"]) for found in extraction.found] == [("7", "a</b>;")]
    assert connector.sniff(page) == 1.0
    cut = connector.read(Page(page.url, script[:-8], "text/html", NOW))
    assert cut.malformed
    none = connector.read(Page(page.url, b"<html><script>App.jobs = 1</script></html>", "text/html", NOW))
    assert [problem.code for problem in none.problems] == ["NOT_JSON"]


NUMBERED = """\
title: Acme Jobs
hosts: [acmejobs.example]
example: https://acmejobs.example/jobs
request: {url: 'https://api.acmejobs.example/jobs?p={page}'}
NEXT
records: hits
key: ref
url: link
marks: [[ref, link]]
fields: {title: ref}
complete: true
verified: {by: documentation, date: 2026-11-29}
"""


@pytest.mark.parametrize(
    ("following", "answer", "url", "context"),
    [
        ("next: {page: 1, pages: last}", {"last": 2}, "?p=2", {"page": 2}),
        ("next: {page: 1, pages: last}", {"last": "1"}, None, None),
        ("next: {page: 0, pages: last}", {"last": 2}, "?p=1", {"page": 1}),
        ("next: {page: 1}\ntotal: all", {"all": 3}, "?p=2", {"page": 2}),
        ("next: {page: 1}\ntotal: all", {"all": 2}, None, None),
        ("next: {page: 1, size: 2}", {}, "?p=2", {"page": 2}),
        ("next: {page: 1, size: 3}", {}, None, None),
        ("next: {link: links.next}", {"links": {"next": "/jobs?p=9"}}, "?p=9", {}),
        ("next: {link: links.next}", {"links": {"next": None}}, None, None),
    ],
)
def test_ways_to_the_next_page(
    following: str,
    answer: dict[str, Any],
    url: str | None,
    context: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "acmejobs.yaml").write_text(NUMBERED.replace("NEXT", following))
    monkeypatch.setenv("TALENTFEED_CONFIG_DIR", str(tmp_path))
    connector = connector_class("acmejobs")(PlatformOptions(type="acmejobs"))
    hits = [{"ref": str(n), "link": f"https://acmejobs.example/{n}"} for n in range(2)]
    body = json.dumps({"hits": hits, **answer}).encode()
    follows = connector.read(Page("https://api.acmejobs.example/jobs", body, "", NOW)).follow
    assert [follow.url for follow in follows] == ([f"https://api.acmejobs.example/jobs{url}"] if url else [])
    if follows:
        assert follows[0].context == {**context, "first": "0", "seen": 2}


def test_a_table_says_the_kind_and_a_courses_runs() -> None:
    text = (
        "title: Kinds\nhosts: [kinds.example]\nexample: https://kinds.example/\n"
        "request: {url: 'https://kinds.example/'}\nrecords: hits\nkey: id\nlink: /{key}\nmarks: [[id, sort]]\n"
        "complete: false\nfields: {title: name, closes_at: end}\n"
        "kind: sort\nruns: 'runs[].{starts_on: from, place: {town: town}}'\n"
        "verified: {by: documentation, date: 2026-11-29}\n"
    )
    mapper = platform_mapper(read_platform(text, "kinds", "kinds.yaml"))()
    connector, page = _connector("lever"), Page("https://kinds.example/", b"", "", NOW)

    def draft(**data: Any) -> Any:
        payload = payload_of(connector, page, Found(data, "k"))
        return mapper.to_draft(Fields(data), payload, source_of(connector.options))

    course = draft(sort="course", end="2026-10-14T00:00:00Z", runs=[{"from": "2026-10-01", "town": "Leeds"}, {}, 1])
    assert (course.kind, course.closes_at) == ("course", "2026-10-14")
    assert [(run.starts_on, run.place.town) for run in course.course_runs] == [("2026-10-01", "Leeds")]
    assert draft(sort="something", end="2026-10-14T00:00:00+01:00").kind is None
