"""`talentfeed search` after `make demo`: the demo's data where there is no other, and never in place of other."""

import os
import subprocess
from pathlib import Path

import pytest

from cli.demo_data import FOLDER, demo_home
from examples import demo
from records.settings import Settings
from search_index.stage import publish
from store import open_store
from tests.factories import make_opportunity, put_opportunities
from tests.integration.region import COMMAND, ROOT


def fill(home: Path, title: str) -> None:
    """A published job in a home."""
    settings = Settings(home=home)
    home.mkdir(parents=True)
    store = open_store(settings.database_url)
    store.upgrade()
    put_opportunities(store, make_opportunity(1, title=title))
    publish(store, settings)
    store.close()


def search(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TALENTFEED_")}
    return subprocess.run(
        [*COMMAND, "search", "nurse"],
        cwd=folder, env=plain | {"PYTHONPATH": str(ROOT)} | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_demo_is_found_and_the_person_told(tmp_path: Path) -> None:
    fill(tmp_path / "var" / "demo", "Demo Nurse")
    done = search(tmp_path)
    assert (done.returncode, "Demo Nurse" in done.stdout) == (0, True), done.stderr
    assert done.stderr == "this is the demo's made-up data; for other commands: TALENTFEED_HOME=var/demo talentfeed …\n"
    # A command that looks into an empty database makes one; that is no data of one's own.
    open_store(f"sqlite:///{tmp_path / 'var' / 'talentfeed.db'}").upgrade()
    assert "Demo Nurse" in search(tmp_path).stdout


def test_own_data_come_first(tmp_path: Path) -> None:
    fill(tmp_path / "var", "Real Nurse")
    fill(tmp_path / "var" / "demo", "Demo Nurse")
    done = search(tmp_path)
    assert "Real Nurse" in done.stdout
    assert "Demo" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "place", ["TALENTFEED_HOME", "TALENTFEED_INDEX_URL", "TALENTFEED_DATABASE_URL", "TALENTFEED_ARCHIVE_URL"]
)
def test_who_names_a_place_means_that_place(tmp_path: Path, place: str) -> None:
    fill(tmp_path / "var" / "demo", "Demo Nurse")
    value = {"TALENTFEED_INDEX_URL": "tantivy:elsewhere", "TALENTFEED_DATABASE_URL": "sqlite:///elsewhere.db"}
    done = search(tmp_path, **{place: value.get(place, "elsewhere")})
    assert (done.returncode, done.stdout) == (8, "")
    assert done.stderr.startswith("INDEX_MISSING")


def test_a_harvest_that_was_not_published_yet_is_not_hidden(tmp_path: Path) -> None:
    fill(tmp_path / "var" / "demo", "Demo Nurse")
    (tmp_path / "var" / "archive").mkdir()
    assert search(tmp_path).stderr.startswith("INDEX_MISSING: there is no index yet: run publish")


def test_the_demo_writes_where_the_command_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TALENTFEED_")]:
        monkeypatch.delenv(name)
    assert (ROOT / Settings().home / FOLDER) == demo.DEFAULT_HOME
    assert demo_home(Settings(index_url="tantivy:x")) is None


def test_the_demo_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TALENTFEED_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "HOME", demo.DEFAULT_HOME)
    assert demo.search_command().endswith("talentfeed search nurse")
    assert "TALENTFEED_HOME" not in demo.search_command()
    (tmp_path / "var" / "index").mkdir(parents=True)
    assert demo.search_command().startswith(f"TALENTFEED_HOME={demo.DEFAULT_HOME} ")
    monkeypatch.setattr(demo, "HOME", tmp_path)
    assert demo.search_command().startswith(f"TALENTFEED_HOME={tmp_path} ")


def test_the_demo_empties_no_folder_of_other_files(tmp_path: Path) -> None:
    demo.refuse_foreign_folder(tmp_path / "new")
    demo.refuse_foreign_folder(tmp_path)
    (tmp_path / "talentfeed.db").write_bytes(b"real")
    with pytest.raises(SystemExit, match="DEMO_HOME"):
        demo.refuse_foreign_folder(tmp_path)
    (tmp_path / "region").mkdir()
    demo.refuse_foreign_folder(tmp_path)
