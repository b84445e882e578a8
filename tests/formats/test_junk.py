"""Documents that a server wrote its warnings around."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.json import parse_json
from formats.junk import json_within, xml_within
from formats.xml import parse_xml

WARNING = "<b>Warning</b>: connect() failed on line 3<br />\n"


@pytest.mark.parametrize(
    ("text", "document"),
    [
        (WARNING + '{"jobs": []}', '{"jobs": []}'),
        (WARNING + '[{"title": "Cook"}]\n<!-- 0.3 s -->', '[{"title": "Cook"}]'),
        ('Notice: [deprecated] call\n{"jobs": []}', '{"jobs": []}'),
        ('{"jobs": []}', None),
        ('<html><body>{"jobs": []}</body></html>', None),
        ('A posting.\n<script type="application/ld+json">\n{"title": "Cook"}\n</script>', None),
        ("no document", None),
    ],
)
def test_json(text: str, document: str | None) -> None:
    assert json_within(text) == document


def test_the_connectors_read_through_it() -> None:
    body = WARNING + '{"jobs": [{"title": "Co\x00ok"}]}'
    assert parse_json(body).root == {"jobs": [{"title": "Cook"}]}
    root = parse_xml(WARNING + "<?xml version='1.0'?><jobs><job>Cook</job></jobs>").root
    assert root is not None
    assert [job.text for job in root] == ["Cook"]


@pytest.mark.parametrize("text", ["<?xml version='1.0'?><jobs/>", "\ufeff <?xml version='1.0'?><jobs/>", "<jobs/>"])
def test_xml_without_junk_stays(text: str) -> None:
    assert xml_within(text) == text


@given(st.text())
def test_any_text(text: str) -> None:
    assert xml_within(text) in text
    document = json_within(text)
    assert document is None or document[0] in "[{"
