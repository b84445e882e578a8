"""Declarations of platforms: YAML → Platform, with every fault of a file at once, each with its line and rule."""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from records.errors import ConfigError
from records.file_faults import FaultyFileError, about_value, keys_at, name_of, suggest
from records.platforms.model import Platform
from records.yaml_text import Document, read_yaml

_HINTS = {
    "name": "call the file e.g. `acme_jobs.yaml`: small letters, digits and underscores",
    "request": "write e.g. `request: {url: https://api.example.com/boards/{board}/jobs}`",
    "records": "say where the adverts are, e.g. `records: jobs`",
    "key": "say which field is the advert's own id, e.g. `key: id`",
    "marks": "write e.g. `marks: [[hostedUrl, categories]]`: names that only this platform's records have together",
    "verified": "write e.g. `verified: {by: recorded response, date: 2026-11-29}`",
    "complete": "`true` where a list has all there is, `false` where it has the newest only",
    "verified.date": "write a day as 2026-11-29",
}
_CODE = ("hook", "mapper")


def load_platform(path: Path, *, allow_loopback: bool = False) -> Platform:
    """An operator's declaration; FaultyFileError holds every fault. It cannot name code."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read as UTF-8 text: {error}", file=str(path), rule="utf-8") from None
    return read_platform(text, path.stem, str(path), allow_loopback=allow_loopback)


def read_platform(text: str, name: str, file: str, *, shipped: bool = False, allow_loopback: bool = False) -> Platform:
    """The declaration in `text`; FaultyFileError holds every fault. Only a shipped one may name code."""
    document = read_yaml(text, file=file)
    errors = list(document.errors)
    data = document.data
    if not isinstance(data, dict):
        errors = errors or [_error(document, file, (), "is empty or no list of `key: value` lines", "mapping")]
        raise FaultyFileError(file, errors)
    errors += _code(document, data, file) if not shipped else []
    if "name" in data:
        errors.append(_error(document, file, ("name",), "`name` is the file's name: remove the line", "name"))
    try:
        platform = Platform.model_validate({**data, "name": name}, context={"allow_loopback": allow_loopback})
    except ValidationError as error:
        errors += [_translate(document, file, detail) for detail in error.errors()]
    if errors:
        raise FaultyFileError(file, errors)
    return platform


def _code(document: Document, data: dict[object, object], file: str) -> Iterator[ConfigError]:
    for name in _CODE:
        if name in data:
            message = f"`{name}` names code of the package: config is plain data, remove it"
            yield _error(document, file, (name,), message, "no code")


def _error(document: Document, file: str, where: tuple[str | int, ...], message: str, rule: str) -> ConfigError:
    return ConfigError(message, file=file, line=document.line(where), rule=rule)


def _translate(document: Document, file: str, detail: ErrorDetails) -> ConfigError:
    where = tuple(part for part in detail["loc"] if part != "[key]")
    if not where and (about := re.match(r"Value error, `([a-z_.]+)`", detail["msg"])):
        # A fault between keys: its message begins with the one to change.
        said = detail["msg"].removeprefix("Value error, ")
        return _error(document, file, tuple(about[1].split(".")), said, detail["type"])
    name, kind = name_of(where), detail["type"]
    if kind == "extra_forbidden":
        message = f"`{name}` is not a known key{suggest(str(where[-1]), keys_at(Platform, where))}"
    elif kind == "missing":
        message = f"`{name}` is missing: {_HINTS.get(name, 'add it')}"
    else:
        message = about_value(detail, where, _HINTS)
    return _error(document, file, where, message, kind)
