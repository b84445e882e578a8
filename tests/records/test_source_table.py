"""The table of sources: it remembers what a broken or vanished file was."""

from pathlib import Path

import pytest

from records.errors import ConfigError
from records.source_file import load_source
from records.source_table import SourceRow, missing_folder, source_table

GOOD = """\
id: leeds-jobs
name: Leeds jobs
publisher: {name: Leeds City Council, kind: council, authority: employer}
connector:
  type: csv
  url: https://data.example.org/jobs.csv
licence: {name: OGL-UK-3.0}
"""
HOURLY = f'{GOOD}schedule: "@hourly"\npoliteness: {{max_minutes: 5}}\n'
BROKEN = GOOD.replace("type: csv", "type: cvs")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "sources" / "leeds" / "a.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(HOURLY)
    return path


def table(file: Path, **more: bool) -> list[SourceRow]:
    config = file.parents[2]
    return source_table(config, config.parent / "home" / "table.json", **more)


def test_a_file_that_breaks_keeps_what_its_source_was(file: Path) -> None:
    [good] = table(file)
    assert (good.runs, good.max_minutes) == (True, 5)
    file.write_text(BROKEN)
    [row] = table(file)
    assert (row.id, row.name, row.schedule, row.max_minutes) == ("leeds-jobs", "Leeds jobs", "@hourly", 5)
    assert (row.scheduled, row.runs, row.gone) == (True, False, False)
    assert f"{file}: 1 mistake\n  line 4: `connector.type: cvs` is not a known connector" in row.error
    assert table(file) == [row]
    file.write_text(HOURLY)
    [mended] = table(file)
    assert mended == good.model_copy(update={"stamp": mended.stamp})


def test_a_file_that_never_was_good_goes_by_the_id_that_it_names(file: Path) -> None:
    file.write_text(BROKEN)
    [row] = table(file)
    assert (row.id, row.name, row.scheduled, bool(row.error)) == ("leeds-jobs", "", True, True)
    file.unlink()
    assert table(file) == [], "it was never a source"


def test_a_paused_source_that_breaks_has_no_times_to_fail_at(file: Path) -> None:
    file.write_text(f"{GOOD}status: paused\n")
    table(file)
    file.write_text(BROKEN)
    [row] = table(file)
    assert (row.scheduled, bool(row.error)) == (False, True)


def test_a_file_that_goes_leaves_its_row(file: Path) -> None:
    [good] = table(file)
    file.unlink()
    [row] = table(file)
    assert (row.id, row.schedule, row.scheduled, row.runs, row.gone) == ("leeds-jobs", "@hourly", True, False, True)
    assert str(file) in row.error
    assert "status: retired" in row.error
    assert table(file) == [row]
    file.write_text(HOURLY)
    [back] = table(file)
    assert back == good.model_copy(update={"stamp": back.stamp})


def test_a_broken_file_that_goes_too(file: Path) -> None:
    table(file)
    file.write_text(BROKEN)
    table(file)
    file.unlink()
    [row] = table(file)
    assert (row.id, row.gone) == ("leeds-jobs", True)


def test_a_source_that_was_retired_may_go(file: Path) -> None:
    file.write_text(f"{GOOD}status: retired\n")
    table(file)
    file.unlink()
    assert table(file) == []


def test_a_file_that_moved_is_not_gone(file: Path) -> None:
    table(file)
    moved = file.rename(file.with_name("b.yaml"))
    [row] = table(file)
    assert (row.path, row.error) == (str(moved), "")


def test_an_id_that_was_changed_is_gone_under_its_old_name(file: Path) -> None:
    table(file)
    file.write_text(HOURLY.replace("id: leeds-jobs", "id: leeds-posts"))
    for _ in range(2):
        old, new = table(file)
        assert (old.id, old.gone, new.id, new.error) == ("leeds-jobs", True, "leeds-posts", "")


def test_a_folder_that_is_not_there_is_said_and_forgets_nothing(file: Path) -> None:
    config = file.parents[2]
    assert missing_folder(config) == ""
    [good] = table(file)
    (config / "sources").rename(config / "elsewhere")
    assert "TALENTFEED_CONFIG_DIR" in missing_folder(config)
    assert [(row.id, row.gone) for row in table(file)] == [("leeds-jobs", True)]
    (config / "elsewhere").rename(config / "sources")
    assert table(file) == [good]


def test_another_switch_reads_all_anew_and_still_remembers(file: Path) -> None:
    file.write_text(HOURLY.replace("https://data.example.org", "http://127.0.0.1:9"))
    [row] = table(file, allow_loopback=True)
    assert not row.error
    [row] = table(file)
    assert (row.id, "127.0.0.1" in row.error) == ("leeds-jobs", True)


def test_a_table_that_cannot_be_kept_costs_time_only(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    (file.parents[3] / "home").write_text("a file where the folder should be")
    assert [row.id for row in table(file)] == ["leeds-jobs"]
    assert "could not be kept" in caplog.text


@pytest.mark.parametrize("schedule", ["30 5 * * *", "@monthly", "0 5 * * fri", "0 0 29 2 *", "0 0 1 apr *"])
def test_schedules_that_airflow_keeps(file: Path, schedule: str) -> None:
    file.write_text(f'{GOOD}schedule: "{schedule}"\n')
    assert load_source(file).schedule == schedule


@pytest.mark.parametrize(
    ("schedule", "why"),
    [("0 0 31 2 *", "never comes"), ("R 5 * * *", "five cron"), ("0 30 5 * * *", "five cron"), ("x", "five cron")],
)
def test_schedules_that_no_scheduler_can_keep(file: Path, schedule: str, why: str) -> None:
    file.write_text(f'{GOOD}schedule: "{schedule}"\n')
    with pytest.raises(ConfigError, match=why):
        load_source(file)
