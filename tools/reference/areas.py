"""Official areas of the UK: districts, counties, combined authorities, regions, nations.

Everyday names and counties without a code are not in this table: `aliases.csv` and `counties.csv` hold them, and are
read with it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from reference.geometry import Boundaries
from tools.reference.tables import keys, rows, short_degrees

HEADER = "code name level country lat lon parents members names"
AUTHORITIES = "uk_local_authorities_current.csv"
_NATIONS = {
    "England": "E92000001",
    "Scotland": "S92000003",
    "Wales": "W92000004",
    "Northern Ireland": "N92000002",
}
_LEVELS = {
    "County": "county",
    "Combined authority": "combined_authority",
    "Strategic Regional Authority": "combined_authority",
}
# Left of it nothing is said: 'Bristol, City of' is cut at its comma.
_NO_NAMES = frozenset({"city of", "county of"})
# Names as the ONS writes them, where the source has another one.
_TITLES = {
    "Yorkshire and The Humber MCA": "Hull and East Yorkshire",
    "South Yorkshire Mayoral Combined Authority": "South Yorkshire",
    "Dorset Council": "Dorset",
    "Eilean Siar": "Na h-Eileanan Siar",
    "Kings Lynn and West Norfolk": "King's Lynn and West Norfolk",
    "City of Lincoln": "Lincoln",
    "Rhondda Cynon Taff": "Rhondda Cynon Taf",
    "The Scottish Borders": "Scottish Borders",
    "The Vale of Glamorgan": "Vale of Glamorgan",
}
Line = tuple[str, ...]


class Areas:
    """The rows of the table."""

    def __init__(self, folder: Path) -> None:
        everyone = list(rows(folder / AUTHORITIES))
        self._regions = {row["RGNNM"]: row["RGNCD"] for row in rows(folder / "drkane_rgn_all_codes.csv")}
        self._regions = {name: code for name, code in self._regions.items() if code.startswith("E12")}
        self._today = [row for row in everyone if row["current-authority"] == "True" and row["gss-code"] != "E47000011"]
        self._by_short = {row["local-authority-code"]: row for row in everyone}
        self._replaced: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in everyone:
            for new in row["replaced-by"].split(","):
                joined = row["current-authority"] != "True" and not row["gss-code"].startswith("E10")
                if joined and (after := self._by_short.get(new.strip())):
                    self._replaced[after["gss-code"]].append(row)

    def joined(self) -> dict[str, list[str]]:
        """Code of today → codes of the districts it replaced."""
        return {code: [row["gss-code"] for row in some] for code, some in self._replaced.items()}

    def lines(self, outlines: Boundaries) -> Iterator[Line]:
        """Authorities in the order of the source, then regions and nations."""
        below: dict[str, list[str]] = defaultdict(list)
        regions: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self._today:
            if _level(row) == "district":
                for parent in self._parents(row, row["region"]):
                    below[parent].append(row["gss-code"])
                    regions[parent][row["region"]] += 1
        for row in self._today:
            code, wide = row["gss-code"], _level(row) != "district"
            # The source places some counties in the region beside theirs.
            [(region, _)] = regions[code].most_common(1) if wide else [(row["region"], 1)]
            centre = outlines.centre(below[code] if wide else [code])
            yield self._line(code, _title(row), _level(row), centre, self._parents(row, region), self._names(row))
        for name, code in self._regions.items():
            yield self._line(code, name, "region", outlines.centre(below[code]), [_NATIONS["England"]], [name])
        for name, code in _NATIONS.items():
            yield self._line(code, name, "nation", outlines.centre(below[code]), [], [name])

    def _line(
        self,
        code: str,
        name: str,
        level: str,
        centre: tuple[float, float] | None,
        parents: list[str],
        names: list[str],
    ) -> Line:
        lat, lon = centre or (None, None)
        return (code, name, level, "GB", short_degrees(lat), short_degrees(lon), "|".join(parents), "", keys(names))

    def _parents(self, row: dict[str, str], region: str) -> list[str]:
        county = self._by_short.get(row["county-la"], {})
        combined = self._by_short.get(row["combined-authority"] or county.get("combined-authority", ""), {})
        codes = (county.get("gss-code"), combined.get("gss-code"), self._regions.get(region), _NATIONS[row["nation"]])
        return [code for code in codes if code]

    def _names(self, row: dict[str, str]) -> list[str]:
        title = _title(row)
        names = [title, row["official-name"], row["nice-name"], *row["alt-names"].split(",")]
        names += [name for old in self._replaced[row["gss-code"]] for name in (old["official-name"], old["nice-name"])]
        if _level(row) != "district":
            names.append(f"{title} combined authority")
        return [name for name in names if name.strip().casefold() not in _NO_NAMES]


def _level(row: dict[str, str]) -> str:
    return _LEVELS.get(row["local-authority-type-name"], "district")


def _title(row: dict[str, str]) -> str:
    name = row["nice-name"].strip()
    for end in (" CCA", " MCA", " CA"):
        name = name.removesuffix(end) if name not in _TITLES else name
    return _TITLES.get(name, name)
