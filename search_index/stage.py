"""The publish stage: changes of the store → the index portals query. Safe to run again at any time."""

from contextlib import closing
from datetime import timedelta

from records.logs import logged
from records.settings import Settings
from search_index.engine import open_index
from search_index.interface import IndexState
from search_index.mapping import mapping_version
from search_index.publisher import Progress, Publisher
from search_index.rebuild import rebuild_index
from search_index.report import KindCount, PublishMode, PublishReport
from store import Store

LEASE = "publish"
ROUNDS = 3  # of following and counting, while others write to the store


@logged("publish")
def publish(
    store: Store,
    settings: Settings,
    *,
    rebuild: bool = False,
    wait: timedelta = timedelta(0),
    on_progress: Progress | None = None,
) -> PublishReport:
    """Bring the index up to the store's last change, and compare the two.

    Rebuilds when asked to, when there is no index, when documents are made differently now, and when the
    index is ahead of the store. BusyError while another process publishes, and still does after `wait`;
    PublishError, mostly retryable, when the index cannot be reached; GateError when a rebuild looks wrong. After any
    of these the last good index serves, and the next publish goes on where this one stopped.
    """
    with store.leases.hold(LEASE, wait=wait) as lease, closing(open_index(settings)) as index:
        return _publish(Publisher(store, index, lease, on_progress), rebuild=rebuild)


def _publish(publisher: Publisher, *, rebuild: bool) -> PublishReport:
    index = publisher.index
    state = index.state()
    reason = _why_rebuild(publisher, state, asked=rebuild)
    if reason or state is None:
        name, since = rebuild_index(publisher, asked=rebuild)
        mode = PublishMode.REBUILD
    else:
        name, since, mode = state.name, state.sequence, PublishMode.INCREMENTAL
    position, counts = _follow_and_count(publisher, name, since)
    if _differ(counts):
        publisher.heal(name, position)
        counts = publisher.counts(name)
    publisher.finish(name, position)
    index.refresh(name)
    done = publisher.tally
    return PublishReport(
        index=name,
        mode=mode,
        reason=reason,
        from_sequence=since,
        to_sequence=position,
        indexed=done.indexed,
        deleted=done.deleted,
        stale=done.stale,
        retried=done.retried,
        dead_lettered=len(done.refused),
        healed=done.healed,
        removed=done.removed,
        counts=counts,
        reconciled=not _differ(counts),
        message=_message(publisher, position, counts),
    )


def _why_rebuild(publisher: Publisher, state: IndexState | None, *, asked: bool) -> str:
    if asked:
        return "asked for"
    if state is None:
        return "there is no index"
    if state.mapping_version != mapping_version():
        return f"the mapping is {mapping_version()} now, was {state.mapping_version}"
    last = publisher.store.changes.last_sequence()
    if state.sequence > last:
        return f"the index has changes up to {state.sequence}, the store only up to {last}"
    return ""


def _follow_and_count(publisher: Publisher, name: str, since: int) -> tuple[int, dict[str, KindCount]]:
    """Follow until index and store can be compared: nothing was changed while both were counted."""
    position = since
    for _ in range(ROUNDS):
        position = publisher.follow(name, position)
        counts = publisher.counts(name)
        if not _differ(counts) or publisher.store.changes.last_sequence() <= position:
            break
    return position, counts


def _differ(counts: dict[str, KindCount]) -> bool:
    return any(count.store != count.index for count in counts.values())


def _message(publisher: Publisher, position: int, counts: dict[str, KindCount]) -> str:
    if publisher.store.changes.last_sequence() > position:
        return "changes arrived meanwhile: publish again"
    if _differ(counts):
        return "index and store still differ after healing: publish with rebuild"
    return ""
