"""A council officer's file: every mistake at once, each with its line and what to write instead."""

from pathlib import Path

import pytest

from records.errors import ConfigError
from records.source_file import SourceFileError, load_source, load_sources
from records.source_table import source_table
from records.yaml_text import read_yaml

GOOD = """\
id: leeds-jobs
name: Leeds jobs
publisher: {name: Leeds City Council, kind: council, authority: employer}
connector:
  type: csv
  url: https://data.example.org/jobs.csv
  fields: {key: Ref, title: "Job title"}
licence: {name: OGL-UK-3.0}
"""
TEN_MISTAKES = """\
id: Leeds Jobs
name: Leeds jobs
name: again
publisher: {name: Leeds City Council, kynd: council}
connector:
  type: selectors
  url: http://10.0.0.1/jobs
  item: "div[["
  fields: {titel: h2}
kind: jobb
schedule: 12
timezone: Europe/Londn
politeness: {delay_seconds: fast}
wibble: 3
"""


def write(folder: Path, text: str, name: str = "leeds-jobs") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_good(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))
    assert source.id == "leeds-jobs"
    assert source.connector.type == "csv"


def test_ten_mistakes_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as caught:
        load_source(write(tmp_path, TEN_MISTAKES))
    lines = {(e.line, e.message.split("`")[1]) for e in caught.value.errors}
    assert lines >= {
        (1, "id: Leeds Jobs"), (1, "licence"), (3, "name"), (4, "publisher.kynd"), (7, "connector.url"),
        (8, "connector.item"), (9, "titel"), (10, "kind: jobb"), (11, "schedule: 12"), (12, "timezone"),
        (13, "politeness.delay_seconds: fast"), (14, "wibble"),
    }  # fmt: skip
    assert "did you mean `kind`?" in caught.value.message
    assert "did you mean `title`?" in caught.value.message


def test_empty_and_short_values_say_what_belongs_there(tmp_path: Path) -> None:
    text = GOOD.replace("{name: OGL-UK-3.0}", "").replace("{name: Leeds City Council, kind", "Leeds #")
    with pytest.raises(SourceFileError) as caught:
        load_source(
            write(tmp_path, f"{text}politeness: {{delay: 3}}\nexpectations: {{min_listings: 5, max_listings: 2}}")
        )
    publisher, licence, delay, most = (error.message for error in caught.value.errors)
    assert "`publisher: Leeds` must have keys of its own: write e.g. `publisher: {name:" in publisher
    assert "`licence` is empty: write e.g. `licence: {name:" in licence
    assert "did you mean `delay_seconds`?" in delay
    assert "must not be below min_listings (5)" in most


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ('id: a\nname: "Leeds jobs\npublisher: b\n', 2, "close it"),
        ("id: a\n\tname: b\n", 2, "spaces, not with a tab"),
        ("id: a\nname: Jobs: all of them\n", 2, "into quotes"),
        ("id: a\nschedule: @daily\nname: b\n", 2, 'put it into quotes: "@daily"'),
        ('id: a\nname: "Leeds jobs\nschedule: "@daily"\nkind: job\n', 2, "never closed"),
        ("id: a\nname: 'Leeds jobs\nlicence: {name: 'x'}\n", 2, "never closed"),
        ("id: a\nname Leeds jobs\npublisher: b\nkind: job\n", 2, "no colon behind `name`"),
        ("id: a\nschedule:@daily\nkind: job\n", 2, "no space behind the colon: write `schedule: @daily`"),
        ("id: a\npublisher\n  name: b\nkind: job\n", 2, "no colon behind `publisher`"),
        ("id: a\nname: “Leeds jobs”\n", 2, 'curly quotes (“Leeds jobs”), which are no quotes here: write "Leeds jobs"'),
    ],
)
def test_broken_yaml_names_the_line_where_it_begins(text: str, line: int, remedy: str) -> None:
    [error] = read_yaml(text).errors
    assert error.line == line
    assert remedy in error.message


def test_shares_and_switches_say_how_they_are_written(tmp_path: Path) -> None:
    text = GOOD + "expectations: {fill: {pay: 80%, places: 80}, complete: perhaps}\n"
    with pytest.raises(SourceFileError) as caught:
        load_source(write(tmp_path, text))
    said = " | ".join(error.message for error in caught.value.errors)
    assert "write 80% as 0.8, here `pay: 0.8`" in said
    assert "0.8 for 80%, here `places: 0.8`" in said
    assert "must be true or false" in said


