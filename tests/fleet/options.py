"""A case for every option of every connector: pages that are read otherwise, or other pages that are asked for."""

from collections.abc import Callable
from typing import Any

from normalise.mappers.base import Fields
from normalise.mappers.registry import mapper_for
from records.page import Page
from spiders.connectors.registry import make_connector
from tests.connectors.cases import FIXTURES, NOW, payload_of, source_of
from tests.fleet.case import Bench, Case
from tests.fleet.names import option_models

URL, OTHER = "https://jobs.example.org/list", "https://jobs.example.org/other"
# What each connector cannot do without.
LEAST: dict[str, dict[str, Any]] = {
    "csv": {"url": URL}, "json_ld": {"url": URL}, "nhs_jobs": {}, "rss": {"url": URL},
    "selectors": {"url": URL, "item": "li", "fields": {"title": "b"}}, "tribepad_xml": {"url": URL},
    "xcri_cap": {"url": URL}, "platform": {"board": "hill"}, "table": {"url": URL}, "json": {"url": URL},
    "xml": {"url": URL}, "icalendar": {"url": URL}, "front_matter": {"url": URL}, "pdf": {"url": URL},
    "push": {},
}  # fmt: skip
# A platform for the options that all of them share.
TYPES = {"platform": "recruitee"}
BOARD_URL = "https://{}.recruitee.com"


def read(connector: str, options: dict[str, Any], body: str | bytes, step: str = "start") -> dict[str, Any]:
    """Everything that is made of one page with these options, and what is asked for first."""
    given = option_models()[connector].model_validate({"type": TYPES.get(connector, connector), **options})
    made = make_connector(given)
    content = body.encode() if isinstance(body, str) else body
    page = Page(url=URL, body=content, content_type="", fetched_at=NOW, step=step)
    found = made.read(page)
    source = source_of(given)
    drafts = []
    for record in found.found:
        payload = payload_of(made, page, record)
        drafts.append(mapper_for(made.format).to_draft(Fields(payload.data), payload, source).model_dump(mode="json"))
    # All that an extraction says beside its records, whatever it is called.
    said = {name: value for name, value in vars(found).items() if name not in ("found", "follow", "problems")}
    return {
        **said,
        "start": [(follow.url, follow.step) for follow in made.start()],
        "drafts": drafts,
        "follow": [(follow.url, follow.step) for follow in found.follow],
        "problems": [(problem.code, problem.fatal) for problem in found.problems],
    }


def on(connector: str, body: str | bytes, step: str = "start", **beside: Any) -> Callable[[str], Callable[..., Any]]:
    """How one option of a connector is observed: on this page, with these options beside it."""

    def of(option: str) -> Callable[[Bench, Any], Any]:
        def see(_bench: Bench, value: Any) -> Any:
            options = {**LEAST[connector], **beside}
            outer, _, inner = option.partition(".")
            options[outer] = {**options.get(outer, {}), inner: value} if inner else value
            return read(connector, options, body, step)

        return see

    return of


def case(
    name: str, one: Any, other: Any, body: str | bytes = "", step: str = "start", **beside: Any
) -> tuple[str, Case]:
    """One row of the table."""
    connector, _, option = name.partition(".")
    return name, Case(one, other, on(connector, body, step, **beside)(option))


def _cafe(text: str) -> bytes:
    return text.replace("TITLE", "Café Cook").encode("cp1252")


