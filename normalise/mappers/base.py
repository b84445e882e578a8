"""What a mapper is: it says which words of a payload are the title, the pay, the closing date.

A mapper takes each field it knows; what it did not take is reported, so that a field which is new or
gone at the source is seen (habit 5 of the field: pop, then audit the rest).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from pydantic import JsonValue

from records.draft import Draft
from records.payload import Payload
from records.source import SourceConfig


class Fields:
    """A payload's data, field by field; remembers what was taken."""

    def __init__(self, data: dict[str, JsonValue]) -> None:
        self._data = data
        self._taken: set[str] = set()

    def add(self, data: dict[str, JsonValue]) -> None:
        """Fields that stood deeper in the payload; what stands at the top is kept."""
        self._data = {**data, **self._data}

    def take(self, *names: str) -> JsonValue:
        """The first of these fields that is not empty (None, '', [], {}); all of them count as taken."""
        self._taken.update(names)
        for name in names:
            value = self._data.get(name)
            if value not in (None, "", [], {}):
                return value
        return None

    def text(self, *names: str) -> str | None:
        """`take`, as stripped text; a number becomes text, anything else None."""
        value = self.take(*names)
        if isinstance(value, bool) or value is None:
            return None
        return (str(value).strip() or None) if isinstance(value, str | int | float) else None

    def ignore(self, names: Iterable[str]) -> None:
        """Fields we know and do not want (personal data, view counts)."""
        self._taken.update(names)

    def untaken(self) -> list[str]:
        """Fields nobody asked for, sorted."""
        return sorted(set(self._data) - self._taken)


class Mapper(ABC):
    """Reads one payload format. Stateless. Raises RecordError where a payload cannot be an advert."""

    format: ClassVar[str]

    @abstractmethod
    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The advert in the source's own words."""

    def former_key(self, payload: Payload, source: SourceConfig) -> str:
        """The key that the same advert had in payloads of an earlier form: its listing keeps it. '' for none."""
        return ""