def test_files_of_other_editors(tmp_path: Path) -> None:
    named = GOOD.replace("name: Leeds City Council", "name: Café Council")
    assert named != GOOD
    path = write(tmp_path, named)
    for encoding in ("utf-16", "utf-8-sig", "utf-8"):
        path.write_bytes(named.encode(encoding))
        assert load_source(path).publisher.name == "Café Council"
    path.write_bytes(named.encode("cp1252"))
    with pytest.raises(ConfigError) as caught:
        load_source(path)
    line = next(at for at, text in enumerate(named.splitlines(), start=1) if "Café" in text)
    assert caught.value.line == line
    assert "windows-1252: save it as UTF-8" in caught.value.message
    assert "Café Council" in caught.value.message


def test_an_id_belongs_to_one_file(tmp_path: Path) -> None:
    region = tmp_path / "sources" / "leeds"
    region.mkdir(parents=True)
    write(region, GOOD, "a")
    write(region, GOOD, "b")
    first, second = load_sources(tmp_path)
    assert not isinstance(first[1], ConfigError)
    assert isinstance(second[1], ConfigError)
    assert "is taken by" in second[1].message
    rows = source_table(tmp_path, tmp_path / "table.json")
    assert [bool(row.error) for row in rows] == [False, True]
    assert source_table(tmp_path, tmp_path / "table.json") == rows


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: &x [1]\nb: *x", "no aliases"),
        ("a: !!python/object/apply:os.system [ls]", "no tags"),
        ("a: 1\na: 2", "no duplicate keys"),
        ("? [1, 2]\n: 3", "text keys"),
        ("a: [1", "yaml"),
        ("a: 1\n---\nb: 2", "one document"),
        ("a: " + "[" * 50 + "]" * 50, "depth"),
        ("a: " + "x" * 300_000, "size"),
    ],
)
def test_refused_yaml(text: str, rule: str) -> None:
    assert rule in {error.rule for error in read_yaml(text).errors}


def test_plain_scalars() -> None:
    data = read_yaml("a: no\nb: 012\nc: 12\nd: 1.5\ne: yes\nf: 0x1F\ng: true\nh:\ni: 1_000\nj: '7'").data
    assert data == {
        "a": "no",
        "b": "012",
        "c": 12,
        "d": 1.5,
        "e": "yes",
        "f": "0x1F",
        "g": True,
        "h": None,
        "i": "1_000",
        "j": "7",
    }


def test_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
    with pytest.raises(ConfigError):
        load_source(write(tmp_path, f"l0: &l0 [x]\n{levels}\n{GOOD}"))


@pytest.mark.parametrize(
    "css",
    [
        "div div div div div div div *",
        "* * * p",
        "div:has(p p p)",
        "a ~ b ~ c",
        ":is(:is(a, b) c, d) e",
        "p:contains('x')",
    ],
)
def test_costly_selectors_are_refused(tmp_path: Path, css: str) -> None:
    text = GOOD.replace("type: csv", "type: selectors").replace(
        '  fields: {key: Ref, title: "Job title"}', f'  item: "{css}"'
    )
    with pytest.raises(SourceFileError, match=r"may take forever|not a valid"):
        load_source(write(tmp_path, text))


@pytest.mark.parametrize(
    "css", ["ul.jobs > li", "div.job h3 a::attr(href)", "li:nth-child(2)", "td:not(.x) a[href*='job']", "h1::text"]
)
def test_ordinary_selectors_are_fine(tmp_path: Path, css: str) -> None:
    text = GOOD.replace("type: csv", "type: selectors").replace(
        '  fields: {key: Ref, title: "Job title"}', f'  item: "{css}"'
    )
    load_source(write(tmp_path, text))


@pytest.mark.parametrize("text", ["", "just text", "- a\n- b", "\ufeff" + GOOD])
def test_odd_files(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    if text.endswith(GOOD):
        assert load_source(path).id == "leeds-jobs"
    else:
        with pytest.raises(ConfigError):
            load_source(path)
