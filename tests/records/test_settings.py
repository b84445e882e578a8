"""Settings: of the environment, under what is given; each wrong variable is named."""

from pathlib import Path

import pytest

from records.errors import ConfigError
from records.settings import Settings, load_settings


def test_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TALENTFEED_HOME", str(tmp_path))
    monkeypatch.setenv("TALENTFEED_ALLOW_LOOPBACK", "1")
    monkeypatch.setenv("talentfeed_harvest_workers", "3")
    settings = load_settings()
    assert (settings.home, settings.allow_loopback, settings.harvest_workers) == (tmp_path, True, 3)
    assert settings.database_url == f"sqlite:///{tmp_path / 'talentfeed.db'}"
    assert Settings(harvest_workers=5).harvest_workers == 5


def test_each_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENTFEED_HARVEST_WORKERS", "many")
    monkeypatch.setenv("TALENTFEED_INDEX_URL", "ftp://x")
    with pytest.raises(ConfigError, match=r"TALENTFEED_INDEX_URL: .*; TALENTFEED_HARVEST_WORKERS: "):
        load_settings()
