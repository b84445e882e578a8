"""YAML read as plain data with the line of every value, and nothing else.

Refused, each with its line: tags, anchors' aliases (alias bombs), duplicate keys, keys that are no text,
deep nesting, large files. Plain scalars follow YAML 1.2's core schema, but only what a person would call
a number is one: `no`, `yes`, `on`, `012` and `0x1F` are text.
"""

import re
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from records.errors import ConfigError
from records.yaml_faults import yaml_fault

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
# What word processors make of quotes.
_CURLY = re.compile(r"[“„‘«].*[”“’»]", re.DOTALL)
_INT = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")

Path = tuple[str | int, ...]


@dataclass
class Document:
    """Plain data, the line (from 1) of each value by its path, and what is wrong with the text."""

    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    errors: list[ConfigError] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Line of the value at `path`, else of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str, *, file: str = "") -> Document:
    """Parse one document; every fault is in `errors`, and what could be read is in `data`."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return Document(errors=[_error(f"is larger than {MAX_BYTES // 1024} KB", 1, "size", file)])
    try:
        # `safe` for its scanner alone: the round-trip one keeps comments too, and takes twice as long.
        events = list(YAML(typ="safe", pure=True).parse(text))
    except (YAMLError, ValueError) as error:
        line, remedy = yaml_fault(error, text)
        return Document(errors=[_error(f"is not valid YAML: {remedy}", line, "yaml", file)])
    reader = _Reader(events, file)
    return reader.document()


def _error(message: str, line: int | None, rule: str, file: str) -> ConfigError:
    return ConfigError(message, file=file, line=line, rule=rule)


class _Reader:
    """Builds data from parser events, so that nothing is ever constructed from a tag or expanded from an alias."""

    def __init__(self, events: list[Event], file: str) -> None:
        self._events = iter(events)
        self._file = file
        self._result = Document()

    def document(self) -> Document:
        seen = 0
        for event in self._events:
            if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                seen += 1
                if seen > 1:
                    self._fail("holds more than one document: remove the `---` in the middle", event, "one document")
                    break
                self._result.data = self._value(event, ())
        return self._result

    def _fail(self, message: str, event: Event, rule: str) -> None:
        self._result.errors.append(_error(message, event.start_mark.line + 1, rule, self._file))

    def _value(self, event: Event, path: Path) -> object:
        self._result.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, AliasEvent):
            self._fail(f"uses an alias (*{event.anchor}): write the value out", event, "no aliases")
            return None
        tag = getattr(event, "tag", None)
        if tag:
            self._fail(f"uses a tag ({tag}): remove it, config is plain data", event, "no tags")
        if len(path) > MAX_DEPTH:
            self._fail(f"is nested deeper than {MAX_DEPTH} levels", event, "depth")
            self._skip(event)
            return None
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, ScalarEvent)
        if not event.style and _CURLY.fullmatch(event.value):
            straight = event.value[1:-1]
            self._fail(
                f'stands in curly quotes ({event.value}), which are no quotes here: write "{straight}"', event, "quotes"
            )
        return _scalar(event)

    def _mapping(self, path: Path) -> dict[str, object]:
        result: dict[str, object] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            key = event.value if isinstance(event, ScalarEvent) else None
            if key is None:
                self._fail("has a key that is not a text", event, "text keys")
                self._skip(event)
                self._skip(next(self._events))
                continue
            duplicate = key in result
            if duplicate:
                first = self._result.lines[(*path, key)]
                self._fail(f"has the key `{key}` twice (first in line {first}): keep one", event, "no duplicate keys")
            self._result.lines.setdefault((*path, key), event.start_mark.line + 1)
            value = self._value(next(self._events), (*path, key))
            if not duplicate:
                result[key] = value
        return result

    def _sequence(self, path: Path) -> list[object]:
        result: list[object] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            result.append(self._value(event, (*path, len(result))))
        return result

    def _skip(self, event: Event) -> None:
        """Read past a value that cannot be used."""
        if not isinstance(event, MappingStartEvent | SequenceStartEvent):
            return
        depth = 1
        while depth:
            following = next(self._events)
            depth += isinstance(following, MappingStartEvent | SequenceStartEvent)
            depth -= isinstance(following, MappingEndEvent | SequenceEndEvent)


def _scalar(event: ScalarEvent) -> object:
    text: str = event.value
    if event.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
