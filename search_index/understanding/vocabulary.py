"""The words of understanding: data files of this package, which those of the same name in `config/search` replace."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from records.base import faults
from records.errors import ConfigError
from search_index.filters import FACETS
from search_index.understanding.reading import MEANS, SAME
from search_index.understanding.text import key

DATA = Path(__file__).parent / "data"
SHIPPED = ("values.yaml", "synonyms.yaml", "words.yaml")
Group = list[str]
Key = tuple[str, ...]


class Where(StrEnum):
    """Where in a question a phrase means a value."""

    OUTSIDE = "outside"
    ALSO = "also"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Meaning:
    """A value of a filter."""

    filter: str
    value: str
    where: Where


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ValueWords(_Strict):
    """The phrases for one value of a filter."""

    anywhere: list[str] = Field(default_factory=list)
    also: list[str] = Field(default_factory=list)
    outside: list[str] = Field(default_factory=list)


class Synonyms(_Strict):
    """The file synonyms.yaml, or one of another name that adds to it."""

    same: list[Group] = Field(default_factory=list)
    means: dict[str, Group] = Field(default_factory=dict)
    near: list[Group] = Field(default_factory=list)


class Words(_Strict):
    """The file words.yaml."""

    little: list[str]
    wishes: list[str]
    towards: list[str]
    not_alone: list[str]
    miles: list[str]


class Vocabulary:
    """All of it, looked up by stems. ConfigError names the file and the line that is wrong."""

    def __init__(self, folder: Path | None = None) -> None:
        own = {path.name: path for path in sorted(folder.glob("*.yaml"))} if folder and folder.is_dir() else {}
        self._files = {name: DATA / name for name in SHIPPED} | own
        self._loaded: dict[str, Any] = {}

    def check(self) -> None:
        """ConfigError when a file is wrong."""
        _ = self.words, self.values, self.synonyms

    @cached_property
    def words(self) -> Words:
        """Words that need not be found, and those before places."""
        words: Words = self._read("words.yaml", Words)
        return words

    @cached_property
    def values(self) -> dict[Key, list[Meaning]]:
        """Phrase → the values of filters that it means."""
        read = self._read("values.yaml", dict[str, dict[str, ValueWords]])
        found: dict[Key, list[Meaning]] = {}
        for name, values in read.items():
            row = FACETS.get(name)
            if row is None:
                raise self._wrong("values.yaml", f"{name}: is no filter; there are {', '.join(FACETS)}")
            for value, phrases in values.items():
                if value not in list(row.takes):  # type: ignore[call-overload]  # a vocabulary
                    raise self._wrong("values.yaml", f"{name}: {value} is none of its values")
                for where in Where:
                    for phrase in getattr(phrases, where.value):
                        found.setdefault(key(phrase), []).append(Meaning(name, value, where))
        return found

    @cached_property
    def synonyms(self) -> dict[Key, dict[str, int]]:
        """Phrase → other phrases, each with its strength."""
        found: dict[Key, dict[str, int]] = {}
        for file in self._synonym_files:
            for group in file.same:
                for phrase in group:
                    others = {other: SAME for other in group if key(other) != key(phrase)}
                    found.setdefault(key(phrase), {}).update(others)
        for file in self._synonym_files:
            for phrase, others_of in file.means.items():
                known = found.setdefault(key(phrase), {})
                for other in others_of:
                    known.setdefault(other, MEANS)
        return found

    @cached_property
    def neighbours(self) -> dict[Key, list[str]]:
        """Phrase → phrases of neighbouring occupations."""
        found: dict[Key, list[str]] = {}
        for file in self._synonym_files:
            for group in file.near:
                for phrase in group:
                    found.setdefault(key(phrase), []).extend(other for other in group if other != phrase)
        return found

    def phrases(self) -> Iterator[str]:
        """Every word and phrase of the files, for finding typing errors."""
        for file in self._synonym_files:
            for group in (*file.same, *file.near, *file.means.values()):
                yield from group
            yield from file.means
        for values in self._read("values.yaml", dict[str, dict[str, ValueWords]]).values():
            for phrases in values.values():
                yield from (*phrases.anywhere, *phrases.also, *phrases.outside)
        yield from (*self.words.little, *self.words.wishes, *self.words.towards)

    @cached_property
    def _synonym_files(self) -> list[Synonyms]:
        names = [name for name in self._files if name not in ("values.yaml", "words.yaml")]
        return [self._read(name, Synonyms) for name in names]

    def _read(self, name: str, form: Any) -> Any:
        if name not in self._loaded:
            self._loaded[name] = self._load(name, form)
        return self._loaded[name]

    def _load(self, name: str, form: Any) -> Any:
        path = self._files[name]
        try:
            loaded = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
            return TypeAdapter(form).validate_python(loaded or {})
        except YAMLError as error:
            raise self._wrong(name, f"is no YAML: {error}") from error
        except ValidationError as error:
            raise self._wrong(name, "; ".join(faults(error))) from None

    def _wrong(self, name: str, message: str) -> ConfigError:
        return ConfigError(f"{self._files[name]}: {message}", rule="search")
