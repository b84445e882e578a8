"""Areas by code and by name."""

from collections.abc import Iterable
from functools import lru_cache

from records.words import words
from reference.british_areas import Named
from reference.names import fold
from reference.types import Region


class RegionIndex:
    """Areas, in the order in which a name is theirs."""

    def __init__(self, rows: Iterable[Named]) -> None:
        self._codes: dict[str, Region] = {}
        self._names: dict[tuple[str, str], Region] = {}
        self._several: set[tuple[str, str]] = set()
        for region, names in rows:
            if region.code:
                self._codes[region.code] = region
            for name in names:
                known = self._names.setdefault((region.country, name), region)
                if known is not region and known.level == region.level and region.country == "US":
                    self._several.add((region.country, name))
        self._found = lru_cache(maxsize=8192)(self._find)
        # Thirty states have a Washington County: the name alone is no answer.
        for key in self._several:
            del self._names[key]

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    def names(self) -> list[str]:
        """Names of all official areas, as they are written."""
        return [region.name for region in self._codes.values()]

    def by_code(self, code: str) -> Region | None:
        """The area of an official code."""
        return self._codes.get(code)

    def find(self, name_or_code: str, country: str) -> Region | None:
        """The area of a name or code; 'County of', 'Council' and the like may be there or not."""
        return self._found(name_or_code, country)

    def _find(self, name_or_code: str, country: str) -> Region | None:
        found = self._codes.get(name_or_code)
        if found is not None and found.country == country:
            return found
        key = fold(name_or_code)
        return self._names.get((country, key)) or self._names.get((country, _bare(key)))

    def holds(self, region: Region, code: str) -> bool:
        """Whether the area of `code` is this one or lies inside it."""
        if not code:
            return False  # a county without a code is not every other one without
        if region.code == code or code in region.members:
            return True
        held = self._codes.get(code)
        return held is not None and (
            (bool(region.code) and region.code in held.parents) or any(one in region.members for one in held.parents)
        )


def _bare(key: str) -> str:
    for start in words("area_names", "before"):
        key = key.removeprefix(f"{start} ")
    for end in words("area_names", "behind"):
        if key.endswith(f" {end}"):
            return key.removesuffix(f" {end}")
    return key
