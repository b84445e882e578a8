"""A region of a test's own: source files that name a loopback server, a home, and the `talentfeed` command."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from records.opportunity import Change, Opportunity
from records.settings import Settings
from records.vocabulary import ChangeOp
from search_index.engine import open_index
from search_index.request import SearchRequest
from search_index.response import SearchResponse
from store import Archive, Store, open_store
from tests.command import call
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "cli.main")
ORDINARY: dict[str, Any] = {
    "name": "A source of this test",
    "publisher": {"name": "Publisher of this test", "authority": "official"},
    "licence": {"name": "permission"},
    "politeness": {"delay_seconds": 0, "timeout_seconds": 300},
}


@dataclass
class Region:
    """Where everything of one region is. `environment` is what a process of it is started with."""

    home: Path
    now: datetime | None = None
    database_url: str = ""
    index_url: str = ""
    index_alias: str = "opportunities"
    name: str = "testshire"
    config: Path | None = None

    @property
    def config_dir(self) -> Path:
        """Where its source files are: in its home, unless it says otherwise."""
        return self.config or self.home / "config"

    @property
    def settings(self) -> Settings:
        """As a process of the region reads them from `environment`."""
        return Settings(
            home=self.home,
            config_dir=self.config_dir,
            database_url=self.database_url,
            index_url=self.index_url,
            archive_url="",
            index_alias=self.index_alias,
            now=self.now,
            allow_loopback=True,
        )

    def environment(self) -> dict[str, str]:
        """Ours without settings of the machine's, with the region's; no proxy sees loopback traffic."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TALENTFEED_", "AIRFLOW"))}
        given = {
            "TALENTFEED_HOME": str(self.home),
            "TALENTFEED_CONFIG_DIR": str(self.config_dir),
            "TALENTFEED_ALLOW_LOOPBACK": "1",
            "TALENTFEED_INDEX_ALIAS": self.index_alias,
            "TALENTFEED_DATABASE_URL": self.database_url,
            "TALENTFEED_INDEX_URL": self.index_url,
            "TALENTFEED_NOW": self.now.isoformat() if self.now else "",
            "NO_PROXY": os.environ.get("NO_PROXY") or "127.0.0.1",
        }
        return kept | {name: value for name, value in given.items() if value}

    def source(self, source_id: str, connector: dict[str, Any], **more: Any) -> Path:
        """Write a source file; JSON is YAML."""
        path = self.config_dir / "sources" / self.name / f"{source_id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**ORDINARY, "id": source_id, "connector": connector, **more}), encoding="utf-8")
        return path

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """The command in a process group of its own."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": self.environment()}
        given: dict[str, Any] = {**pipes, **options}
        return subprocess.Popen([*COMMAND, *arguments], cwd=ROOT, start_new_session=True, **given)

    def run(self, *arguments: str, code: int | None = 0, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """The command to its end, in this process; `code` is the exit code it must have, None: any."""
        return _ended(call(self.environment(), *arguments, stdin=stdin), code)

    def run_apart(self, *arguments: str, code: int | None = 0, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """The command to its end in a process of its own, as a person starts it."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
            input=stdin,
        )  # fmt: skip
        return _ended(done, code)

    def run_json(self, *arguments: str, code: int | None = 0) -> Any:
        """What the command prints with --json."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The region's store, migrated."""
        self.home.mkdir(parents=True, exist_ok=True)
        store = open_store(self.settings.database_url)
        try:
            store.upgrade()
            yield store
        finally:
            store.close()

    def archive(self) -> Archive:
        """The raw archive."""
        return Archive(self.settings.archive_url)

    def search(self, text: str = "", **asked: Any) -> SearchResponse:
        """One page, as a portal gets it."""
        with closing(open_index(self.settings)) as index:
            return index.search(SearchRequest(**{"text": text, "understand": ["none"], **asked}))

    def documents(self) -> dict[str, Opportunity]:
        """Everything the index serves."""
        with closing(open_index(self.settings)) as index:
            found, cursor = {}, None
            while True:
                page = index.search(SearchRequest(limit=100, cursor=cursor))
                found.update({hit.opportunity.id: hit.opportunity for hit in page.results})
                cursor = page.next_cursor
                if cursor is None:
                    assert len(found) == page.total
                    return found


def _ended(done: "subprocess.CompletedProcess[str]", code: int | None) -> "subprocess.CompletedProcess[str]":
    assert code is None or done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def replay(store: Store, since: int = 0, into: dict[str, Opportunity] | None = None, *, limit: int = 7) -> Any:
    """What a portal holds that follows the change feed from `since`, having `into` by then."""
    held = dict(into or {})
    while page := store.changes.page(since, limit):
        for change in page:
            _apply(held, change)
        since = page[-1].sequence
    return held


def _apply(held: dict[str, Opportunity], change: Change) -> None:
    if change.op is ChangeOp.UPSERT:
        assert change.opportunity is not None
        held[change.opportunity_id] = change.opportunity
    else:
        held.pop(change.opportunity_id, None)


def assert_consistent(region: Region) -> None:
    """Index, store and change feed say the same, to the last record and version."""
    with region.store() as store:
        stored = {o.id: o for o in store.opportunities.iterate("open")}
        fed = replay(store)
    assert {i: o.sequence for i, o in fed.items()} == {i: o.sequence for i, o in stored.items()}
    assert fed == stored
    assert region.documents() == stored
