"""Titles of occupations that belong together, from open classifications (`data/ATTRIBUTION.md`)."""

import gzip
from collections import Counter
from functools import cache
from pathlib import Path

from search_index.understanding.text import stems

FILE = Path(__file__).parent / "data" / "titles.tsv.gz"
Groups = list[tuple[str, list[str]]]


@cache
def groups() -> Groups:
    """(`same` or `near`, titles) of each group."""
    lines = gzip.decompress(FILE.read_bytes()).decode().splitlines()
    return [(relation, titles.split("|")) for relation, _, titles in (line.partition("\t") for line in lines)]


@cache
def _by_title() -> dict[str, list[tuple[str, list[str]]]]:
    found: dict[str, Groups] = {}
    for relation, titles in groups():
        for title in titles:
            found.setdefault(title, []).append((relation, titles))
    return found


def related(title: str, relation: str) -> list[str]:
    """Other titles of the groups that a title is in."""
    of = [titles for kind, titles in _by_title().get(title.casefold(), []) if kind == relation]
    return list(dict.fromkeys(other for titles in of for other in titles if stems(other) != stems(title)))


def is_title(phrase: str) -> bool:
    """Whether a phrase is a title of an occupation, as it stands."""
    return phrase.casefold() in _by_title()


@cache
def word_counts() -> Counter[str]:
    """How many titles each word stands in."""
    return Counter(word for _, titles in groups() for title in titles for word in title.replace("-", " ").split())
