"""Towns by name. Names are keys made by `names.fold`; a name leads to several towns, biggest first."""

from functools import lru_cache

from talentfeed.reference.names import fold
from talentfeed.reference.tables import TownRow, read_town_rows, town_of
from talentfeed.reference.types import Town


class TownIndex:
    """One table of towns, by their own names and by their other names."""

    def __init__(self, table: str) -> None:
        self._own: dict[str, list[TownRow]] = {}
        self._other: dict[str, list[TownRow]] = {}
        for row in read_town_rows(table):
            self._own.setdefault(fold(row[0]), []).append(row)
            if row[7]:
                for key in row[7].split("|"):
                    self._other.setdefault(key, []).append(row)
        self._made = lru_cache(maxsize=8192)(self._find)

    def find(self, key: str) -> tuple[Town, ...]:
        """All towns of this name, biggest first; those it is the own name of and those it is another name of."""
        return self._made(key)

    def _find(self, key: str) -> tuple[Town, ...]:
        rows = self._own.get(key, [])
        # 'Newcastle' is Newcastle upon Tyne to most, though a smaller town has just that name.
        rows = rows + [row for row in self._other.get(key, []) if row not in rows]
        return tuple(sorted(map(town_of, rows), key=lambda town: -town.population))
