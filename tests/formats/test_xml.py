"""Reading strangers' XML: safe, and nothing whole is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.xml import XmlPage, read_xml
from formats.xml_salvage import salvage
from formats.xml_tree import element_json, element_text, local_name
from records.page import Page
from tests.connectors.cases import NOW


def _read(body: bytes | str, content_type: str = "", encoding: str | None = None) -> XmlPage:
    raw = body if isinstance(body, bytes) else body.encode()
    return read_xml(Page("https://s.example/x", raw, content_type, NOW), records=("job",), encoding=encoding)


def _texts(page: XmlPage) -> list[str]:
    assert page.root is not None
    return [element_text(job) for job in page.root.iter() if local_name(job) == "job"]


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        ("\ufeff<jobs><job>£1 – ok</job></jobs>".encode(), "", None),
        ("<jobs><job>£1 – ok</job></jobs>".encode("utf-16"), "", None),
        ('<?xml version="1.0" encoding="utf-16"?><jobs><job>£1 – ok</job></jobs>'.encode(), "", None),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><jobs><job>£1 – ok</job></jobs>'.encode("cp1252"), "", None),
        ('<?xml version="1.0" encoding="UTF-8"?><jobs><job>£1 – ok</job></jobs>'.encode("cp1252"), "", None),
        ("<jobs><job>£1 – ok</job></jobs>".encode("cp1252"), "text/xml; charset=windows-1252", None),
        ('<?xml version="1.0" encoding="koi8-r"?><jobs><job>£1 – ok</job></jobs>'.encode(), "", "utf-8"),
        ('\n\n <?xml version=\\"1.0\\" encoding=\\"UTF-8\\"?><jobs><job>£1 – ok</job></jobs>'.encode(), "", None),
    ],
    ids=["bom", "utf16", "false-utf16", "latin1", "false-utf8", "header", "option", "escaped-declaration"],
)
def test_encoding_is_found(body: bytes, content_type: str, encoding: str | None) -> None:
    assert _texts(_read(body, content_type, encoding)) == ["£1 – ok"]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("R&D", "R&D"),
        ("&pound;9 &nbsp;&eacute;", "£9 \xa0é"),
        ("less < than", "less < than"),
        ("a\x01b&#2;c", "abc"),
        ("one<br>two<img src='x'>", "onetwo"),
        ("<![CDATA[a & b < c]]> & d", "a & b < c & d"),
        ("<!-- & --> &unknown;", "&unknown;"),
        ('<i id="1" class="a"">b</i>', "b"),
    ],
)
def test_forbidden_characters_are_mended_without_loss(inner: str, text: str) -> None:
    page = _read(f"<jobs><job>{inner}</job></jobs>")
    assert _texts(page) == [text]
    assert [problem.code for problem in page.problems] == ["XML_MENDED"]
    assert not any(problem.fatal or problem.record for problem in page.problems)


@pytest.mark.parametrize(
    ("body", "kept", "lost"),
    [
        ("<jobs><job>1</job>\n<job>2</job>\n<job>3", ["1", "2"], 1),
        ("<jobs><job>1</job>\n<job><a>2</b></job>\n<job>3</job></jobs>", ["1", "2", "3"], 0),
        ("<jobs><job>1</job>\n<job><a>2</job>\n<job>3</job></jobs>", ["1", "2", "3"], 0),
        ("<jobs><job>1</job>\n<job><a><b>2</a></b></job>\n<job>3</job></jobs>", ["1", "2", "3"], 0),
        ("<jobs><job>1</job>\n<job><a>2\n<job>3</job></jobs>", ["1", "3"], 1),
        ("<jobs><job>1</job>\n</oops>\n<job>2</job></jobs>", ["1", "2"], 0),
        ("<jobs><job>1</job>\n<job a=b>2</job>\n<job>3</job></jobs>", ["1", "3"], 1),
        ("<all><jobs><job>1</job><job><b>2</jobs><jobs><job>3</job></jobs></all>", ["1", "3"], 1),
        ("<jobs><job>1</job></jobs><jobs><job>2</job></jobs>", ["1"], 1),
        ('<jobs><job>1</job><job state="new>2</job><job state="old">3</job></jobs>', ["1", "3"], 1),
        ("<jobs><job>1</job>\n  <", ["1"], 0),
        ("<jobs><job>1</job>\n", ["1"], 0),
    ],
)
def test_damaged_records_are_cut_out_and_the_whole_ones_kept(body: str, kept: list[str], lost: int) -> None:
    page = _read(body)
    assert _texts(page) == kept
    assert sum(problem.record for problem in page.problems) == lost
    (fatal,) = [problem for problem in page.problems if problem.fatal]
    assert fatal.code == "XML_MALFORMED"
    assert "line " in fatal.message


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "EMPTY_BODY"),
        ("  \n", "EMPTY_BODY"),
        ("<!DOCTYPE html><html><body>Sorry</body></html>", "NOT_XML"),
        ("<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'/>", "NOT_XML"),
        ('{"jobs": []}', "XML_MALFORMED"),
        ("Service unavailable", "XML_MALFORMED"),
        ('<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><jobs>&b;</jobs>', "XML_ENTITIES"),
        ('<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]><jobs>&f;</jobs>', "XML_ENTITIES"),
        ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><jobs/>', "XML_ENTITIES"),
    ],
)
def test_what_is_no_xml_is_said(body: str, code: str) -> None:
    page = _read(body)
    assert page.root is None
    assert [(problem.code, problem.fatal) for problem in page.problems] == [(code, True)]


def test_harmless_entities_of_the_document_are_read() -> None:
    page = _read('<!DOCTYPE jobs [<!ENTITY co "Fenlight">]><jobs><job>&co; works</job></jobs>')
    assert _texts(page) == ["Fenlight works"]


def test_undeclared_prefix_is_read_by_name() -> None:
    page = _read("<jobs><job><g:id>1</g:id></job></jobs>")
    assert _texts(page) == ["1"]
    assert [problem.code for problem in page.problems] == ["XML_NAMESPACE"]


def test_element_json_keeps_attributes_lists_and_text() -> None:
    page = _read('<job id="7"><a>1</a><a>2</a><b x="y">t</b><c/> tail</job>')
    assert page.root is not None
    assert element_json(page.root) == {
        "@id": "7", "a": ["1", "2"], "b": {"@x": "y", "#text": "t"}, "c": "", "#text": "tail",
    }  # fmt: skip


def test_what_forgot_its_end_tag_ends_before_the_next_element() -> None:
    page = _read("<jobs><job><title>Cook<town>Leeds</town><pay>£9</job><job><title>Porter</title></job></jobs>")
    assert page.root is not None
    assert [element_json(job) for job in page.root] == [
        {"title": "Cook", "town": "Leeds", "pay": "£9"}, {"title": "Porter"},
    ]  # fmt: skip
    assert [(problem.code, problem.fatal) for problem in page.problems] == [("XML_MALFORMED", True)]


@pytest.mark.parametrize(
    "body",
    [
        "<jobs><job>1</job></jobs><script>x</script>",
        "<jobs><job>1</job></jobs>\n</body>",
        "Warning: line 3<br />\n<jobs><job>1</job></jobs>",
        "<b>Warning</b>: line 3\n<?xml version='1.0'?><jobs><job>1</job></jobs>\n<!-- 0.3 s --> done",
    ],
)
def test_what_a_server_wrote_around_the_document_is_left_out(body: str) -> None:
    page = _read(body)
    assert _texts(page) == ["1"]
    assert {problem.code for problem in page.problems} == {"XML_MENDED"}
    assert not page.broken


def test_records_that_nobody_named_are_those_that_repeat() -> None:
    offers = "".join(f"<offer><name>{n}</name></offer>" for n in (1, 2))
    body = f"<offers><made>today</made>{offers}<offer><name>3</offer><offer><name>4"
    page = read_xml(Page("https://s.example/x", body.encode(), "", NOW), records=None)
    assert page.root is not None
    assert [element_text(child) for child in page.root] == ["today", "1", "2", "3"]
    assert [problem.code for problem in page.problems if problem.record] == ["XML_RECORD_DAMAGED"]


def test_many_faults_end_in_bounded_time() -> None:
    body = "<jobs>" + "<job><a>1</b></job>" * 3000 + "</jobs>"
    page = _read(body)
    assert any(problem.fatal for problem in page.problems)


def test_many_comments_before_the_root_are_read_once() -> None:
    """A pattern that may cut them in several ways would try each, and never come back."""
    assert _texts(_read("<!-- a -->" * 200 + "<jobs><job>1</job></jobs>")) == ["1"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_salvage_gives_well_formed_xml_or_nothing(junk: str, at: int) -> None:
    from lxml import etree

    body = "<jobs><job>1</job><job>2</job><job>3</job></jobs>"
    whole, _ = salvage(body[:at] + junk + body[at:], frozenset({"job"}))
    if whole:
        etree.fromstring(whole.encode(), etree.XMLParser(recover=False, resolve_entities=False, ns_clean=False))


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_root_or_a_fatal_problem(body: bytes) -> None:
    page = _read(body)
    assert page.root is not None or any(problem.fatal for problem in page.problems)
