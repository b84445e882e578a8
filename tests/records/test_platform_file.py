"""A declaration of a platform: every mistake at once, with its line and remedy; data only; an operator's own."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from records.errors import ConfigError
from records.file_faults import FaultyFileError
from records.options import AnyOptions, PlatformOptions, type_names
from records.platforms.expressions import ask, filled_body, revealed
from records.platforms.file import load_platform
from records.platforms.known import platform, shipped
from records.source_file import SourceFileError, load_source

GOOD = """\
title: Acme Jobs
hosts: [acmejobs.example]
addresses: ['^(?P<board>[\\w-]+)\\.acmejobs\\.example']
example: https://leeds.acmejobs.example/
request: {url: 'https://api.acmejobs.example/{board}?page={page}'}
next: {page: 1, pages: pages}
records: hits
key: ref
url: link
marks: [[ref, headline]]
fields: {title: headline}
complete: true
verified: {by: documentation, date: 2026-11-29}
"""
MISTAKES = """\
title: Acme Jobs
hosts: [acmejobs]
adresses: ['x']
example: acmejobs.example
request:
  url: https://api.acmejobs.example/
  methode: POST
next: {page: 1, link: after}
records: hits
key: ref[
url: link
marks: []
fields: {title: headline, salary: pay}
places: 'a | b | c | d | e | f | g | h | i'
complete: perhaps
verified: {by: hearsay, date: today}
mapper: greenhouse_job
"""


def write(folder: Path, text: str, name: str = "acmejobs") -> Path:
    path = folder / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_good(tmp_path: Path) -> None:
    declared = load_platform(write(tmp_path, GOOD))
    assert (declared.name, declared.payload_format, declared.complete) == ("acmejobs", "acmejobs_record", True)


def test_mistakes_at_once(tmp_path: Path) -> None:
    with pytest.raises(FaultyFileError) as caught:
        load_platform(write(tmp_path, MISTAKES))
    found = {(e.line, e.message.split("`")[1]) for e in caught.value.errors}
    assert found >= {
        (2, "hosts.0: acmejobs"), (3, "adresses"), (4, "example"), (7, "request.methode"), (8, "next"), (10, "key"),
        (12, "marks"), (13, "fields"), (14, "places"), (15, "complete: perhaps"), (16, "verified.by: hearsay"),
        (16, "verified.date: today"), (17, "mapper"),
    }, found  # fmt: skip
    said = {e.message.split("`")[1]: e.message for e in caught.value.errors}
    assert "did you mean `addresses`" in said["adresses"]
    assert "did you mean `method`" in said["request.methode"]
    assert "is not a valid JMESPath" in said["key"]
    assert "salary; known are amount" in said["fields"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("https://api.acmejobs.example/{board}", "http://169.254.169.254/{board}", 5, "private or special network"),
        ("https://api.acmejobs.example/{board}", "http://localhost/{board}", 5, "private or special network"),
        ("https://api.acmejobs.example/{board}", "https://me:pass@api.acmejobs.example/", 5, "user name or password"),
        ("{board}?page", "{bord}?page", 5, "`request.url` has {bord}, which is no group of `addresses`"),
        ("?page={page}", "", 6, "`next.page` fills `{page}`, which `request` does not have"),
        ("(?P<board>", "(?P<board", 3, "is not a valid pattern (RE2, without look-around)"),
        ("records: hits", "records: 'hits['", 7, "is not a valid JMESPath"),
        ("records: hits", "records: hits\nformat: xml\ncut: {a: b}", 9, "`cut` and `page` go with `format: html`"),
        ("records: hits", "records: 'li:has(a)'\nformat: html\ncut: {a: b}", 7, "may take forever"),
        ("records: hits", "records: '//job[1]'\nformat: xml", 7, "`records`"),
        ("url: link\n", "", 1, "`url` or `link` is missing"),
        ("url: 'https", "body: {a: 1}, url: 'https", 5, "say `method: POST`"),
        ("title: headline", "posted_at: day", 11, "`fields` needs `title`"),
        ("title: Acme Jobs", "title: Acme Jobs\nname: acme", 2, "the file's name"),
        ("title: Acme Jobs", "title: Acme Jobs\nhook: boards", 2, "config is plain data"),
        ("title: Acme Jobs", "title: !!python/name:os.system x", 1, "uses a tag"),
        ("request: {url:", "request: {headers: {X-Key: '{env.HOME}'}, url:", 5, "only {secret.NAME} and {basic.NAME}"),
        ("records: hits", "records: hits\nadvert: ['acmejobs/(?P<id>x)']", 8, "groups `tenant` and `id`"),
    ],
)
def test_one_mistake(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    with pytest.raises(FaultyFileError) as caught:
        load_platform(write(tmp_path, GOOD.replace(old, new)))
    assert [e for e in caught.value.errors if e.line == line and message in e.message], caught.value.message


@pytest.mark.parametrize("name", shipped())
def test_shipped_tables_are_short(name: str) -> None:
    declared = platform(name)
    assert declared.name == name
    folder = Path(__file__).parents[2] / "records" / "platforms" / "data"
    assert len((folder / f"{name}.yaml").read_text(encoding="utf-8").splitlines()) < 40


def test_an_operators_platform_needs_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTFEED_CONFIG_DIR", str(tmp_path))
    file = write(tmp_path / "platforms", GOOD)
    assert "acmejobs" in type_names()
    options = PlatformOptions(type="acmejobs", url="https://leeds.acmejobs.example/vacancies?x=1")
    assert options.where.values == {"board": "leeds"}
    before = options.platform.reading_version
    # Edited: what it reads is known as another reading, without a number that somebody must raise.
    write(tmp_path / "platforms", GOOD.replace("records: hits", "records: results"))
    assert options.platform.reading_version != before
    assert options.platform.mapping_version == load_platform(file).mapping_version
    write(tmp_path / "platforms", GOOD.replace("key: ref", "key: ref["))
    with pytest.raises(ValidationError, match=r"acmejobs\.yaml: 1 mistake"):
        PlatformOptions(type="acmejobs", board="leeds")


def test_an_operator_cannot_take_a_name_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTFEED_CONFIG_DIR", str(tmp_path))
    write(tmp_path / "platforms", GOOD, "lever")
    write(tmp_path / "platforms", GOOD, "rss")
    assert platform("lever").title == "Lever"
    options: object = TypeAdapter(AnyOptions).validate_python({"type": "rss", "url": "https://a.example/feed"})
    assert not isinstance(options, PlatformOptions)


@pytest.mark.parametrize(
    ("connector", "line", "message"),
    [
        ("{type: lever}", 4, "needs `board` (its name) or `url`"),
        ("{type: lever, url: 'https://jobs.lever.co/'}", 4, "names no board of Lever: paste one such as https://jobs"),
        ("{type: lever, board: 'a/b'}", 4, "is not of the right form"),
        ("{type: lever, bord: acme}", 4, "did you mean `board`?"),
        ("{type: levr, board: acme}", 4, "did you mean `lever`?"),
        ("{type: lever, url: 'http://10.0.0.1/x'}", 4, "private or special network"),
        ("{type: recruitee, board: '10.0.0.1/x?'}", 4, "is not of the right form"),
    ],
)
def test_source_files_say_what_is_wrong_with_a_board(tmp_path: Path, connector: str, line: int, message: str) -> None:
    text = f"id: a-b\nname: A\npublisher: {{name: A}}\nconnector: {connector}\nlicence: {{name: permission}}\n"
    with pytest.raises(SourceFileError) as caught:
        load_source(write(tmp_path, text, "a-b"))
    assert [(e.line, message in e.message) for e in caught.value.errors] == [(line, True)], caught.value.message


def test_an_unknown_platform_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"no platform 'levr'; known are .*lever"):
        platform("levr")


def test_expressions_never_raise_and_hide_secrets() -> None:
    assert ask("join('-', [a, b])", {"a": 1}) is None
    assert ask("a.b[0].c", "text") is None
    assert filled_body({"at": "{offset}", "q": ["x{token}y"], "n": None}, {"offset": "50", "token": "t"}) == {
        "at": 50,
        "q": ["xty"],
        "n": None,
    }
    text, put = revealed("k={secret.A}&b={basic.A}&c={board}", {"TALENTFEED_SECRET_A": "s"})
    assert (text, put) == ("k=s&b=czo=&c={board}", {"s": "{secret.A}", "czo=": "{basic.A}"})
    with pytest.raises(KeyError, match="TALENTFEED_SECRET_B"):
        revealed("{secret.B}", {})
