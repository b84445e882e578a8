"""Which listings a run may count as absent: none that may be one of the records it could not read.

A record that could not be read is known by its key, where its source or its page states one: its listing then counts
as seen. An unknown record may be any listing that is missing, unless one of two things proves that it is not:

- it has a key of the source's own that no listing has, and the missing listing has such a key too: two adverts;
- it stood there unread, in the same words, when the missing listing was last seen beside it.

Without the second proof, a record that is broken for good would keep every advert of its source for good.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from records.payload import Rejected
from records.run import Warn
from records.vocabulary import ListingStatus
from store import ListingState, Store

UNREAD_UNTOLD = "UNREAD_UNTOLD"
_HASH = re.compile(r"[0-9a-f]{64}")
# A listing's last sight is looked for this far back; beyond it nothing is proved.
_RUNS = 200


@dataclass
class Unread:
    """The records of one run that could not be read. `told`: ids of open listings that they are."""

    told: list[str] = field(default_factory=list)
    untold: list[Rejected] = field(default_factory=list)
    # Keys of the source's own among `untold`, which no listing has.
    strangers: set[str] = field(default_factory=set)

    def add(self, record: Rejected, state: ListingState | None, *, own_key: bool) -> None:
        """Count a record that is, or is not, the listing `state`. `own_key`: its key is no hash of what it says."""
        if state is None:
            self.untold.append(record)
            if own_key:
                self.strangers.add(record.key)
        elif state.status is ListingStatus.OPEN:
            self.told.append(state.id)

    def name(
        self, record: Rejected, keys: Sequence[str], states: Mapping[str, ListingState], met: set[str]
    ) -> Rejected:
        """Count a record that may have one of `keys`: one that is known and was not met names it. As it is named."""
        known = [key for key in dict.fromkeys(keys) if key in states and key not in met]
        name = known if len(known) == 1 else list(keys) if len(keys) == 1 else []
        named = record.model_copy(update={"key": name[0] if name else ""})
        if len(known) == 1:
            met.add(known[0])
        self.add(named, states[known[0]] if len(known) == 1 else None, own_key=False)
        return named


def countable(missing: Sequence[ListingState], unread: Unread, store: Store, source_id: str) -> list[ListingState]:
    """Those of the `missing` listings that none of the unread records can be."""
    if not unread.untold or not missing:
        return list(missing)
    before = _unread_at(store, source_id, {state.last_seen_at for state in missing})
    return [state for state in missing if not _may_be(state, unread, before.get(state.last_seen_at, Counter()))]


def warnings(missing: int, counted: int, unread: Unread) -> Iterator[Warn]:
    """What the report says of absences that are not counted."""
    if missing > counted:
        message = (
            f"{len(unread.untold)} records could not be read, and nothing tells which adverts they are: "
            f"{missing - counted} open adverts that the run did not see may be among them, and are not counted as "
            "absent. See the rejected records of the run; mend them at the source"
        )
        yield Warn(code=UNREAD_UNTOLD, message=message)


def _may_be(state: ListingState, unread: Unread, before: Counter[str]) -> bool:
    by_hash = _HASH.fullmatch(state.key) is not None
    new = Counter(
        _words(record)
        for record in unread.untold
        if record.key not in unread.strangers or by_hash != (_HASH.fullmatch(record.key) is not None)
    )
    return any(not words or count > before[words] for words, count in new.items())


def _words(record: Rejected) -> str:
    """What makes two records of two runs the same one; '' where nothing does."""
    return record.key or record.payload


def _unread_at(store: Store, source_id: str, moments: set[datetime]) -> dict[datetime, Counter[str]]:
    """What could not be read in the runs that ended at these moments, and so saw what was last seen then."""
    counts: dict[datetime, Counter[str]] = {}
    for run in store.runs.recent(source_id, _RUNS):
        ended = run.ended_at or run.started_at
        if run.promoted and ended in moments:
            words = Counter(_words(record) for record in store.rejected.for_run(run.id))
            counts[ended] = counts[ended] & words if ended in counts else words
    return counts
