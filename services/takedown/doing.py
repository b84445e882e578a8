"""The use case: adverts are removed from store, feed, index and archive, and kept out of later runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from records.errors import ConfigError, GateError, PublishError
from records.takedown import Scope, Takedown, plain
from services.progress import ProgressOf, silent
from services.takedown.sought import Sought

if TYPE_CHECKING:
    from records.source import SourceConfig
    from search_index.report import PublishReport
    from services.workspace import Workspace
    from store.archive.removing import Removed

# A harvest of the source may go on while its archive is to be cleaned.
_PATIENCE = timedelta(minutes=10)


@dataclass
class TakenDown:
    """What became of one takedown. Counts of what this call removed: a second call finds less, and ends the rest."""

    takedown: Takedown
    listings: int = 0
    pages: int = 0
    payloads: int = 0
    runs: int = 0
    rejected: int = 0


def take_down(
    ws: Workspace, wanted: list[tuple[Scope, str]], *, why: str, by: str, progress: ProgressOf = silent
) -> tuple[list[TakenDown], PublishReport]:
    """Remove what is named, everywhere; the same again finishes what was cut short.

    ConfigError, before anything is changed, for a source or listing that nobody knows. An index that is down stops
    nothing else: its error is raised at the end, and a further call brings it up to date.
    """
    from services.refreshing import publish, resolve

    rules = [rule for scope, value in wanted for rule in _rules(ws, scope, value)]
    done = [TakenDown(ws.store.takedowns.add(scope, value, why, by, ws.settings.clock())) for scope, value in rules]
    for one in done:
        ws.store.takedowns.blank_redirected(one.takedown.id)
        one.listings = ws.store.takedowns.blank(one.takedown.id, _named(ws, one.takedown), ws.settings.clock())
        ws.store.takedowns.blank_redirected(one.takedown.id)
    resolve(ws, progress=progress)
    failed: PublishError | GateError | None = None
    try:
        report = publish(ws, progress=progress)
    except (PublishError, GateError) as error:
        failed = error
    for one in done:
        _out_of_the_archive(ws, one)
    if failed is not None:
        raise failed
    for one in done:
        ws.store.takedowns.finish(one.takedown.id, ws.settings.clock())
    return done, report


def lift(ws: Workspace, takedown_id: str, *, by: str) -> int:
    """Let a takedown hold no longer; how many listings may come back with the next harvest."""
    found = ws.store.takedowns.get(takedown_id)
    if found is None or found.lifted_at is not None:
        said = "was lifted already" if found else "there is none"
        raise ConfigError(f"takedown {takedown_id}: {said}; `talentfeed takedown --list` has all", rule="id")
    return ws.store.takedowns.lift(takedown_id, by, ws.settings.clock())


def as_json(one: TakenDown) -> dict[str, Any]:
    """For a program."""
    counts = {name: value for name, value in asdict(one).items() if name != "takedown"}
    return {**one.takedown.model_dump(mode="json"), "removed": counts}


def _rules(ws: Workspace, scope: Scope, value: str) -> list[tuple[Scope, str]]:
    """What is to hold; an opportunity's id stands for its listings."""
    value = value.strip()
    if not plain(scope, value):
        raise ConfigError(f"--{scope} {value!r} names nothing: nothing was changed", rule=scope)
    if scope is Scope.LISTING:
        return [(scope, listing_id) for listing_id in _listings(ws, value)]
    if scope is Scope.SOURCE and ws.store.sources.get(value) is None and value not in ws.archive.sources():
        raise ConfigError(
            f"there is no source {value}: nothing was changed; `talentfeed source list` has all", rule=scope
        )
    return [(scope, value)]


def _listings(ws: Workspace, value: str) -> list[str]:
    found = ws.store.opportunities.live(value)
    if found is not None:
        return [member.listing_id for member in found.listings]
    if ws.store.listings.get([value]):
        return [value]
    near = ws.store.listings.near(value)
    meant = f" Did you mean {', '.join(near)}?" if near else ""
    raise ConfigError(f"there is no listing or opportunity {value}: nothing was changed.{meant}", rule="listing")


def _named(ws: Workspace, takedown: Takedown) -> Iterator[str]:
    """Ids of the stored listings that a takedown names."""
    from records.takedown import Rules

    if takedown.scope is Scope.LISTING:
        yield takedown.value
    elif takedown.scope is Scope.SOURCE:
        yield from [state.id for state in ws.store.listings.states(takedown.value).values()]
    else:
        rules = Rules([takedown])
        for stored in ws.store.listings.iterate():
            if rules.of_listing(stored.listing):
                yield stored.listing.id


def _out_of_the_archive(ws: Workspace, one: TakenDown) -> None:
    """Out of every archived run, and of what runs rejected."""
    from store.lease_names import harvest_lease
    from store.run_book import settle

    blanked: dict[str, set[str]] = {}
    for listing_id in ws.store.takedowns.listings(one.takedown.id):
        blanked.setdefault(listing_id.partition(":")[0], set()).add(listing_id)
    for source_id, config in _sources(ws, one.takedown, set(blanked)):
        sought = Sought(one.takedown, config, blanked.get(config.id if config else source_id, set()))
        with ws.store.leases.hold(harvest_lease(source_id), wait=_PATIENCE) as lease:
            settle(ws.store, ws.archive, source_id)
            ws.archive.delete_unfinished(source_id)
            for run_id, removed in _of_each_run(ws, one.takedown, source_id, sought):
                lease.check()
                one.runs += 1
                one.pages += removed.pages
                one.payloads += removed.payloads
                if one.takedown.scope is Scope.SOURCE:
                    ws.store.runs.mark_raw_deleted(run_id, ws.settings.clock())
            one.rejected += ws.store.rejected.take_down(source_id, sought.rejected_goes)


def _sources(ws: Workspace, takedown: Takedown, of_listings: set[str]) -> list[tuple[str, SourceConfig | None]]:
    """Ids under which the archive may hold it, each with the config of what the source is called now."""
    known = {source.id: source.config for source in ws.store.sources.all()}
    called = {former: config for config in known.values() for former in config.was} | known
    if takedown.scope in (Scope.SOURCE, Scope.LISTING):
        now = called.get(takedown.value.partition(":")[0])
        ids = {takedown.value.partition(":")[0], *of_listings, *([now.id, *now.was] if now else [])}
    else:
        ids = {*ws.archive.sources(), *of_listings}
    return [(source_id, called.get(source_id)) for source_id in sorted(ids)]


def _of_each_run(ws: Workspace, takedown: Takedown, source_id: str, sought: Sought) -> Iterator[tuple[str, Removed]]:
    """Clean the runs, the oldest first: by what a newer one holds a killed takedown still knows what it seeks."""
    from store.archive.removing import Removed, remove

    runs = ws.archive.runs(source_id)
    if takedown.scope is Scope.SOURCE:
        for run_id in runs:
            ws.archive.delete(source_id, run_id)
            yield run_id, Removed()
        return
    for run_id in runs:
        for payload in ws.archive.reader(source_id, run_id).payloads():
            if sought.payload_goes(payload):
                sought.learn(payload)
    for run_id in runs:
        removed = remove(ws.archive, source_id, run_id, page_goes=sought.page_goes, payload_goes=sought.payload_goes)
        if removed != Removed():
            yield run_id, removed
