"""Source files: YAML → SourceConfig, with every fault of a file at once, each with its line and rule."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from records.draft import FIELD_NAMES
from records.errors import ConfigError, FetchError
from records.network_guard import check_url
from records.options import AnyOptions
from records.source import SourceConfig
from records.yaml_text import Document, read_yaml

_TYPES = {model.model_fields["type"].default: model for model in get_args(get_args(AnyOptions)[0])}
_SUFFIXES = (".yaml", ".yml")
# What to write instead, where the rule alone does not say it.
_HINTS = {
    "id": "use small letters, digits and hyphens, e.g. `leeds-council-jobs`",
    "licence": 'write e.g. `licence: {name: OGL-UK-3.0, attribution: "Contains …"}`, or `licence: {name: permission}`',
    "publisher": "write e.g. `publisher: {name: Leeds City Council, kind: council, authority: employer}`",
    "connector": "write e.g. `connector: {type: rss, url: https://…}`",
    "country": "use the two capital letters of the country, e.g. GB",
}


class SourceFileError(ConfigError):
    """A source file with at least one fault; `errors` has them all, in the order of their lines."""

    def __init__(self, file: str, errors: list[ConfigError]) -> None:
        self.errors = sorted(errors, key=lambda e: e.line or 0)
        lines = "\n".join(f"  line {e.line}: {e.message}" for e in self.errors)
        count = f"{len(errors)} mistake{'s' if len(errors) > 1 else ''}"
        super().__init__(f"{file}: {count}\n{lines}", file=file, line=self.errors[0].line, rule=self.errors[0].rule)


def load_source(path: Path, *, allow_loopback: bool = False) -> SourceConfig:
    """The config in `path`; SourceFileError holds every fault."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"there is no file {path}", file=str(path), rule="file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read as UTF-8 text: {error}", file=str(path), rule="utf-8") from None
    document = read_yaml(text, file=str(path))
    config, errors = _validated(document, path)
    errors += list(_network_errors(document, path, allow_loopback))
    if errors or config is None:
        raise SourceFileError(str(path), errors)
    return config


def load_sources(config_dir: Path, *, allow_loopback: bool = False) -> list[tuple[Path, SourceConfig | ConfigError]]:
    """Every source file with its config, or with what is wrong with it; an id that is taken is wrong."""
    found: list[tuple[Path, SourceConfig | ConfigError]] = []
    homes: dict[str, Path] = {}
    for path in source_files(config_dir):
        try:
            config = load_source(path, allow_loopback=allow_loopback)
        except ConfigError as error:
            found.append((path, error))
            continue
        home = homes.setdefault(config.id, path)
        found.append((path, config if home == path else id_taken(config.id, path, home)))
    return found


def id_taken(source_id: str, path: Path, home: Path) -> ConfigError:
    """Two files with one id would overwrite each other's listings."""
    return ConfigError(
        f"{path}: `id: {source_id}` is taken by {home}: give each source an id of its own",
        file=str(path),
        rule="one id",
    )


def source_files(config_dir: Path) -> list[Path]:
    """All source files below `config_dir`/sources, by region and name."""
    root = config_dir / "sources"
    return sorted(p for p in root.glob("*/*") if p.suffix in _SUFFIXES and p.is_file())


def region_of(path: Path) -> str:
    """The region a source file belongs to: its folder's name."""
    return path.parent.name


def _validated(document: Document, path: Path) -> tuple[SourceConfig | None, list[ConfigError]]:
    errors = list(document.errors)
    if not isinstance(document.data, dict):
        if not errors:
            errors.append(_error(document, path, (), "is empty or no list of `key: value` lines", "mapping"))
        return None, errors
    try:
        return SourceConfig.model_validate(document.data), errors
    except ValidationError as error:
        return None, errors + [_translate(document, path, detail) for detail in error.errors()]


def _error(document: Document, path: Path, where: tuple[str | int, ...], message: str, rule: str) -> ConfigError:
    return ConfigError(message, file=str(path), line=document.line(where), rule=rule)


def _translate(document: Document, path: Path, detail: ErrorDetails) -> ConfigError:
    """A pydantic error in words that say what to write instead."""
    where = _plain_path(detail["loc"])
    message = _about_keys(detail, where, document.data) or _about_value(detail, where)
    return _error(document, path, where, message, detail["type"])


