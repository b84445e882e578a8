"""Words of a subject, as sets and tables."""

from collections.abc import Mapping
from functools import cache

from records.errors import ConfigError
from records.words.files import rows_of


@cache
def words(subject: str, group: str = "") -> tuple[str, ...]:
    """The words of a subject, or of one of its groups, each once, in the order of the files."""
    if group:
        try:
            return groups(subject)[group]
        except KeyError:
            raise ConfigError(f"the words of {subject!r} have no group {group!r}", rule="words") from None
    return tuple(dict.fromkeys(word for _, row in rows_of(subject) for word in row.words))


@cache
def groups(subject: str) -> Mapping[str, tuple[str, ...]]:
    """Group → its words, in the order of the files; a group may go on in a further line or file."""
    found: dict[str, list[str]] = {}
    for grouped, row in rows_of(subject):
        if not grouped:
            raise ConfigError(f"a file of {subject!r} has words without groups", rule="words")
        found.setdefault(row.group, []).extend(row.words)
    return {group: tuple(dict.fromkeys(of_it)) for group, of_it in found.items()}


@cache
def pairs(subject: str) -> Mapping[str, str]:
    """Word → the group it is of: `sr` → `senior`. ConfigError for a word of two groups."""
    found: dict[str, str] = {}
    for group, of_it in groups(subject).items():
        for word in of_it:
            if found.setdefault(word, group) != group:
                raise ConfigError(f"{word!r} is in two groups of {subject!r}: {found[word]}, {group}", rule="words")
    return found
