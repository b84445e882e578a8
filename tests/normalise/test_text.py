"""Titles, HTML, labels and the removal of personal data."""

from datetime import UTC, datetime

import ftfy
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalise.steps.base import Work
from normalise.steps.contacts import contacts
from normalise.steps.listing_draft import ListingDraft
from normalise.steps.privacy import redact
from normalise.steps.text import read_description
from normalise.steps.title import tidy_title
from normalise.text import html
from normalise.text.labels import labelled
from records.draft import Draft
from records.listing import Course, Support
from records.options import RssOptions
from records.payload import Payload
from tests.connectors.cases import source_of


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Support Worker", "Support Worker"),
        ("URGENT!! Care Assistant", "Care Assistant"),
        ("Care Assistant - Immediate Start!", "Care Assistant"),
        ("Teaching Assistant (Ref: TA/1234)", "Teaching Assistant"),
        ("Teaching Assistant - Ref 20391", "Teaching Assistant"),
        ("REF123 - Cleaner", "Cleaner"),
        ("Cleaner (LCC-20391)", "Cleaner"),
        ("*** Chef de Partie ***", "Chef de Partie"),
        ("Apply now: Driver", "Driver"),
        ("Year 3/4 Teacher", "Year 3/4 Teacher"),
        ("Staff Nurse (Band 5) - Ward 12", "Staff Nurse (Band 5) - Ward 12"),
        ("C++ Developer", "C++ Developer"),
        ("Level 2 Diploma in Plumbing (City & Guilds)", "Level 2 Diploma in Plumbing (City & Guilds)"),
        ("Vacancy Manager", "Vacancy Manager"),
        ("Head of IT", "Head of IT"),
        ("Identity Officer", "Identity Officer"),
        ("Ref", "Ref"),
    ],
)
def test_titles(raw: str, expected: str) -> None:
    assert tidy_title(raw) == expected


@given(st.text(min_size=1, max_size=80))
def test_a_title_never_vanishes(raw: str) -> None:
    line = html.one_line(raw)
    if line:
        assert tidy_title(line)


def test_html_to_text() -> None:
    text, safe = read_description(
        "<p>One<br>two</p><ul><li>a</li><li>b</li></ul><script>x()</script><p onclick=x>end</p>"
    )
    assert text == "One\ntwo\n\n- a\n- b\n\nend"
    assert "script" not in safe
    assert "onclick" not in safe


@pytest.mark.parametrize(
    "raw",
    ["<p>£20 &amp; more</p>", "&lt;p&gt;£20 &amp;amp; more&lt;/p&gt;",
     "&amp;lt;p&amp;gt;£20 &amp;amp;amp; more&amp;lt;/p&amp;gt;", "Â£20 &amp; more"],
)  # fmt: skip
def test_layers_of_escaping(raw: str) -> None:
    assert read_description(raw)[0] == "£20 & more"


# Words, breaks and every sort of character that mending looks at: typographic, accented, halves of mojibake.
_ODD = st.text(
    alphabet="ab 1<&;-\r\n\t£€–—‘’“”•…·®™\xa0Ââ€™ÃéàöÐРŸšž\x85\x92\x1b[0m\u2028\ud800\x00¬√‚ﬁﬂe\u0301", max_size=20
)


@given(_ODD)
@example("It’s £20 – 30 a dayâ€¦\nAnd “more”\r\n")
def test_texts_that_need_no_mending_are_told_from_those_that_do(raw: str) -> None:
    """`mend` leaves most texts alone unread; what it gives is what ftfy alone would give."""
    clean = raw.replace("\x00", "").encode("utf-8", "replace").decode()
    assert html.mend(raw) == ftfy.fix_text(clean, uncurl_quotes=False, fix_character_width=False, unescape_html=False)


def test_plain_text_stays_text() -> None:
    text, safe = read_description("Pay < £20 & rising\n\nSecond")
    assert text == "Pay < £20 & rising\n\nSecond"
    assert safe == "<p>Pay &lt; £20 &amp; rising</p><p>Second</p>"


@pytest.mark.parametrize("bad", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_links_are_web_links(bad: str) -> None:
    assert bad not in read_description(f'<p><a href="{bad}">go</a></p>')[1]


@given(st.text(max_size=400))
def test_descriptions_never_raise_and_are_safe(raw: str) -> None:
    _, safe = read_description(raw)
    assert "<script" not in safe.lower()


@pytest.mark.parametrize(
    "text",
    [
        "Contact: Jane Smith, tel. 0113 496 0790, jane@leeds.example.",
        "Please ring Jane Smith on 07700 900461 for a visit.",
        "Call Jane Smith on (01632) 960 123.",
    ],
)
def test_names_behind_abbreviations_and_numbers_nobody_has_yet(text: str) -> None:
    said = redact(text)
    assert "Smith" not in said
    assert "[phone removed]" in said
    assert not any(char.isdigit() for char in said)


def test_personal_data_is_removed() -> None:
    text = redact("For a chat contact Jane Smith on 0113 496 0123 or jane.smith@leeds.example before 3 May 2026.")
    assert "Smith" not in text
    assert "0113" not in text
    assert "@" not in text
    assert "3 May 2026" in text


def test_figures_are_no_phone_numbers() -> None:
    text = "£27,274 - £28,153 per annum, SCP 17-22, 2025/26, reference 123456"
    assert redact(text) == text


def test_labelled_lines() -> None:
    found = labelled(
        "Closing date: 14 April 2027\nContract - Permanent\nHours of work: 37 hours per week\nLocation: Leeds\n"
        "We offer flexible hours: ask us.\nWorking pattern: Full-time, Part-time (delete as appropriate)"
    )
    assert found == {
        "closes_at": "14 April 2027",
        "contract": "Permanent",
        "hours": "37 hours per week",
        "place": "Leeds",
    }


def test_contacts_beside_the_description_are_taken_out() -> None:
    """A course's entry requirements, a title, a scheme's way in: each is text a portal shows."""
    source = source_of(RssOptions(url="https://council.example/feed"))
    at = datetime(2026, 3, 2, tzinfo=UTC)
    where = {"source_id": source.id, "run_id": "r", "key": "1", "connector": "rss", "format": "rss_item"}
    payload = Payload(**where, data={}, page_url="https://council.example/feed", fetched_at=at)
    work = Work(draft=Draft(), payload=payload, source=source, now=at)
    said = "Write to anna.jones@leeds.example or ring 0113 496 0123."
    work.out = ListingDraft(
        title=f"Cook. {said}",
        course=Course(entry_requirements=said, funding=said),
        support=Support(referral=said),
        qualifications_required=[said],
    )
    contacts(work)
    out = str(work.out)
    assert "anna.jones" not in out
    assert "0123" not in out
    assert out.count("[e-mail removed]") == out.count("[phone removed]") == 5
