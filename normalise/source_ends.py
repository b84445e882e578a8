"""Sources that ran before: what has become of their files, and what follows for their adverts.

A source whose file is retired or gone is at its end, and its adverts close after a grace. A source whose
file is broken is not: its adverts wait for the file to be mended, as for a site that is down.
"""

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from normalise.lifecycle import expire, unseen_days
from records.errors import ConfigError
from records.settings import Settings
from records.source import SourceConfig
from records.source_file import claimed_id, load_sources, region_of
from records.source_table import KNOWN_SOURCES, SourceRow
from records.vocabulary import EndReason, ListingStatus, SourceStatus
from store import Store
from store.types import Held, StoredSource

Loaded = Sequence[tuple[Path, SourceConfig | ConfigError]]
# A source that nobody could read for so long gets a line in `talentfeed runs`.
QUIET_DAYS = 7


@dataclass(frozen=True)
class SourceTrouble:
    """Something that a person has to see about a source that ran before.

    what: `broken` and `gone` are failures; `ending` (retired, its adverts are still shown) and `unseen`
    (no run has seen its adverts for days) are warnings.
    """

    source_id: str
    region: str
    what: str
    message: str

    @property
    def is_failure(self) -> bool:
        """Whether `talentfeed run` ends with an exit code because of it."""
        return self.what in ("broken", "gone")


def close_ended(store: Store, settings: Settings) -> int:
    """Follow the config folder, then close all adverts that are past their end; how many closed.

    ConfigError where the config folder is not there: that is no end of its sources.
    """
    follow_sources(store, load_sources(settings.config_dir, allow_loopback=settings.allow_loopback), settings)
    return expire(store, now=settings.clock(), grace_days=settings.source_grace_days)


def follow_sources(store: Store, loaded: Loaded, settings: Settings) -> None:
    """Take over into the store what the files say of sources that it knows, and note whose end has come."""
    stored = {source.id: source for source in store.sources.all()}
    files = {config.id: (path, config) for path, config in loaded if isinstance(config, SourceConfig)}
    broken = {claimed_id(path) for path, config in loaded if isinstance(config, ConfigError)}
    ending = []
    for source_id, (path, config) in files.items():
        known = stored.get(source_id)
        renamed = any(former in stored for former in config.was)
        back = known is not None and known.ended_at is not None and config.status is not SourceStatus.RETIRED
        if renamed or back or (known is not None and known.config != config):
            store.sources.put(config, region_of(path))
        if known is not None and config.status is SourceStatus.RETIRED:
            ending.append(source_id)
    carried = {former for _, config in files.values() for former in config.was}
    gone = [source_id for source_id in stored if source_id not in {*files, *broken, *carried}]
    store.sources.end([*ending, *gone], settings.clock())
    remember_sources(store, settings)


def end_at_once(store: Store, source_id: str, settings: Settings) -> int:
    """Close all adverts of a source now, without its grace; how many. Harvesting it again brings them back."""
    at = settings.clock()
    store.sources.end([source_id], at)
    closed = store.listings.close(store.endings.open_of(source_id), ListingStatus.WITHDRAWN, EndReason.SOURCE_ENDED, at)
    remember_sources(store, settings)
    return closed


def troubles(store: Store, rows: Sequence[SourceRow], settings: Settings) -> list[SourceTrouble]:
    """What a person has to see about sources that ran before, by source. Changes nothing. `rows`: `source_table`."""
    held = store.endings.held()
    files = {row.id: row for row in rows if not row.error}
    broken = {row.id: row for row in rows if row.error and not row.gone}
    carried = {former for row in files.values() for former in row.was}
    seen = []
    for source in store.sources.all():
        own = held.get(source.id)
        if source.id in carried:
            continue
        if source.id in files:
            trouble = _of_a_file(source, files[source.id], own, settings)
        elif source.id in broken:
            trouble = _broken(source, broken[source.id], own)
        else:
            trouble = _gone(source, own, settings)
        if trouble is not None:
            seen.append(trouble)
    return seen


def _of_a_file(source: StoredSource, row: SourceRow, held: Held | None, settings: Settings) -> SourceTrouble | None:
    if held is None:
        return None
    if row.status is SourceStatus.RETIRED:
        message = f"retired; its {_adverts(held)} {_closing(source, settings)}. {_AT_ONCE.format(source.id)}"
        return SourceTrouble(source.id, source.region, "ending", message)
    if settings.clock() - held.last_seen_at < timedelta(days=QUIET_DAYS):
        return None
    last = held.last_seen_at + timedelta(days=unseen_days(source.config))
    message = (
        f"no run that was used has seen its {_adverts(held)} since {held.last_seen_at:%Y-%m-%d}: those without a "
        f"closing date close by {last:%Y-%m-%d} (`expectations.max_unseen_days`) unless a run sees them"
    )
    return SourceTrouble(source.id, source.region, "unseen", message)


def _broken(source: StoredSource, row: SourceRow, held: Held | None) -> SourceTrouble:
    shown = f"its {_adverts(held)} wait for it" if held else "it has no open advert"
    message = f"its file {row.path} is broken, so it is not harvested ({shown}): {'; '.join(row.errors)}"
    return SourceTrouble(source.id, source.region, "broken", message)


def _gone(source: StoredSource, held: Held | None, settings: Settings) -> SourceTrouble | None:
    """A source without a file is a failure until its adverts are closed; then it is history."""
    if _is_over(source, held, settings):
        return None
    shown = f"its {_adverts(held)} {_closing(source, settings)}" if held else "it has no open advert"
    message = (
        f"its file is gone, {shown}. Put the file back; or name `was: {source.id}` in the file of the source that it "
        f"is now; or leave it. {_AT_ONCE.format(source.id)}"
    )
    return SourceTrouble(source.id, source.region, "gone", message)


_AT_ONCE = "To take its adverts down at once: talentfeed withdraw {}"


def _is_over(source: StoredSource, held: Held | None, settings: Settings) -> bool:
    """Whether the source ended by intent, or so long ago that nothing of it is on show."""
    if source.status is SourceStatus.RETIRED:
        return True
    return source.ended_at is not None and (held is None or settings.clock() >= source.ended_at + _grace(settings))


def _grace(settings: Settings) -> timedelta:
    return timedelta(days=settings.source_grace_days)


def _closing(source: StoredSource, settings: Settings) -> str:
    return f"close on {(source.ended_at or settings.clock()) + _grace(settings):%Y-%m-%d}"


def _adverts(held: Held | None) -> str:
    count = held.adverts if held else 0
    return f"{count} open advert{'s' if count != 1 else ''}"


def remember_sources(store: Store, settings: Settings) -> None:
    """Write which sources ran and are to run on, for the DAG file, which opens no database."""
    held = store.endings.held()
    kept = [
        {"id": source.id, "region": source.region, "name": source.name}
        for source in store.sources.all()
        if not _is_over(source, held.get(source.id), settings)
    ]
    settings.home.mkdir(parents=True, exist_ok=True)
    target = settings.home / KNOWN_SOURCES
    text = json.dumps(kept, indent=1)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        with tempfile.NamedTemporaryFile("w", dir=settings.home, delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, target)
