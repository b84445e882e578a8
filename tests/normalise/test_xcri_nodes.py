"""Levels, languages and subjects of XCRI-CAP nodes."""

import pytest
from pydantic import JsonValue

from normalise.mappers.xcri_nodes import english, heading, level_of, subject_label, text_of, ukprn_of


@pytest.mark.parametrize(
    ("words", "credit", "titles", "level"),
    [
        (["Level 3"], [], [], 3),
        ([], [], ["BTEC Level 2 Certificate in Sport"], 2),
        ([], [], ["", "Spanish Level 2"], None),
        (["Postgraduate"], [], [], 7),
        (["Undergraduate"], [], ["BSc (Hons) Physics"], 6),
        (["Undergraduate"], [{"scheme": ["SCQF"], "level": ["7"]}], [], 4),
        ([], [{"scheme": ["The Open University"], "level": ["1"]}], [], None),
        ([], [{"level": ["M"]}], [], 7),
        (["Entry Level"], [], [], 0),
        ([], [], ["PhD Chemistry"], 8),
        ([], [], ["Access to HE Diploma"], 3),
        ([], [], ["A Level Maths"], 3),
        ([], [], ["Pottery"], None),
    ],
)
def test_level(words: list[str], credit: list[JsonValue], titles: list[str], level: int | None) -> None:
    assert level_of(words, credit, titles) == level


def test_english_is_preferred_where_there_is_a_choice() -> None:
    cymraeg: JsonValue = {"@lang": "cy", "#text": "Cymraeg"}
    both: list[JsonValue] = [cymraeg, {"@lang": "en", "#text": "Welsh"}]
    assert [text_of(node) for node in english(both)] == ["Welsh"]
    assert english([cymraeg]) == [cymraeg]


def test_codes_are_no_subjects() -> None:
    assert [subject_label(code) for code in ("KC.3", "LDCS1: DB.", "XF.2", "06.1")] == [None] * 4
    assert subject_label({"#text": "Management studies", "@identifier": "N200"}) == "Management studies"


def test_provider_number() -> None:
    assert ukprn_of([{"@type": "ukprn", "#text": "10007773"}]) == "10007773"
    assert ukprn_of(["http://www.ukrlp.co.uk/10007773"]) == "10007773"
    assert ukprn_of(["http://college.example/10007773x"]) is None


def test_headings() -> None:
    assert heading("specialFeature") == "Special feature"
    assert heading("careerOutcome") == "Careers"
    assert heading("") == ""
