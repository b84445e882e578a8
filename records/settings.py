"""Settings from the environment (`TALENTFEED_…`), checked at start."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from records.errors import ConfigError

PREFIX = "TALENTFEED_"


# Read from the environment here: to import `pydantic-settings` costs every process as much as pydantic itself.
class Settings(BaseModel):
    """Where things are. Every field is `TALENTFEED_<NAME>` in the environment."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    home: Path = Field(default=Path("var"), description="Folder for all data that has no place of its own.")
    database_url: str = Field(default="", description="SQLAlchemy URL; default SQLite in HOME.")
    index_url: str = Field(default="", description="`tantivy:<folder>` or `http(s)://…`; default tantivy in HOME.")
    archive_url: str = Field(default="", description="Folder or fsspec URL of the raw archive; default in HOME.")
    archive_keep_days: int = Field(
        default=90, ge=0, description="Days that raw pages are kept in the archive (`retention`); 0: for ever."
    )
    source_grace_days: int = Field(
        default=14,
        ge=0,
        description="Days for which the adverts of a source outlast it, once it is retired or its file gone.",
    )
    config_dir: Path = Field(default=Path("config"), description="Folder that holds `sources/` and lookups.")
    index_alias: str = Field(default="opportunities", description="Alias portals query.", pattern=r"^[a-z][a-z0-9-]*$")
    index_api_key: str = Field(default="", description="Elasticsearch API key (secret).", repr=False)
    allow_loopback: bool = Field(default=False, description="Development only: sources on 127.0.0.0/8 are allowed.")
    now: AwareDatetime | None = Field(
        default=None, description="Development only: pretend it is this moment, for recorded sites with dates."
    )
    user_agent: str = Field(default="Talentfeed/0.1", description="Sent with every request; say whom to write to.")
    browser: str = Field(
        default="", description="Program that draws the pages of `render: browser`; else Chromium of the PATH."
    )
    public_url: str = Field(default="http://127.0.0.1:8800", description="Address of the portal, for links and ids.")
    desk_url: str = Field(default="http://127.0.0.1:8801", description="Address of the desk, for links to sign in.")
    desk_identity_header: str = Field(
        default="",
        description="Header in which the proxy before the desk says who signed in (OIDC); empty: by links alone.",
    )
    log_format: str = Field(
        default="auto",
        pattern="^(auto|text|console|json)$",
        description="Lines of the log on stderr: text (or console), json; auto: text on a terminal, else json.",
    )
    log_level: str = Field(
        default="auto",
        pattern="^(auto|debug|info|warning|error)$",
        description="Least that is logged: debug, info, warning, error; auto: info in services, warning in commands.",
    )
    harvest_workers: int = Field(
        default=0,
        ge=0,
        le=32,
        description="Sources that `run` and `harvest` fetch side by side, never two of one host; 0: one a processor.",
    )
    retry_delay_seconds: int = Field(
        default=300, ge=1, description="Airflow tries a task that met a passing fault twice more; pause before each."
    )

    @model_validator(mode="before")
    @classmethod
    def _of_the_environment(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        stated = {name.upper(): value for name, value in os.environ.items()}
        names = {name: PREFIX + name.upper() for name in cls.model_fields}
        return {name: stated[variable] for name, variable in names.items() if variable in stated} | dict(given)

    @field_validator("index_url")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value and not value.startswith("tantivy:") and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must be `tantivy:<folder>`, `http://…` or `https://…`")
        return value

    def clock(self) -> datetime:
        """Now, in UTC, unless `now` pins it."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)

    def model_post_init(self, _context: object) -> None:
        """Fill what is derived from HOME; frozen models are set through object.__setattr__."""
        home = self.home.absolute()
        derived = {
            "database_url": f"sqlite:///{home / 'talentfeed.db'}",
            "index_url": f"tantivy:{home / 'index'}",
            "archive_url": str(home / "archive"),
        }
        for name, value in derived.items():
            if not getattr(self, name):
                object.__setattr__(self, name, value)


def load_settings() -> Settings:
    """Settings of this process; ConfigError names each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{PREFIX}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise ConfigError("; ".join(lines), rule="settings") from None
