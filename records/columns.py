"""Which column of a table is what: as a source file says it, else by the names that publishers give their columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from records.synonyms import guess, plain

# Title columns of a list of events.
EVENT_TITLES = frozenset({"eventtitle", "eventname", "event"})


@dataclass(frozen=True)
class Columns:
    """`drafts`: column → its draft names, apart by spaces. `missing`: columns that a source file names in vain."""

    drafts: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def of(self, draft_name: str) -> str:
        """The column that holds it; '' where none does."""
        return next((column for column, names in self.drafts.items() if draft_name in names.split()), "")


def columns_of(names: Sequence[str], fields: Mapping[str, str]) -> Columns:
    """What the columns of a table hold. `fields`: draft name → column, as the source file has it; empty: guessed."""
    return _columns(tuple(names), tuple(fields.items()))


# Every row of a table asks again, and to guess takes longer than to read the row.
@lru_cache(maxsize=64)
def _columns(names: tuple[str, ...], fields: tuple[tuple[str, str], ...]) -> Columns:
    if not fields:
        guessed = guess(names)
        if "title" in guessed and "starts_on" not in guessed and _is_event_table(guessed):
            guessed["starts_on"] = guessed.pop("posted_at")
        return Columns({column: name for name, column in guessed.items()})
    exact = {name: name for name in names}
    loose = {squeeze(name): name for name in reversed(names)}
    found = Columns()
    for draft_name, wanted in fields:
        column = exact.get(wanted) or loose.get(squeeze(wanted))
        if column is None:
            found.missing.append(wanted)
        else:
            held = found.drafts.get(column)
            found.drafts[column] = f"{held} {draft_name}" if held else draft_name
    return found


def _is_event_table(guessed: Mapping[str, str]) -> bool:
    """Whether a column that is called just `Date` is the day of an event: beside a column of events or of venues."""
    titled = plain(guessed["title"]) in EVENT_TITLES
    return plain(guessed.get("posted_at", "")) == "date" and (titled or "venue" in guessed)


def squeeze(name: str) -> str:
    """`Closing date:` → `closingdate`."""
    return re.sub(r"[\W_]+", "", name).casefold()
