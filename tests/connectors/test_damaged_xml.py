"""One table of damages, through every connector that reads XML: whole records are kept, what is lost is said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from records.page import Page
from spiders.connectors.base import Connector
from spiders.connectors.registry import make_connector
from tests.connectors.cases import ANY_OPTIONS, NOW, draft_of, source_of

URL = "https://jobs.example.org/feed"
TITLES = ["Cook", "Caretaker", "Clerk"]
XCRI = "http://xcri.org/profiles/1.2/catalog"


@dataclass(frozen=True)
class Format:
    """How a connector's documents are written: around the records, and each of them (with its title inside)."""

    before: str
    record: str
    after: str

    def records(self, titles: list[str]) -> list[str]:
        """Each record."""
        return [self.record.format(n=n, title=title) for n, title in enumerate(titles, start=1)]

    def whole(self) -> str:
        """An undamaged document."""
        return self.before + "".join(self.records(TITLES)) + self.after


FORMATS = {
    "rss": Format(
        '<rss version="2.0"><channel><title>Jobs</title>',
        "<item><title>{title}</title><guid>g{n}</guid><link>https://jobs.example.org/{n}</link></item>",
        "</channel></rss>",
    ),
    "nhs_jobs": Format(
        "<nhsJobs><totalPages>1</totalPages><totalResults>3</totalResults>",
        "<vacancyDetails><title>{title}</title><id>{n}</id><url>https://jobs.example.org/{n}</url></vacancyDetails>",
        "</nhsJobs>",
    ),
    "tribepad_xml": Format(
        "<jobs>",
        "<job><job_title>{title}</job_title><job_id>{n}</job_id><no_of_positions>1</no_of_positions></job>",
        "</jobs>",
    ),
    "xcri_cap": Format(
        f'<catalog xmlns="{XCRI}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<provider><dc:title>Hill College</dc:title>",
        "<course><dc:title>{title}</dc:title><dc:identifier>c{n}</dc:identifier></course>",
        "</provider></catalog>",
    ),
    "personio": Format(
        "<workzag-jobs>",
        "<position><id>{n}</id><name>{title}</name><office>Leeds</office>"
        "<recruitingCategory>Kitchen</recruitingCategory><jobDescriptions/></position>",
        "</workzag-jobs>",
    ),
}


@dataclass(frozen=True)
class Damage:
    """`kept`: titles afterwards. `codes`: what is said of it; `lost`: records that are said to be lost."""

    name: str
    make: Callable[[Format], bytes]
    kept: tuple[str, ...]
    codes: frozenset[str]
    lost: int = 0


def _second(change: Callable[[str], str]) -> Callable[[Format], bytes]:
    """The document with its second record changed."""

    def made(form: Format) -> bytes:
        first, second, third = form.records(TITLES)
        return f"{form.before}{first}{change(second)}{third}{form.after}".encode()

    return made


def _titled(title: str) -> Callable[[Format], bytes]:
    return _second(lambda record: record.replace("Caretaker", title))


def _cut_off(form: Format) -> bytes:
    return form.whole().split("Clerk")[0].encode()


def _inside(more: str) -> Callable[[Format], bytes]:
    """The document with something more at the end of its second record."""
    return _second(lambda record: f"{record[: record.rindex('</')]}{more}{record[record.rindex('</') :]}")


BOMB = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
ALL = tuple(TITLES)
MENDED = frozenset({"XML_MENDED"})
DAMAGES = [
    Damage("cut off", _cut_off, ALL[:2], frozenset({"XML_RECORD_DAMAGED", "XML_MALFORMED"}), lost=1),
    Damage("bad entity", _titled("Care &nope; taker"), ("Cook", "Care &nope; taker", "Clerk"), MENDED),
    Damage("named entity of HTML", _titled("Care&nbsp;taker &eacute;"), ("Cook", "Care taker é", "Clerk"), MENDED),
    Damage("bare ampersand", _titled("Care & Take"), ("Cook", "Care & Take", "Clerk"), MENDED),
    Damage("control characters", _titled("Care\x0btak\x00er&#2;"), ALL, MENDED),
    Damage(
        "wrong encoding declared",
        lambda form: ('<?xml version="1.0" encoding="UTF-8"?>' + form.whole().replace("Clerk", "Café")).encode(
            "cp1252"
        ),
        ("Cook", "Caretaker", "Café"),
        frozenset({"ENCODING"}),
    ),
    Damage(
        "UTF-8 declared as UTF-16",
        lambda form: ('<?xml version="1.0" encoding="UTF-16"?>' + form.whole().replace("Clerk", "Café")).encode(),
        ("Cook", "Caretaker", "Café"),
        frozenset(),
    ),
    Damage("byte-order mark and blank lines", lambda form: f"\ufeff\n\n{form.whole()}".encode(), ALL, frozenset()),
    Damage(
        "warning before it",
        lambda form: f"<b>Warning</b>: line 3<br />\n<?xml version='1.0'?>{form.whole()}".encode(),
        ALL,
        MENDED,
    ),
    Damage("counter behind it", lambda form: f"{form.whole()}<script src='/c.js'></script>".encode(), ALL, MENDED),
    Damage("end tags in the wrong order", _inside("<note><b><i>new</b></i></note>"), ALL, frozenset({"XML_MALFORMED"})),
    Damage("no end tag", _inside("<note>new<more>yes</more>"), ALL, frozenset({"XML_MALFORMED"})),
    Damage(
        "an attribute without its end",
        _second(lambda record: record.replace(">", ' state="new>', 1)),
        ("Cook", "Clerk"),
        frozenset({"XML_RECORD_DAMAGED", "XML_MALFORMED"}),
        lost=1,
    ),
    Damage(
        "undeclared prefix",
        _inside("<own:x>1</own:x>"),
        ALL,
        frozenset({"XML_NAMESPACE"}),
    ),
    Damage(
        "entities of entities",
        lambda form: (BOMB + form.whole().replace("Clerk", "&c;")).encode(),
        (),
        frozenset({"XML_ENTITIES"}),
    ),
]


def _connector(name: str) -> Connector[Any]:
    return make_connector(ANY_OPTIONS.validate_python({"type": name, "url": URL}))


@pytest.mark.parametrize("name", FORMATS)
def test_the_documents_are_whole_before_they_are_damaged(name: str) -> None:
    connector = _connector(name)
    extraction = connector.read(Page(URL, FORMATS[name].whole().encode(), "text/xml", NOW))
    assert [found.key for found in extraction.found]
    assert len(extraction.found) == len(TITLES)
    assert not extraction.problems


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
@pytest.mark.parametrize("name", FORMATS)
def test_damage(name: str, damage: Damage) -> None:
    connector = _connector(name)
    page = Page(URL, damage.make(FORMATS[name]), "text/xml", NOW)
    extraction = connector.read(page)
    drafts = [draft_of(connector, page, found, source_of(connector.options))[0] for found in extraction.found]
    assert [(draft.title or "").replace("\xa0", " ") for draft in drafts] == list(damage.kept)
    assert {problem.code for problem in extraction.problems} == damage.codes
    assert sum(problem.record for problem in extraction.problems) == damage.lost
    lossless = damage.codes <= {"XML_MENDED", "XML_NAMESPACE", "ENCODING"}
    assert extraction.malformed is not lossless
    assert not extraction.proved_empty
