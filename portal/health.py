"""Whether the portal serves, and how far its index is behind the store."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from portal.context import Portal
from records.base import Model
from records.errors import StoreError

# Publishing runs at least every hour; a day without it is a fault that people should hear of.
STALE_SECONDS = 86_400.0


class Status(StrEnum):
    """ok; degraded: answers, but not all or not fresh; down: no search is answered."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


class StoreHealth(Model):
    """The store."""

    reachable: bool
    last_sequence: int | None = Field(default=None, description="Number of the newest change.")


class IndexReport(Model):
    """The index."""

    reachable: bool
    engine: str
    documents: dict[str, int] = Field(description="Documents by kind.")
    sequence: int | None = Field(default=None, description="Changes up to this number are in it.")
    behind: int | None = Field(default=None, description="Changes that are not in it yet.")
    published_at: AwareDatetime | None = Field(default=None, description="When the last publish ended well.")
    age_seconds: float | None = Field(default=None, description="Since then.")


class Health(Model):
    """The answer of /healthz."""

    status: Status
    problems: list[str] = Field(description="What is wrong, in words; empty when all is well.")
    store: StoreHealth
    index: IndexReport


def check(portal: Portal) -> Health:
    """Ask both; never raises."""
    problems: list[str] = []
    try:
        store = StoreHealth(reachable=True, last_sequence=portal.store.changes.last_sequence())
    except StoreError:
        store = StoreHealth(reachable=False)
        problems.append("the store cannot be read")
    index = _index(portal, store)
    if not index.reachable:
        problems.append("there is no index that can be searched")
    if index.behind:
        problems.append(f"the index is {index.behind} changes behind the store: publish")
    if index.behind is not None and index.behind < 0:
        problems.append("the index is ahead of the store: publish")
    if index.age_seconds is not None and index.age_seconds > STALE_SECONDS:
        problems.append(f"nothing was published for {index.age_seconds / 3600:.0f} hours")
    status = Status.DOWN if not index.reachable else Status.DEGRADED if problems else Status.OK
    return Health(status=status, problems=problems, store=store, index=index)


def _index(portal: Portal, store: StoreHealth) -> IndexReport:
    # What the index says in words may name hosts and folders: that is for its own commands.
    found = portal.index.health()
    if not found.reachable:
        return IndexReport(reachable=False, engine=found.engine, documents={})
    return IndexReport(
        reachable=True,
        engine=found.engine,
        documents=found.documents,
        sequence=found.sequence,
        behind=None if store.last_sequence is None else store.last_sequence - found.sequence,
        published_at=found.published_at,
        age_seconds=found.age_seconds,
    )
