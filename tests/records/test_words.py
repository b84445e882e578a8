"""Files of words: what a person may write there, what a fault says, and that each file has a reader."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from records.errors import ConfigError
from records.words import Wording, any_of, groups, literally, pairs, says_nothing, words
from records.words.files import Row, read_rows, subjects

ROOT = Path(__file__).parents[2]
DATA = ROOT / "records" / "words" / "data"
FILES = sorted(DATA.glob("*/*.tsv"))
ROOMS = ("records", "reference", "formats", "spiders", "normalise", "dedupe", "search_index", "portal", "services")


def rows(text: str) -> list[Row]:
    """The rows of a file with this text below its comment."""
    return [row for _, row in read_rows(f"# For tests.\n{text}", "gb/test.tsv")]


def test_a_file_of_words() -> None:
    assert rows("words\nn/a, none\n# more\n\nbased at␣, ␣shift\n") == [
        Row("", ("n/a", "none")),
        Row("", ("based at ", " shift")),
    ]
    assert rows("group\twords\nsenior\tsr, snr\n") == [Row("senior", ("sr", "snr"))]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 2, "holds no words"),
        ("none\n", 2, "must name the columns"),
        ("a\tb\twords\n", 2, "must name the columns"),
        ("words\nnone\tnull\n", 3, "words without a tab"),
        ("group\twords\nnone\n", 3, "a group, a tab, words"),
        ("group\twords\n\tnone\n", 3, "empty word or group"),
        ("group\twords\n a\tnone\n", 3, "space before a group"),
        ("words\nnone,, null\n", 3, "empty word"),
        ("words\nnone, null,\n", 3, "empty word"),
        ("words\njobs?\n", 3, "`jobs?` is written as a regular expression: write e.g. `job(s)`"),
        ("words\nfull[ -]time\n", 3, "regular expression"),
        ("words\njob(s\n", 3, "bracket that is not closed"),
        ("words\njob)s(\n", 3, "bracket that is not closed"),
        ("words\njob((s)|b)\n", 3, "one within another"),
        ("words\nnone\n# a comment\nnull, none\n", 5, "`none` stands there twice (first in line 3)"),
        ("group\twords\na\tnone\na\tnone\n", 4, "twice (first in line 3)"),
    ],
)
def test_a_fault_names_file_and_line(text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)) as caught:
        rows(text)
    assert (caught.value.file, caught.value.line) == ("gb/test.tsv", line)
    assert caught.value.message.startswith(f"gb/test.tsv, line {line}: ")


def test_a_file_must_say_what_it_is_for() -> None:
    with pytest.raises(ConfigError, match="must begin with `# `"):
        list(read_rows("words\nnone\n", "gb/test.tsv"))


def test_unknown_subjects_and_groups_are_told() -> None:
    with pytest.raises(ConfigError, match="no file of words is called 'no_such'"):
        words("no_such")
    with pytest.raises(ConfigError, match="no group 'sideways'"):
        words("street_words", "sideways")
    with pytest.raises(ConfigError, match="words without groups"):
        groups("boilerplate")


def test_the_countries_of_a_subject_are_taken_together() -> None:
    short = pairs("title_abbreviations")
    assert (short["sr"], short["hca"], short["lpn"]) == ("senior", "healthcare assistant", "licensed practical nurse")
    assert {"unlimited", "cdi"} <= {word.strip("*") for word in groups("contract_forms")["permanent"]}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_each_file_can_be_read_and_is_read(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert list(read_rows(text, str(file)))
    code = [path.read_text("utf-8") for room in ROOMS for path in (ROOT / room).glob("**/*.py")]
    assert any(f'"{file.stem}"' in source or f"'{file.stem}'" in source for source in code), "a file that nothing reads"
    comment = " ".join(line.lstrip("# ") for line in text.split("\n") if line.startswith("#"))
    assert "Read by " in comment
    named = re.findall(r"\b(?:\w+/)+\w+\.py\b", comment)
    assert not [path for path in named if not (ROOT / path).exists()], "the comment names a reader that is gone"


def test_every_pair_has_one_meaning() -> None:
    for subject in ("title_abbreviations", "employer_abbreviations", "title_slots", "title_phrases", "currency_signs"):
        assert pairs(subject)


@pytest.mark.parametrize(
    ("wording", "texts", "others"),
    [
        ("job(s)", ["job", "jobs"], ["jobbing", "a jobsworth"]),
        ("vacanc(y|ies)", ["vacancy", "vacancies"], ["vacanc", "vacant"]),
        ("full-time", ["full-time", "full time", "fulltime", "full_time"], ["full a time", "fulltimer"]),
        ("home based", ["home based", "home  \n based"], ["homebased", "home-based"]),
        ("apprentice*", ["apprentice", "apprenticeship"], ["prentice"]),
        ("*time", ["time", "daytime"], ["timely"]),
        ("# days", ["3 days", "14 days"], ["some days"]),
        ("c++", ["c++"], ["c"]),
        ("(the |)role", ["role", "the role"], ["roles"]),
        ("p(.)a(.)", ["pa", "p.a", "p.a."], ["pay"]),
    ],
)
def test_wordings(wording: str, texts: list[str], others: list[str]) -> None:
    pattern = Wording(lambda: any_of([wording]))
    assert all(pattern.search(f"it is {text} here") for text in texts)
    assert not [text for text in others if pattern.search(f"it is {text} here")]


def test_the_longest_wording_comes_first() -> None:
    assert re.findall(any_of(["remote", "remote working", "&"]), "remote working & remote") == [
        "remote working", "&", "remote",
    ]  # fmt: skip
    assert re.findall(literally(["mon", "mon to fri", "c+e"]), "mon to fri, mon") == ["mon to fri", "mon"]


def test_a_pattern_reads_nothing_until_it_is_asked() -> None:
    def refuse() -> str:
        raise AssertionError("read too early")

    pattern = Wording(refuse)
    with pytest.raises(AssertionError, match="too early"):
        pattern.search("x")


@pytest.mark.parametrize("text", ["", " ", "-", "—", "--", "N/A", "n/a", "TBC", "Not  Stated", "undefined"])
def test_says_nothing(text: str) -> None:
    assert all(says_nothing(text, of) for of in ("", "organisation", "reference", "date"))


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Confidential", "organisation"), ("see advert", "reference"), ("000", "reference"), ("xx", "reference"),
        ("Evergreen", "reference"), ("ASAP", "date"), ("worldwide", "place"),
    ],
)  # fmt: skip
def test_says_nothing_of_one_field(text: str, of: str) -> None:
    assert says_nothing(text, of)
    assert not says_nothing(text)


def test_starting_up_reads_no_words() -> None:
    asked = "import sys, cli.main; print([name for name in sys.modules if name.startswith('records.words')])"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_wheel_has_the_files() -> None:
    assert subjects().keys() >= {file.stem for file in FILES}
    assert len(FILES) > 60
