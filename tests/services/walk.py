"""Nine kinds of page as publishers make them, written for the walks of tests/services/test_nine_kinds.py."""

import io
import json
from dataclasses import dataclass, field
from html import escape

from openpyxl import Workbook

from tests.spiders.server import Answer, WebServer

HTML = {"Content-Type": "text/html; charset=utf-8"}


def html(body: str, title: str = "Jobs | Calderbridge Town Council", head: str = "") -> Answer:
    text = f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return Answer(text, 200, HTML)


FURNITURE = """<header><nav><ul><li><a href="/">Home</a></li><li><a href="/bins">Bins</a></li>
<li><a href="/council-tax">Council tax</a></li><li><a href="/planning">Planning</a></li></ul></nav></header>"""
FOOTER = """<footer><ul><li><a href="/contact">Contact us</a></li><li><a href="/terms">Terms and conditions</a></li>
<li><a href="/accessibility">Accessibility</a></li></ul><p>Town Hall, Bridge Street. Call Jane Marsh on 0113 496 0000 or
write to jane.marsh@calderbridge.example.</p></footer>"""


@dataclass
class Kind:
    """A page of one kind: what the officer pastes, and what must come out."""

    path: str
    count: int
    first: dict[str, str]
    connector: str
    absent: tuple[str, ...] = ()
    answers: dict[str, Answer] = field(default_factory=dict)
    kind: str = "job"

    def serve(self, server: WebServer) -> str:
        server.answers.update(self.answers)
        return server.url(self.path)


def html_table() -> Kind:
    rows = [
        (
            "Library Assistant",
            "Central Library, Leeds LS1 3AB",
            "£24,027 to £24,404 a year",
            "12 January 2027",
            "LIB-101",
        ),
        ("Housing Officer", "Bradford", "£31,586 a year", "19 January 2027", "HOU-102"),
        ("Street Cleaner", "Wakefield", "£12.60 an hour", "20 January 2027", "STR-103"),
        ("School Cook", "Huddersfield", "£12.85 an hour", "21 January 2027", "SCH-104"),
        ("Payroll Clerk", "Halifax", "£25,992 a year", "22 January 2027", "PAY-105"),
        ("Planning Officer", "York", "£34,314 a year", "26 January 2027", "PLA-106"),
    ]
    lines = []
    for at, (title, place, pay, closes, ref) in enumerate(rows):
        team = '<td rowspan="3">Places</td>' if at == 0 else '<td rowspan="3">People</td>' if at == 3 else ""
        link = f'<a href="/vacancies/{ref.lower()}">{title}</a>'
        lines.append(f"<tr>{team}<td>{link}</td><td>{place}</td><td>{pay}</td><td>{closes}</td><td>{ref}</td></tr>")
    heads = ("Directorate", "Job title", "Location", "Salary", "Closing date", "Ref")
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in heads)}</tr>"
    preamble = '<tr><td colspan="6">All posts are subject to safer recruitment checks.</td></tr>'
    body = f"{FURNITURE}<main><h1>Current vacancies</h1><table>{preamble}{head}{''.join(lines)}</table></main>{FOOTER}"
    first = {
        "title": "Library Assistant",
        "place": "Leeds",
        "pay": "24027",
        "closes": "2027-01-12",
        "url": "/vacancies/lib-101",
    }
    return Kind("/vacancies", 6, first, "table", answers={"/vacancies": html(body)})


def wordpress_cards() -> Kind:
    posts = [
        ("Community Chef", "Sheffield", "£26,500 a year", "15 January 2027"),
        ("Youth Worker", "Rotherham", "£13.40 an hour", "16 January 2027"),
        ("Fundraising Manager", "Doncaster", "£38,000 a year", "18 January 2027"),
        ("Shop Manager", "Barnsley", "£24,700 a year", "22 January 2027"),
        ("Van Driver", "Chesterfield", "£12.70 an hour", "25 January 2027"),
    ]
    cards = "".join(  # as WordPress themes write them
        f'<article id="post-{4100 + at}" class="post-{4100 + at} vacancy type-vacancy status-publish hentry">'
        f'<div class="entry-thumb"><img src="/wp-content/uploads/{at}.jpg" alt=""></div><h2 class="entry-title">'
        f'<a href="/vacancy/{title.lower().replace(" ", "-")}/" rel="bookmark">{title}</a></h2>'
        f'<ul class="vacancy-meta"><li class="vacancy-location">{place}</li>'
        f'<li class="vacancy-salary">{pay}</li>'
        f'<li class="vacancy-closing">Closing date: {closes}</li></ul>'
        f'<p class="entry-summary">We need a {title.lower()} for our team in {place} who likes people.</p>'
        f'<a class="more-link" href="/vacancy/{title.lower().replace(" ", "-")}/">Read more</a></article>'
        for at, (title, place, pay, closes) in enumerate(posts)
    )
    news = "".join(f'<li><a href="/news/{n}/">Our summer fair raised £{n},000</a></li>' for n in (1, 2, 3))
    beside = f"<aside><h3>Latest news</h3><ul>{news}</ul></aside>"
    body = f"{FURNITURE}<main><h1>Work with us</h1>{cards}</main>{beside}{FOOTER}"
    first = {
        "title": "Community Chef",
        "place": "Sheffield",
        "pay": "26500",
        "closes": "2027-01-15",
        "url": "/vacancy/community-chef/",
    }
    page = html(body, "Work with us – Broad Lane Trust", '<meta property="og:site_name" content="Broad Lane Trust">')
    return Kind("/work-with-us/", 5, first, "selectors", answers={"/work-with-us/": page})


