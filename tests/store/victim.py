"""A process that is killed in the middle of what it does: `python -m tests.store.victim <what> <url> <n>`.

It ends by SIGKILL right before the n-th statement of its transaction (its COMMIT counts as one).
`hold` takes a lease, says so, and waits to be killed.
"""

import os
import signal
import sys

import sqlalchemy as sa

from store import Store, open_store
from tests.store.make import batch, listing, opportunity, rejected
from tests.waiting import PATIENCE


def apply(store: Store) -> None:
    store.listings.apply(
        batch(
            2, [listing("new"), listing("0", "changed")], seen=["leeds:1"], absent=["leeds:2"], rejected=[rejected("x")]
        )
    )


def resolve(store: Store) -> None:
    with store.resolve_transaction() as transaction:
        transaction.put_opportunity(opportunity(1, [listing("0"), listing("1")]))
        transaction.put_opportunity(opportunity(2, [listing("2")]))
        transaction.redirect(opportunity(2, [listing("2")]).id, opportunity(1, [listing("0")]).id)
        transaction.mark_resolved(["leeds:0", "leeds:1", "leeds:2"])


def kill_before(store: Store, statement: int) -> None:
    count = 0

    def counted(*_arguments: object) -> None:
        nonlocal count
        count += 1
        if count == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(store.database.engine, "before_cursor_execute", counted)
    sa.event.listen(store.database.engine, "commit", counted)


def main() -> None:
    what, url, number = sys.argv[1:]
    store = open_store(url, busy_seconds=PATIENCE)
    if what == "hold":
        with store.leases.hold("harvest leeds", ttl_seconds=PATIENCE):
            sys.stdout.write("held\n")
            sys.stdout.flush()
            sys.stdin.read()  # until its parent ends
    kill_before(store, int(number))
    {"apply": apply, "resolve": resolve}[what](store)
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
