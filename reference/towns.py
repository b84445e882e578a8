"""Towns by name. Names are keys made by `names.fold`; a name leads to several towns, biggest first."""

from collections.abc import Iterable
from functools import lru_cache

from reference.names import fold
from reference.tables import AliasRow, TownRow, town_of
from reference.types import Town


class TownIndex:
    """One table of towns, by their own names and by their other names.

    `own_first`: towns of just that name stand before bigger ones that also go by it. Not at home, where
    'Newcastle' is Newcastle upon Tyne to most; but abroad, where Hong Kong once was Victoria.
    """

    def __init__(self, rows: Iterable[TownRow], aliases: Iterable[AliasRow] = (), *, own_first: bool) -> None:
        self._own_first = own_first
        self._own: dict[str, tuple[TownRow, ...]] = {}
        self._other: dict[str, tuple[TownRow, ...]] = {}
        for row in rows:
            key = fold(row[0])
            self._own[key] = (*self._own.get(key, ()), row)
            for other in row[7].split("|") if row[7] else ():
                self._other[other] = (*self._other.get(other, ()), row)
        for alias in aliases:
            self._call(alias)
        self._made = lru_cache(maxsize=8192)(self._find)

    def _call(self, alias: AliasRow) -> None:
        """Further names for the biggest town of a name in its country."""
        bearers = [row for row in self._own.get(fold(alias.name), ()) if row[1] == alias.country]
        if bearers:
            biggest = max(bearers, key=lambda row: int(row[6]))
            for other in map(fold, alias.aliases):
                known = self._other.get(other, ())
                self._other[other] = known if biggest in known else (*known, biggest)

    def names(self, least: int) -> list[str]:
        """Own names of the towns with at least so many people."""
        return [row[0] for rows in self._own.values() for row in rows if int(row[6] or 0) >= least]

    def find(self, key: str) -> tuple[Town, ...]:
        """All towns that go by this name, biggest first."""
        return self._made(key)

    def _find(self, key: str) -> tuple[Town, ...]:
        own = [town_of(row) for row in self._own.get(key, ())]
        others = [town for town in map(town_of, self._other.get(key, ())) if town not in own]
        own.sort(key=_size)
        others.sort(key=_size)
        return tuple(own + others) if self._own_first else tuple(sorted(own + others, key=_size))


def _size(town: Town) -> int:
    return -town.population