def rss_with_other_posts() -> Kind:
    posts = [
        ("Teaching Assistant", "vacancies", "Vacancies", "£22,500 a year", "14 January 2027"),
        ("Winter fair a success", "news", "News", "", ""),
        ("Caretaker", "vacancies", "Vacancies", "£12.75 an hour", "15 January 2027"),
        ("Lunchtime Supervisor", "vacancies", "Vacancies", "£12.60 an hour", "18 January 2027"),
        ("Term dates 2027", "news", "News", "", ""),
        ("Office Manager", "vacancies", "Vacancies", "£29,000 a year", "19 January 2027"),
        ("Music Teacher", "vacancies", "Vacancies", "£33,000 a year", "21 January 2027"),
    ]
    items = "".join(
        f"<item><title>{title}</title><link>https://school.example/{folder}/{n}</link><guid>https://school.example/?p={n}"
        f"</guid><category>{category}</category><pubDate>Mon, 23 Nov 2026 09:0{n}:00 +0000</pubDate>"
        f"<description>{_labelled(pay, closes)}</description></item>"
        for n, (title, folder, category, pay, closes) in enumerate(posts)
    )
    feed = (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Hill Top School</title>'
        f"<link>https://school.example</link><description>From our school</description>{items}</channel></rss>"
    )
    first = {"title": "Teaching Assistant", "place": "Leeds", "closes": "2027-01-14", "pay": "22500"}
    absent = ("Winter fair a success", "Term dates 2027")
    answers = {"/feed/": Answer(feed, 200, {"Content-Type": "application/rss+xml; charset=UTF-8"})}
    return Kind("/feed/", 5, first, "rss", absent, answers)


def _labelled(pay: str, closes: str) -> str:
    """What an editor types below a post, or a sentence where it is no vacancy."""
    if not pay:
        return "More than 300 families came to see us."
    lines = ("Come and work at our school.", "Location: Leeds", f"Salary: {pay}", f"Closing date: {closes}")
    return escape("".join(f"<p>{line}</p>" for line in lines))


def csv_with_preamble() -> Kind:
    text = (
        "Calderbridge Homes;;;;\r\nVacancies on 27/11/2026;;;;\r\n;;;;\r\n"
        "Vacancy no;Post;Location;Salary;Apply by\r\n"
        "CH-2001;Repairs Plumber;Leeds;£33,000 a year;08/01/2027\r\n"
        "CH-2002;Income Officer;Leeds;£27,500 a year;11/01/2027\r\n"
        "CH-2003;Café Assistant;Bradford;£12.60 an hour;12/01/2027\r\n"
        "CH-2004;Electrician;Bradford;£34,500 a year;13/01/2027\r\n"
        "CH-2005;Support Worker;Keighley;£24,100 a year;15/01/2027\r\n"
        "CH-2006;Data Analyst;Leeds;£36,000 a year;18/01/2027\r\n"
    )
    body = text.encode("windows-1252")
    first = {"title": "Repairs Plumber", "place": "Leeds", "pay": "33000", "closes": "2027-01-08"}
    return Kind("/jobs.csv", 6, first, "csv", answers={"/jobs.csv": Answer(body, 200, {"Content-Type": "text/csv"})})


def workbook() -> Kind:
    from datetime import date

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Vacancies"
    sheet.append(["Northgate College: vacancies"])
    sheet.append([])
    sheet.append(["Reference", "Job title", "Campus", "Salary", "Closing date"])
    posts = {
        "Lecturer in Joinery": "£32,000 a year", "Learning Mentor": "£23,800 a year", "Exams Officer": "£26,100 a year",
        "Lab Technician": "£24,300 a year", "Receptionist": "£12.70 an hour",
    }  # fmt: skip
    for n, (title, pay) in enumerate(posts.items()):
        sheet.append([f"NC{n + 301}", title, "Harrogate", pay, date(2027, 1, 11 + n)])
    sheet.append(["Please apply on our website."])
    out = io.BytesIO()
    book.save(out)
    kind = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    first = {"title": "Lecturer in Joinery", "place": "Harrogate", "pay": "32000", "closes": "2027-01-11"}
    return Kind(
        "/files/vacancies.xlsx", 5, first, "table", answers={"/files/vacancies.xlsx": Answer(out.getvalue(), 200, kind)}
    )