TABLE = "Title;Date;Firm\nCook;01/02/2027;Hill\nCook's mate;03/04/2027;Dale\n"
JSON_LD = '<script type="application/ld+json">{"@type": "JobPosting", "title": "TITLE", "identifier": "1"}</script>'
LINKS = (
    '<html><body><a class="job" href="/jobs/1">x</a><a class="event" href="/events/2">y</a>'
    '<a rel="next" href="/p2">n</a></body></html>'
)
FEED = (
    '<rss version="2.0" xmlns:j="https://x.example/j"><channel><title>F</title><item><title>TITLE</title><link>https://x.example/1</link>'
    "<j:firm>Hill Care</j:firm><guid>1</guid></item></channel></rss>"
)
LIST = (
    '<html><body><p class="total">7 jobs</p><ul class="jobs"><li><b>TITLE</b><i>Hill</i>'
    '<a href="/jobs/1">x</a></li></ul>'
    '<a class="next" href="/p2">n</a></body></html>'
)
NONE = '<html><body><p class="none">No jobs</p><ul class="jobs"></ul></body></html>'
DETAIL = "<html><body><h1>Cook</h1><h2>Chef</h2></body></html>"
NHS = (
    "<nhsJobs><totalPages>1</totalPages><totalResults>1</totalResults><vacancyDetails><id>1</id>"
    "<reference>1</reference><title>TITLE</title></vacancyDetails></nhsJobs>"
)
TRIBEPAD = (
    "<jobs><job><job_id>1</job_id><job_title>TITLE</job_title><no_of_positions>1</no_of_positions>"
    "<custom_3>Hill Care Ltd</custom_3><custom_4>Dale Care Ltd</custom_4></job></jobs>"
)
XCRI = (
    '<catalog xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/"><provider>'
    "<dc:title>C</dc:title><course><dc:identifier>1</dc:identifier><dc:title>TITLE</dc:title></course></provider></catalog>"
)
BOARD = (
    '{"offers": [{"id": 1, "title": "TITLE", "careers_url": "https://hill.recruitee.com/o/1", "company_name": "Hill", '
    '"employment_type_code": "fulltime_permanent"}]}'
)
NO_POSTING = '{"offset": 0, "limit": 100, "totalFound": 0, "content": []}'
CELLS = (
    "<p class='none'>None</p><table class='a'><tr><th>Job title</th><th>Firm</th><th>Closing date</th></tr>"
    "<tr><th>Job title</th><th>Employer</th><th>Closing date</th></tr>"
    "<tr><td>TITLE</td><td>Hill</td><td>01/02/2027</td></tr></table>"
)
OBJECTS = '{"a": {"of": 7, "more": "/p2", "jobs": [{"title": "TITLE", "firm": "Hill", "location": "Leeds"}]}, "b": []}'
ELEMENTS = "<all><a><title>TITLE</title><firm>Hill</firm><location>Leeds</location></a><b><title>Chef</title></b></all>"
CALENDAR = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:TITLE\nDTSTART:20260105T180000Z\nRRULE:FREQ=WEEKLY\n"
    "END:VEVENT\nEND:VCALENDAR\n"
)
FACTS = "---\ntitle: TITLE\nfirm: Hill\nlocation: Leeds\n---\ntext\n"
WORKBOOK = (FIXTURES / "table" / "workbook" / "response.xlsx").read_bytes()
PDF = (FIXTURES / "pdf" / "labelled_blocks" / "response.pdf").read_bytes()