def _about_keys(detail: ErrorDetails, where: tuple[str | int, ...], data: object) -> str:
    """What is wrong with a key; '' where it is the value."""
    name, key = _name(where), str(where[-1]) if where else ""
    kind, got = detail["type"], detail.get("ctx", {}).get("tag")
    if kind == "extra_forbidden":
        return f"`{name}` is not a known key{_suggest(key, _known_keys(where, data))}"
    if kind == "missing":
        return f"`{name}` is missing: {_HINTS.get(name, 'add it')}"
    if kind.startswith("union_tag"):
        if got:
            return f"`connector.type: {got}` is not a known connector{_suggest(str(got), list(_TYPES))}"
        return f"`connector.type` is missing: one of {', '.join(_TYPES)}"
    if kind in ("literal_error", "enum") and detail["loc"][-1] == "[key]":
        return f"`{key}` in `{_name(where[:-1])}` is not a known field{_suggest(key, list(FIELD_NAMES))}"
    return ""


def _about_value(  # noqa: PLR0911 - one mistake a line
    detail: ErrorDetails, where: tuple[str | int, ...]
) -> str:
    name, key = _name(where), str(where[-1]) if where else ""
    kind, context, got = detail["type"], detail.get("ctx", {}), detail["input"]
    if got is None:
        return f"`{name}` is empty: {_HINTS.get(name, 'give it a value, or remove the line')}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        rule = _HINTS.get(name, f"write `{key}:` and its own keys below it, each line indented")
        return f"`{name}: {got!s:.60}` must have keys of its own: {rule}"
    if kind == "string_type":
        return f'`{name}: {got}` must be a text: put it into quotes, `{key}: "{got}"`'
    if kind == "string_pattern_mismatch":
        return f"`{name}: {got}` is not of the right form: {_HINTS.get(name, context.get('pattern'))}"
    if kind.endswith("_parsing"):
        return f"`{name}: {got}` must be a number, e.g. `{key}: 1`"
    if kind in ("literal_error", "enum"):
        return f"`{name}: {got}` must be {context.get('expected', 'another value')}"
    said = detail["msg"].removeprefix("Value error, ")
    said = said[0].lower() + said[1:]
    return f"`{name}` {said.replace('input should', 'should')} (it is {got!r:.80})"


def _name(where: tuple[str | int, ...]) -> str:
    return ".".join(map(str, where)) or "the file"


def _plain_path(loc: tuple[int | str, ...]) -> tuple[str | int, ...]:
    """Pydantic's location without the union's tag and its marks for keys."""
    parts = [part for part in loc if part != "[key]"]
    if len(parts) > 1 and parts[0] == "connector" and parts[1] in _TYPES:
        del parts[1]
    return tuple(parts)


def _suggest(word: str, known: list[str]) -> str:
    near = [name for name in known if name.startswith(f"{word}_") or word.startswith(f"{name}_")]
    near = near or get_close_matches(word, known, n=1, cutoff=0.6)
    return f": did you mean `{near[0]}`?" if near else f"; known are {', '.join(sorted(known))}"


def _known_keys(where: tuple[str | int, ...], data: object) -> list[str]:
    """Keys that may stand where the unknown one stands."""
    model: type[BaseModel] = SourceConfig
    for part in where[:-1]:
        if part == "connector" and model is SourceConfig:
            connector = data.get("connector") if isinstance(data, dict) else None
            model = _TYPES.get((connector or {}).get("type"), SourceConfig)
            continue
        found = _model_in(model.model_fields[str(part)].annotation) if str(part) in model.model_fields else None
        if found is None:
            break
        model = found
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def _network_errors(document: Document, path: Path, allow_loopback: bool) -> Iterator[ConfigError]:
    """Addresses of the connector that we must never fetch."""
    connector = document.data.get("connector") if isinstance(document.data, dict) else None
    if not isinstance(connector, dict):
        return
    for key, value in connector.items():
        if not (isinstance(value, str) and value.lower().startswith(("http://", "https://"))):
            continue
        try:
            check_url(value, allow_loopback=allow_loopback)
        except FetchError as error:
            yield _error(document, path, ("connector", key), f"`connector.{key}`: {error.message}", "public address")
