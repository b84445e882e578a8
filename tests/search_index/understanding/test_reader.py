"""What questions are understood as; no engine is asked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.errors import ConfigError
from search_index.understanding.reader import Reader
from search_index.understanding.reading import OWN_WORDS, Part, Reading
from search_index.understanding.vocabulary import Vocabulary

ALL = frozenset(Part)
READER = Reader()


def read(text: str, allowed: frozenset[Part] = ALL, given: frozenset[str] = frozenset()) -> Reading:
    return READER.read(text, allowed, given)


def filters(text: str) -> dict[str, object]:
    """The filters of a question, a place by its name."""
    found = dict(read(text).filters)
    if "near" in found:
        found["near"] = found["near"]["label"]
    return found


@pytest.mark.parametrize(
    ("question", "expected", "words"),
    [
        ("nurse leeds", {"near": "Leeds"}, "nurse"),
        ("nurse in Leeds", {"near": "Leeds"}, "nurse"),
        ("LS1", {"near": "LS1"}, ""),
        ("carer ls1 4ap", {"near": "LS1 4AP"}, "carer"),
        ("cleaning jobs halifax", {"kinds": ["job"], "near": "Halifax"}, "cleaning"),
        ("jobs in Stoke-on-Trent", {"kinds": ["job"], "near": "Stoke-on-Trent"}, ""),
        ("jobs in west yorkshire", {"kinds": ["job"], "areas": ["E47000003"]}, ""),
        ("chef within 5 miles of York", {"near": "York", "within": 8046.72}, "chef"),
        ("chef 10km from York", {"near": "York", "within": 10_000.0}, "chef"),
        ("part time cleaner", {"hours": ["part_time"]}, "cleaner"),
        ("part-time cleaner", {"hours": ["part_time"]}, "cleaner"),
        ("temp admin", {"contract": ["temporary"]}, "admin"),
        ("work from home", {"kinds": ["job"], "remote": ["remote", "hybrid"]}, ""),
        ("marketing jobs remote", {"kinds": ["job"], "remote": ["remote"]}, "marketing"),
        ("jobs for veterans", {"kinds": ["job"], "audience": ["veterans"]}, ""),
        ("driver £12 an hour", {"pay_at_least": 23_400.0}, "driver"),
        ("driver £12/hour", {"pay_at_least": 23_400.0}, "driver"),
        ("30k analyst", {"pay_at_least": 30_000.0}, "analyst"),
        ("analyst over £25,000", {"pay_at_least": 25_000.0}, "analyst"),
        ("plumbing level 3", {"qualification_levels": [3]}, "plumbing"),
        ("nvq 2 hairdressing", {"qualification_levels": [2]}, "hairdressing"),
        ("learn to be a plumber", {"kinds": ["course"]}, "plumber"),
        ("apprenticeship electrician", {"kinds": ["apprenticeship"]}, "electrician"),
        # What names work is no kind, hours or place.
        ("job coach", {}, "job coach"),
        ("support worker", {}, "support worker"),
        ("training officer", {}, "training officer"),
        ("7.5t driver", {}, "7.5t driver"),
        ("nurse band 5", {}, "nurse band 5"),
        # Ordinary words are places only after 'in'.
        ("reading teacher", {}, "reading teacher"),
        ("teacher in reading", {"near": "Reading"}, "teacher"),
        ("bath attendant", {}, "bath attendant"),
        ("the of", {}, "the of"),
        ('"care home" manager', {}, "manager care home"),
    ],
)
def test_questions(question: str, expected: dict[str, object], words: str) -> None:
    assert filters(question) == expected
    assert read(question).understanding.words == words


def test_a_part_says_what_it_was_taken_for_and_as_which_parameters() -> None:
    parts = read("part time nurse in leeds £12 an hour").understanding.parts
    assert [(part.part, part.text, part.parameters) for part in parts] == [
        (Part.HOURS, "part time", {"hours": ["part_time"]}),
        (Part.PLACE, "in leeds", {"near": ["Leeds"]}),
        (Part.PAY, "£12 an hour", {"pay_at_least": ["23400"]}),
    ]


@pytest.mark.parametrize(
    ("question", "part"),
    [("nurse leeds", Part.PLACE), ("nurse jobs", Part.KIND), ("part time nurse", Part.HOURS), ("30k nurse", Part.PAY)],
)
def test_each_part_can_be_left_as_words(question: str, part: Part) -> None:
    assert read(question).filters
    reading = read(question, ALL - {part})
    assert not reading.filters
    assert len(reading.units) > 1


def test_what_the_caller_has_set_stays() -> None:
    reading = read("nurse leeds jobs", given=frozenset({"near", "kinds"}))
    assert reading.filters == {}
    assert reading.understanding.words == "nurse leeds"


def test_places_of_one_name_are_asked_back() -> None:
    labels = [choice.label for choice in read("nurse in newport").understanding.places]
    assert "Newport, Newport" in labels
    assert len(labels) > 1
    assert not read("nurse leeds").understanding.places


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("hca", "healthcare support worker"), ("TA", "teaching assistant"), ("rgn", "staff nurse"),
        ("lorry driver", "hgv class 2 driver"), ("lgv driver", "lorry driver"), ("admin", "administrator"),
        ("administrator", "admin"), ("plumber", "plumbing"), ("childcare", "nursery"), ("nursery", "early years"),
        ("admin asst", "administrator"), ("fork lift", "forklift"), ("forklift", "fork lift truck"),
        ("esol", "english for speakers of other languages"), ("cleaner", "cleaning"), ("cleaning", "cleaner"),
        ("wheelwright", "wheelwright"), ("school secretary", "school secretary"),
    ],
)  # fmt: skip
def test_other_words_for_the_same(question: str, other: str) -> None:
    found = {one.text for unit in read(question).units for one in unit.alternatives}
    assert other in found or question == "admin asst", found
    plain = read(question, ALL - {Part.SYNONYMS})
    assert all(one.strength == OWN_WORDS for unit in plain.units for one in unit.alternatives)


def test_a_classification_gives_titles_that_no_list_has() -> None:
    assert {one.text for one in read("kitchen porter").units[0].alternatives} >= {"kitchen porter", "dish washer"}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("care asistant", "care assistant"), ("recepionist", "receptionist"), ("wearhouse", "warehouse"),
        ("electritian", "electrician"), ("gardner", "gardener"), ("nurse bradfrod", "nurse bradford"),
        ("aprenticeship", "apprenticeship"), ("Maneger", "manager"), ("teching", "teaching"),
        ("nurse", None), ("cokk", "cook"), ("zzz", None), ("HGV2000x", None), ("engineering", None), ("C++", None),
        ("brightloom", None), ("qwxzvkjp", None),
    ],
)  # fmt: skip
def test_typing_errors(wrong: str, right: str | None) -> None:
    assert READER.mended(wrong) == right


@pytest.mark.parametrize("question", ["***", "++", '""', "…", "- -"])
def test_no_word_at_all(question: str) -> None:
    assert read(question).empty


@pytest.mark.parametrize(
    "question", ["C++ developer", ".NET developer", "o'brien", "O’Brien", "e-mail marketing", "Tŷ Môn", "Llŷn"]
)
def test_awkward_words_stay(question: str) -> None:
    reading = read(question)
    assert not reading.filters
    assert reading.units


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    reading = read(text)
    assert reading.empty or reading.units or reading.filters


def test_an_operators_file_replaces_or_adds(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("same:\n  - [mender, repairer]\n", "utf-8")
    (tmp_path / "values.yaml").write_text("hours:\n  part_time: {anywhere: [mornings]}\n", "utf-8")
    reader = Reader(tmp_path)
    assert "repairer" in {one.text for one in reader.read("mender", ALL, frozenset()).units[0].alternatives}
    assert reader.read("mornings nurse", ALL, frozenset()).filters == {"hours": ["part_time"]}
    assert reader.read("part time nurse", ALL, frozenset()).filters == {}
    assert "administrator" in {one.text for one in reader.read("admin", ALL, frozenset()).units[0].alternatives}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("values.yaml", "colour:\n  red: {anywhere: [red]}\n", "colour: is no filter; there are kinds"),
        ("values.yaml", "hours:\n  never: {anywhere: [never]}\n", "never is none of its values"),
        ("values.yaml", "hours:\n  shifts: {sometimes: [shift]}\n", "sometimes"),
        ("ours.yaml", "same: [nurse]\n", "same"),
        ("ours.yaml", "same: [\n", "is no YAML"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    read_all = Vocabulary(tmp_path)
    with pytest.raises(ConfigError, match=says) as raised:
        _ = read_all.values, read_all.synonyms
    assert str(tmp_path / name) in raised.value.message


def test_a_portal_with_wrong_words_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cli.commands.serve import serve

    (tmp_path / "config" / "search").mkdir(parents=True)
    (tmp_path / "config" / "search" / "ours.yaml").write_text("alike: []\n", "utf-8")
    monkeypatch.setenv("TALENTFEED_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TALENTFEED_CONFIG_DIR", str(tmp_path / "config"))
    with pytest.raises(ConfigError, match=r"ours\.yaml.*alike"):
        serve(port=0)
