"""The truth of the example region: which record is which real thing, and what must not be taken for it."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from pathlib import Path

# Standings of a record that the source's pages hold in a readable form.
SERVED = frozenset({"ok", "closed", "rejected"})


@dataclass(frozen=True)
class TruthRow:
    """One record of one source on one day.

    `thing`: records of the same real thing share it. `status`: ok; closed (listed, but closed by its date);
    rejected (read, but no listing can be made); unread (broken in the page); gone (was there the day before);
    down or unreadable (the whole source fails that day). `flaw`: what is broken in it on purpose.
    `relation`: `near-miss:<thing>:<how>`, `repost:<thing>`, or `unjudged` for recorded adverts, of which nobody
    knows whether two are one. `change`: what happened since the day before.
    """

    source: str
    key: str
    thing: str
    kind: str
    title: str
    organisation: str
    town: str
    pay_min: str
    pay_max: str
    pay_period: str
    closes: str
    status: str
    flaw: str
    relation: str
    change: str

    @property
    def listing(self) -> str:
        """The id of the listing that is made of it."""
        return f"{self.source}:{self.key}"

    @property
    def served(self) -> bool:
        """Whether a connector reads it out of that day's pages."""
        return self.status in SERVED

    @property
    def open(self) -> bool:
        """Whether its listing is on offer: also where the whole source could not be read that day."""
        return self.status in ("ok", "down", "unreadable") or (self.status == "unread" and not self.flaw)


COLUMNS = tuple(column.name for column in fields(TruthRow))


def save_truth(rows: Iterable[TruthRow], path: Path) -> None:
    """Write one day's truth as TSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(row, name) for name in COLUMNS] for row in rows)


def load_truth(folder: Path, day: int = 1) -> list[TruthRow]:
    """The truth of one day, from the folder `truth/` of a built region."""
    with (folder / f"day{day}.tsv").open(encoding="utf-8", newline="") as file:
        return [TruthRow(**row) for row in csv.DictReader(file, delimiter="\t")]


def planted_duplicates(rows: Iterable[TruthRow]) -> dict[str, list[TruthRow]]:
    """Thing → its records, for every thing that more than one open record shows."""
    of_thing: dict[str, list[TruthRow]] = defaultdict(list)
    for row in rows:
        if row.open:
            of_thing[row.thing].append(row)
    return {thing: mine for thing, mine in of_thing.items() if len(mine) > 1}


def planted_near_misses(rows: Iterable[TruthRow]) -> list[tuple[str, str, str]]:
    """(thing, the other thing, how they differ), of those that both have an open record."""
    mine = list(rows)
    there = {row.thing for row in mine if row.open}
    pairs = {
        (row.thing, other, how)
        for row in mine
        if row.relation.startswith("near-miss:")
        for other, _, how in [row.relation.removeprefix("near-miss:").partition(":")]
    }
    return sorted(pair for pair in pairs if pair[0] in there and pair[1] in there)


def check_partition(rows: Iterable[TruthRow], listing_to_opportunity: Mapping[str, str]) -> list[str]:
    """What is wrong with a partition: planted duplicates apart, or different things in one opportunity.

    Closed and rejected records are not asked for, but may not stand in another thing's opportunity either.
    """
    mine = list(rows)
    return [*_missing(mine, listing_to_opportunity), *_apart(mine, listing_to_opportunity),
            *_together(mine, listing_to_opportunity)]  # fmt: skip


def _missing(rows: list[TruthRow], where: Mapping[str, str]) -> list[str]:
    lost = (row for row in rows if row.open and row.listing not in where)
    return [f"{row.listing} ({row.title!r}) belongs to no opportunity" for row in lost]


def _apart(rows: list[TruthRow], where: Mapping[str, str]) -> list[str]:
    found = []
    for thing, mine in planted_duplicates(rows).items():
        groups: dict[str, list[TruthRow]] = defaultdict(list)
        for row in mine:
            if row.listing in where:
                groups[where[row.listing]].append(row)
        if len(groups) > 1:
            parts = " | ".join(", ".join(_named(row) for row in group) for group in groups.values())
            found.append(f"not merged, {thing}: {parts}")
    return found


def _together(rows: list[TruthRow], where: Mapping[str, str]) -> list[str]:
    found = []
    members: dict[str, dict[str, TruthRow]] = defaultdict(dict)
    for row in rows:
        if row.listing in where:
            members[where[row.listing]].setdefault(row.thing, row)
    for opportunity, things in members.items():
        for one, other in combinations(things.values(), 2):
            if one.relation == other.relation == "unjudged":
                continue
            found.append(f"merged, {_relation(one, other)}: {_named(one)} | {_named(other)} ({opportunity})")
    return found


def _relation(one: TruthRow, other: TruthRow) -> str:
    for row, thing in ((one, other.thing), (other, one.thing)):
        if f":{thing}" in row.relation:
            return row.relation
    return "another thing"


def _named(row: TruthRow) -> str:
    return f"{row.listing} {row.title!r} at {row.organisation!r} in {row.town!r}"
