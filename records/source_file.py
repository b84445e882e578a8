"""Source files: YAML → SourceConfig, with every fault of a file at once, each with its line and rule."""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from records.draft import FIELD_NAMES
from records.errors import ConfigError, FetchError
from records.file_faults import FaultyFileError, about_value, keys_at, name_of, suggest
from records.file_text import file_text
from records.network_guard import check_url
from records.options import TAGS, options_of, type_names
from records.source import SourceConfig
from records.yaml_text import Document, read_yaml

# The file's own `id`: a key that is not indented, or one of a flow mapping.
_ID_LINE = re.compile(
    r"""(?:^|[{,]\s*)["']?id["']?\s*:\s*["']?([a-z0-9][a-z0-9-]{0,62})["']?\s*(?:[,}#]|$)""", re.MULTILINE
)
_SUFFIXES = (".yaml", ".yml")
# What to write instead, where the rule alone does not say it.
_HINTS = {
    "id": "use small letters, digits and hyphens, e.g. `leeds-council-jobs`",
    "licence": 'write e.g. `licence: {name: OGL-UK-3.0, attribution: "Contains …"}`, or `licence: {name: permission}`',
    "publisher": "write e.g. `publisher: {name: Leeds City Council, kind: council, authority: employer}`",
    "connector": "write e.g. `connector: {type: rss, url: https://…}`",
    "country": "use the two capital letters of the country, e.g. GB",
}


class SourceFileError(FaultyFileError):
    """A source file with at least one fault; `errors` has them all, in the order of their lines."""


def load_source(path: Path, *, allow_loopback: bool = False) -> SourceConfig:
    """The config in `path`; SourceFileError holds every fault."""
    document = read_yaml(file_text(path), file=str(path))
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
    return [(path, _of_its_own(path, config, homes)) for path, config in found]


def _of_its_own(path: Path, config: SourceConfig | ConfigError, homes: dict[str, Path]) -> SourceConfig | ConfigError:
    """The config, unless an id that it says it had before is another file's: that one's adverts are not its own."""
    if isinstance(config, ConfigError):
        return config
    return next((was_taken(former, path, homes[former]) for former in config.was if former in homes), config)


def claimed_id(path: Path) -> str:
    """The id that a source file names, however broken the rest of it is; else the name it is called by."""
    try:
        text = file_text(path)
    except ConfigError:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return path.stem
    found = _ID_LINE.search(text)
    return found[1] if found else path.stem


def id_taken(source_id: str, path: Path, home: Path) -> ConfigError:
    """Two files with one id would overwrite each other's listings."""
    return ConfigError(
        f"{path}: `id: {source_id}` is taken by {home}: give each source an id of its own",
        file=str(path),
        rule="one id",
    )


def was_taken(former: str, path: Path, home: Path) -> ConfigError:
    """A source that is there keeps its listings."""
    return ConfigError(
        f"{path}: `was: {former}` names a source that there is still, {home}: delete that file, or correct the id",
        file=str(path),
        rule="was",
    )


def source_files(config_dir: Path) -> list[Path]:
    """All source files below `config_dir`/sources, by region and name. ConfigError where there is no such folder.

    A folder that is not there is a wrong setting or a volume that was not mounted, never "no sources".
    """
    root = config_dir / "sources"
    if not root.is_dir():
        raise ConfigError(
            f"there is no folder {root.absolute()}: set TALENTFEED_CONFIG_DIR to the folder that holds `sources/`, "
            "or run the command where it is",
            file=str(root),
            rule="config folder",
        )
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
    message = _about_keys(detail, where, document.data) or about_value(detail, where, _HINTS)
    return _error(document, path, where, message, detail["type"])


def _about_keys(detail: ErrorDetails, where: tuple[str | int, ...], data: object) -> str:
    """What is wrong with a key; '' where it is the value."""
    name, key = name_of(where), str(where[-1]) if where else ""
    kind, got = detail["type"], detail.get("ctx", {}).get("tag")
    if kind == "extra_forbidden":
        return f"`{name}` is not a known key{suggest(key, _known_keys(where, data))}"
    if kind == "missing":
        return f"`{name}` is missing: {_HINTS.get(name, 'add it')}"
    if kind.startswith("union_tag"):
        if got:
            return f"`connector.type: {got}` is not a known connector{suggest(str(got), list(type_names()))}"
        return f"`connector.type` is missing: one of {', '.join(type_names())}"
    if kind in ("literal_error", "enum") and detail["loc"][-1] == "[key]":
        return f"`{key}` in `{name_of(where[:-1])}` is not a known field{suggest(key, list(FIELD_NAMES))}"
    return ""


def _plain_path(loc: tuple[int | str, ...]) -> tuple[str | int, ...]:
    """Pydantic's location without the union's tag and its marks for keys."""
    parts = [part for part in loc if part != "[key]"]
    if len(parts) > 1 and parts[0] == "connector" and parts[1] in TAGS:
        del parts[1]
    return tuple(parts)


def _known_keys(where: tuple[str | int, ...], data: object) -> list[str]:
    """Keys that may stand where the unknown one stands."""
    connector = data.get("connector") if isinstance(data, dict) else None
    if where[0] == "connector" and len(where) > 1 and isinstance(connector, dict):
        return keys_at(options_of(str(connector.get("type"))) or SourceConfig, where[1:])
    return keys_at(SourceConfig, where)


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
