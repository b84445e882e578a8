"""Reading raw tables, writing ours: the same rows give the same bytes on every machine."""

import csv
import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from reference.names import fold

# Beyond Latin with its accents, a name is another script's, or a transliteration for scholars.
_LAST_LATIN = 0x24F


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def table(header: str, lines: Iterable[Iterable[object]]) -> str:
    """A table of ours: tab-separated, one header line."""
    text = [header.replace(" ", "\t"), *("\t".join(str(cell) for cell in line) for line in lines)]
    return "\n".join(text) + "\n"


def packed(text: str) -> bytes:
    """The bytes that are committed: no time and no name of a file in them."""
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def degrees(value: float | str | None) -> str:
    """To about ten metres."""
    return "" if value is None else f"{float(value):.4f}"


def short_degrees(value: float | None) -> str:
    """To about ten metres, without zeros at the end."""
    return "" if value is None else str(round(value, 4))


def keys(names: Iterable[str]) -> str:
    """The keys of names, each once, sorted."""
    return "|".join(sorted({fold(name) for name in names} - {""}))


def other_names(own: str, names: Iterable[str]) -> str:
    """Keys of a place's other names in Latin script, without codes, prefixes of the own name, and tiny ones.

    GeoNames writes transliterations in small letters and codes of airports in capitals.
    """
    key = fold(own)
    written = (name for name in names if name[:1].isupper() and not name.isupper() and _is_latin(name))
    found = {fold(name) for name in written} - {key}
    return "|".join(sorted(one for one in found if len(one) > 3 and not one.endswith(f" {key}")))


def _is_latin(name: str) -> bool:
    return all(ord(char) <= _LAST_LATIN or unicodedata.combining(char) for char in name)


def small_words(name: str) -> str:
    """`Berwick-Upon-Tweed` as people write it."""
    return re.sub(r"-(Upon|Le|By|On|In|Under|The)-", lambda match: match[0].lower(), name)
