"""`python -m tools.titles <folder of raw tables>`: make the table of occupations' titles again, byte for byte.

The raw tables are those of `search_index/understanding/data/ATTRIBUTION.md`. Each line of the table is a group:
`same` titles of one occupation (ESCO), or titles that are `near` one another (unit groups of SOC 2020, O*NET).
"""

import csv
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from search_index.understanding.titles import FILE
from tools.reference.tables import packed, rows

ESCO, SOC, ONET = "esco_tabiya_occupations.csv", "soc2020_volume1_unit_groups.xlsx", "onet_alternate_titles.txt"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Titles that are too long to be typed say nothing that shorter ones do not.
MOST_WORDS = 5
Group = list[str]


def main(folder: Path) -> None:
    """Write the table."""
    lines = [f"same\t{'|'.join(group)}" for group in _unambiguous(esco(folder / ESCO))]
    lines += [f"near\t{'|'.join(group)}" for group in (*soc(folder / SOC), *onet(folder / ONET))]
    FILE.write_bytes(packed("\n".join(lines) + "\n"))
    sys.stdout.write(f"{len(lines)} groups, {FILE.stat().st_size:,} bytes\n")


def esco(path: Path) -> Iterator[Group]:
    """The preferred title of each occupation, then its others."""
    csv.field_size_limit(10**9)
    for row in rows(path):
        yield _tidy([row["PREFERREDLABEL"], *row["ALTLABELS"].split("\n")])


def soc(path: Path) -> Iterator[Group]:
    """The related job titles of each unit group."""
    with zipfile.ZipFile(path) as book:
        texts = ["".join(map(str, part.itertext())) for part in etree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for row in sheet.iter(f"{SHEET}row"):
        cells = [texts[int(cell.findtext(f"{SHEET}v") or 0)] for cell in row if cell.get("t") == "s"]
        if len(cells) > 9 and "~" in cells[9]:
            yield _tidy(cells[9].split("~"))


def onet(path: Path) -> Iterator[Group]:
    """The alternate titles of each occupation."""
    groups: dict[str, Group] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        code, title, *_ = line.split("\t")
        groups.setdefault(code, []).append(title)
    yield from filter(None, map(_tidy, groups.values()))


def _tidy(titles: list[str]) -> Group:
    """Lower case, without what stands in brackets, each once."""
    plain = (" ".join(re.sub(r"\([^)]*\)", " ", title).casefold().replace("|", " ").split()) for title in titles)
    return list(dict.fromkeys(title for title in plain if title and len(title.split()) <= MOST_WORDS))


def _unambiguous(groups: Iterator[Group]) -> Iterator[Group]:
    """A title of several occupations names none of them, and a single word only where it is the preferred title."""
    kept = [group for group in groups if group]
    uses = Counter(title for group in kept for title in group)
    for first, *others in kept:
        fitting = [title for title in others if uses[title] == 1 and " " in title]
        if fitting:
            yield [first, *fitting]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
