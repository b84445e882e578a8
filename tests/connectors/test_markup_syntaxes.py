"""schema.org adverts in microdata and RDFa, lists within lists: read by the one reader of structured data."""

import pytest

from records.options import JsonLdOptions
from records.page import Page
from spiders.connectors.json_ld import JsonLdConnector
from tests.connectors.cases import NOW

JOB = '<b {prop}="title">{title}</b><a {prop}="url" href="/{title}">More</a>'


def microdata(kind: str, inside: str, prop: str = "") -> str:
    """An item of a type."""
    named = f' itemprop="{prop}"' if prop else ""
    return f'<div{named} itemscope itemtype="https://schema.org/{kind}">{inside}</div>'


def rdfa(kind: str, inside: str, prop: str = "") -> str:
    """The same in RDFa."""
    named = f' property="{prop}"' if prop else ' vocab="https://schema.org/"'
    return f'<div{named} typeof="{kind}">{inside}</div>'


def job(title: str, prop: str) -> str:
    return JOB.format(title=title, prop=prop)


CASES = {
    "a list of list items": (
        microdata("ItemList", "".join(
            microdata("ListItem", microdata("JobPosting", job(title, "itemprop"), "item"), "itemListElement")
            for title in ("Cook", "Porter")
        )),
        ["Cook", "Porter"],
    ),
    "a list in RDFa, with and without list items": (
        rdfa("ItemList", rdfa("ListItem", rdfa("JobPosting", job("Cook", "property"), "item"), "itemListElement")
             + rdfa("JobPosting", job("Maid", "property"), "itemListElement")),
        ["Cook", "Maid"],
    ),
    "a course with its dates": (
        microdata("Course", '<b itemprop="name">Spanish</b>' + microdata(
            "CourseInstance", '<time itemprop="startDate" datetime="2027-01-10"></time>', "hasCourseInstance")),
        ["Spanish"],
    ),
    "a programme": (microdata("EducationalOccupationalProgram", '<b itemprop="name">Plumbing</b>'), ["Plumbing"]),
    "a presentation alone": (microdata("CourseInstance", '<b itemprop="name">First aid</b>'), ["First aid"]),
    "an event": (rdfa("Event", '<b property="name">Jobs fair</b>'), ["Jobs fair"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_syntaxes(name: str) -> None:
    html, titles = CASES[name]
    url = "https://jobs.example.org/list"
    page = Page(url=url, body=f"<html><body>{html}</body></html>".encode(), content_type="text/html", fetched_at=NOW)
    extraction = JsonLdConnector(JsonLdOptions(url=url)).read(page)
    assert [found.data.get("title") or found.data.get("name") for found in extraction.found] == titles
    assert not extraction.problems