OPTIONS: dict[str, Case] = dict([
    case("csv.url", URL, OTHER, TABLE),
    case("csv.encoding", "cp1252", "utf-8", _cafe("Title;Firm\nTITLE;Hill\n")),
    case("csv.fields", {"organisation": "Firm"}, {"reference": "Firm"}, TABLE),
    case("csv.delimiter", ";", ",", "Title;Firm,Place\nCook;Hill,Leeds\n"),
    case("csv.header_row", 1, 2, "Title;Firm\nJob title;Employer\nCook;Hill\n"),
    case("csv.leave_out", {"Title": "mate"}, {}, TABLE),
    case("csv.date_order", "dmy", "mdy", "Title;Closing date\nCook;01/02/2027\n"),
    case("json_ld.url", URL, OTHER, LINKS),
    case("json_ld.encoding", "cp1252", "utf-8", _cafe(JSON_LD)),
    case("json_ld.sitemap", None, OTHER, LINKS),
    case("json_ld.follow", "a.job", "a.event", LINKS),
    case("json_ld.next", None, "a[rel=next]", LINKS, follow="a.job"),
    case("json_ld.url_contains", "/jobs/", "/events/", LINKS, follow="a.job, a.event"),
    case("nhs_jobs.url", URL, OTHER, NHS),
    case("nhs_jobs.encoding", "cp1252", "utf-8", _cafe(NHS)),
    case("nhs_jobs.query", {"location": "Leeds"}, {"location": "York"}, NHS),
    case("rss.url", URL, OTHER, FEED),
    case("rss.encoding", "cp1252", "utf-8", _cafe(FEED)),
    case("rss.fields", {"organisation": "j:firm"}, {"reference": "j:firm"}, FEED),
    case("rss.leave_out", {"title": "TITLE"}, {}, FEED),
    case("rss.split_title", "{organisation}: {title}", None, FEED.replace("TITLE", "Hill Care: Cook")),
    case("selectors.url", URL, OTHER, LIST),
    case("selectors.encoding", "cp1252", "utf-8", _cafe(LIST)),
    case("selectors.item", "li", "p", LIST),
    case("selectors.cut", True, False, "<main><h3>Cook</h3><p><b>Leeds</b></p></main>", item="h3"),
    case("selectors.page_url", f"{URL}?p={{page}}", None, LIST),
    case("selectors.first_page", 2, 1, LIST, page_url=f"{URL}?p={{page}}"),
    case("selectors.fields", {"title": "b"}, {"title": "i"}, LIST),
    case("selectors.link", "a", None, LIST),
    case("selectors.next", "a.next", None, LIST),
    case("selectors.total", ".total", None, LIST),
    case("selectors.required", "ul.jobs", "ul.vacancies", LIST),
    case("selectors.empty", ".none", None, NONE),
    case("selectors.detail.fields", {"title": "h1"}, {"title": "h2"}, DETAIL, "detail", link="a"),
    case("selectors.detail.required", "h1", "h3", DETAIL, "detail", link="a", detail={"fields": {"title": "h1"}}),
    case("tribepad_xml.url", URL, OTHER, TRIBEPAD),
    case("tribepad_xml.encoding", "cp1252", "utf-8", _cafe(TRIBEPAD)),
    case("tribepad_xml.job_options", None, OTHER, TRIBEPAD),
    case("tribepad_xml.custom_fields", None, OTHER, TRIBEPAD),
    case("tribepad_xml.custom", {"organisation": "custom_3"}, {"organisation": "custom_4"}, TRIBEPAD),
    case("platform.board", "hill", "dale", BOARD),
    ("platform.url", Case("hill", "dale", lambda _, board: read("platform", {"url": BOARD_URL.format(board)}, BOARD))),
    case("platform.query", {"department": "1"}, {"department": "2"}, BOARD),
    case("platform.empty_is_true", True, False, NO_POSTING, type="smartrecruiters"),
    case("platform.encoding", "cp1252", "utf-8", _cafe(BOARD)),
    case("xcri_cap.url", URL, OTHER, XCRI),
    case("json_ld.leave_out", {"title": "TITLE"}, {}, JSON_LD),
    case("selectors.leave_out", {"title": "TITLE"}, {}, LIST),
    case("table.url", URL, OTHER, CELLS),
    case("table.encoding", "cp1252", "utf-8", _cafe(CELLS)),
    case("table.leave_out", {"text": "hill"}, {}, CELLS),
    case("table.fields", {"organisation": "Firm"}, {"reference": "Firm"}, CELLS, header_row=1),
    case("table.table", "table.a", "table.b", CELLS),
    case("table.header_row", 1, 2, CELLS),
    case("table.empty", ".none", None, "<p class='none'>None</p>"),
    case("table.date_order", "dmy", "mdy", CELLS),
    ("table.sheet", Case("Vacancies", "Old", on("table", WORKBOOK)("sheet"))),
    case("json.url", URL, OTHER, OBJECTS),
    case("json.encoding", "cp1252", "utf-8", _cafe(OBJECTS)),
    case("json.leave_out", {"firm": "hill"}, {}, OBJECTS),
    case("json.records", "a.jobs", "b", OBJECTS),
    case("json.fields", {"organisation": "firm"}, {"reference": "firm"}, OBJECTS),
    case("json.next", "a.more", None, OBJECTS),
    case("json.total", "a.of", None, OBJECTS),
    case("xml.url", URL, OTHER, ELEMENTS),
    case("xml.encoding", "cp1252", "utf-8", _cafe(ELEMENTS)),
    case("xml.leave_out", {"title": "TITLE"}, {}, ELEMENTS),
    case("xml.records", "a", "b", ELEMENTS),
    case("xml.fields", {"organisation": "firm"}, {"reference": "firm"}, ELEMENTS),
    case("icalendar.url", URL, OTHER, CALENDAR),
    case("icalendar.encoding", "cp1252", "utf-8", _cafe(CALENDAR)),
    case("icalendar.leave_out", {"title": "title"}, {}, CALENDAR),
    case("icalendar.days_ahead", 0, 21, CALENDAR),
    case("front_matter.url", URL, OTHER, FACTS),
    case("front_matter.encoding", "cp1252", "utf-8", _cafe(FACTS)),
    case("front_matter.leave_out", {"title": "title"}, {}, FACTS),
    case("front_matter.fields", {"organisation": "firm"}, {"reference": "firm"}, FACTS),
    case("pdf.url", URL, OTHER, PDF),
    case("pdf.leave_out", {"title": "cook"}, {}, PDF),
    case("pdf.fields", {"organisation": "Salary"}, {"reference": "Salary"}, PDF),
    case("xcri_cap.encoding", "cp1252", "utf-8", _cafe(XCRI)),
])  # fmt: skip
NO_EFFECT: dict[str, str] = {
    "pdf.encoding": "a PDF says itself how its letters are kept",
    "push.encoding": "what is pushed is JSON, which is UTF-8",
}
