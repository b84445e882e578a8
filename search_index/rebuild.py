"""A new index beside the one that serves: loaded, counted, and switched to in one step, or removed."""

from collections import Counter

from records.errors import GateError
from search_index.publisher import Publisher

MAX_REFUSED = 0.01  # of the records; more is a fault of the mapping, not of records
MIN_OF_SERVING = 0.5  # of the documents that serve, unless the rebuild was asked for


def rebuild_index(publisher: Publisher, *, asked: bool) -> tuple[str, int]:
    """The new index, which serves now, and the sequence to follow on from.

    GateError when its counts are wrong. Whatever goes wrong, the new index is removed and the old serves.
    """
    index = publisher.index
    serving = index.state()
    # Read before the first record: what changes from here on is followed after the switch.
    since = publisher.store.changes.last_sequence()
    name = index.create()
    try:
        sent = publisher.load(name)
        index.refresh(name)
        built = index.counts(name)
        _gate(publisher, sent, built)
        if serving is not None and not asked:
            _gate_loss(sum(index.counts(serving.name).values()), sum(built.values()))
        publisher.check()
        publisher.tally.removed += index.switch(name, since)
    except BaseException:
        index.drop(name)
        publisher.store.publications.clear_dead_letters(name)
        raise
    for old in publisher.tally.removed:
        publisher.store.publications.clear_dead_letters(old)
    return name, since


def _gate(publisher: Publisher, sent: Counter[str], built: dict[str, int]) -> None:
    """Like with like, by kind: what the store gave, less what was refused, is what the index holds."""
    refused, total = len(publisher.tally.refused), publisher.tally.done
    if refused > max(10, total * MAX_REFUSED):
        raise GateError(
            f"the index refused {refused} of {total} records: mend the mapping; see the log of the index",
            metric="index_refused",
            got=refused,
            limit=max(10, total * MAX_REFUSED),
        )
    for kind in sorted(sent.keys() | built.keys()):
        if sent[kind] != built.get(kind, 0):
            raise GateError(
                f"the new index holds {built.get(kind, 0)} of kind {kind}, the store gave {sent[kind]}: rebuild again",
                metric=f"index_documents_{kind}",
                got=built.get(kind, 0),
                limit=sent[kind],
            )


def _gate_loss(serving: int, built: int) -> None:
    """An empty or wrong database must not empty the index by an automatic rebuild."""
    if built < serving * MIN_OF_SERVING:
        raise GateError(
            f"the new index would hold {built} records where {serving} serve; look whether the store is the right"
            " one, then publish with rebuild",
            metric="index_documents",
            got=built,
            limit=serving * MIN_OF_SERVING,
        )