def calendar() -> Kind:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}@fairs.example\r\nDTSTAMP:20261101T090000Z\r\n"
        f"DTSTART;TZID=Europe/London:202701{10 + n}T100000\r\nDTEND;TZID=Europe/London:202701{10 + n}T130000\r\n"
        f"SUMMARY:{title}\r\nLOCATION:{place}\r\nDESCRIPTION:Meet employers and colleges.\r\n"
        f"URL:https://fairs.example/{n}\r\nEND:VEVENT\r\n"
        for n, (title, place) in enumerate(
            [("Leeds jobs fair", "Leeds Town Hall, Leeds"), ("Apprenticeship evening", "Bradford College, Bradford"),
             ("CV workshop", "Central Library, York"), ("Care careers day", "Civic Centre, Hull")]
        )
    )  # fmt: skip
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//fairs//EN\r\n{events}END:VCALENDAR\r\n"
    first = {"title": "Leeds jobs fair", "place": "Leeds", "starts": "2027-01-10"}
    return Kind(
        "/events.ics",
        4,
        first,
        "icalendar",
        kind="event",
        answers={"/events.ics": Answer(text, 200, {"Content-Type": "text/calendar"})},
    )


def _records() -> list[dict[str, object]]:
    jobs = [
        ("Warehouse Operative", "Wakefield", "£12.90 an hour"), ("Forklift Driver", "Wakefield", "£13.60 an hour"),
        ("Shift Manager", "Castleford", "£33,500 a year"), ("Stock Controller", "Pontefract", "£25,400 a year"),
        ("HGV Driver", "Wakefield", "£17.20 an hour"), ("Cleaner", "Castleford", "£12.60 an hour"),
    ]  # fmt: skip
    return [
        {
            "vacancyId": 7000 + n, "jobTitle": title, "location": {"town": town}, "salary": pay,
            "closingDate": f"2027-01-{10 + n}", "advertUrl": f"https://jobs.depot.example/v/{7000 + n}",
            "internal": {"costCentre": "X1"},
        }
        for n, (title, town, pay) in enumerate(jobs)
    ]  # fmt: skip


FIRST_OF_JSON = {
    "title": "Warehouse Operative", "place": "Wakefield", "pay": "12.9", "closes": "2027-01-10",
    "url": "https://jobs.depot.example/v/7000",
}  # fmt: skip


def json_list() -> Kind:
    body = json.dumps({"meta": {"count": 6}, "data": {"vacancies": _records()}})
    answer = Answer(body, 200, {"Content-Type": "application/json"})
    return Kind("/open-data/vacancies", 6, FIRST_OF_JSON, "json", answers={"/open-data/vacancies": answer})


def drawn_by_scripts() -> Kind:
    page = html('<div id="app"></div><script src="/static/app.7f3a.js"></script>', "Careers | Depot Ltd")
    script = 'const e="/api/v2/vacancies?state=open";fetch(e).then(r=>r.json()).then(d=>draw(d));'
    answers = {
        "/careers": page,
        "/static/app.7f3a.js": Answer(script, 200, {"Content-Type": "text/javascript"}),
        "/api/v2/vacancies?state=open": Answer(json.dumps(_records()), 200, {"Content-Type": "application/json"}),
    }
    return Kind("/careers", 6, FIRST_OF_JSON, "json", answers=answers)


def pdf_list() -> Kind:
    first = {"title": "Care Assistant", "place": "Leeds", "closes": "2027-01-12"}
    return Kind(
        "/vacancies.pdf",
        4,
        first,
        "pdf",
        answers={"/vacancies.pdf": Answer(_pdf(), 200, {"Content-Type": "application/pdf"})},
    )


def _pdf() -> bytes:
    """A list as a word processor prints it: a heading, then four adverts of labelled lines."""
    lines = ["Vacancies at Rosebank Care"]
    for title, place, pay, closes in (
        ("Care Assistant", "Leeds", "£12.75 an hour", "12 January 2027"),
        ("Night Carer", "Leeds", "£13.20 an hour", "13 January 2027"),
        ("Cook", "Otley", "£13.00 an hour", "15 January 2027"),
        ("Deputy Manager", "Ilkley", "£36,000 a year", "19 January 2027"),
    ):
        lines += ["", f"Job title: {title}", f"Location: {place}", f"Salary: {pay}", f"Closing date: {closes}"]
    drawn = []
    for at, line in enumerate(lines):
        text = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
        drawn.append(b"BT /F1 11 Tf 60 %d Td (%s) Tj ET" % (780 - 16 * at, text))
    return _pdf_of(b"\n".join(drawn))


def _pdf_of(stream: bytes) -> bytes:
    font = b"/Resources << /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


KINDS = {
    "html table": html_table, "wordpress cards": wordpress_cards, "rss with other posts": rss_with_other_posts,
    "csv with preamble": csv_with_preamble, "workbook": workbook, "calendar": calendar, "javascript": drawn_by_scripts,
    "json": json_list, "pdf": pdf_list,
}  # fmt: skip
