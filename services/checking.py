"""All mistakes of a source file: those of its form, and those that only the reference data shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from records.errors import ConfigError
from records.file_faults import FaultyFileError
from records.file_text import file_text
from records.platforms.file import load_platform
from records.platforms.known import shipped
from records.platforms.model import Platform
from records.settings import Settings
from records.source import SourceConfig
from records.source_file import SourceFileError, claimed_id, load_source, source_files
from records.yaml_text import read_yaml
from services.areas import remedy_for_area
from spiders.connectors.registry import CODED


@dataclass(frozen=True)
class Checked:
    """What a file describes, or all its mistakes; `said`: either in words for a person. `notes`: no mistakes."""

    said: str
    mistakes: list[ConfigError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_file(path: Path, beside: Sequence[Path], settings: Settings) -> Checked:
    """Check a source file, or a platform where its folder is called `platforms`; `beside`: files checked with it."""
    try:
        said = f"{path}: good ({_described(path, beside, settings)})"
        return _with_recording(path, said, settings)
    except FaultyFileError as error:
        return Checked(error.message, error.errors)
    except ConfigError as error:
        said = error.message if str(path) in error.message else f"{path}: {error.message}"
        return Checked(said, [ConfigError(error.message, line=error.line, rule=error.rule)])


def _with_recording(path: Path, said: str, settings: Settings) -> Checked:
    """Read the page again that was recorded beside the file, where one was."""
    folder = path.with_suffix(".case")
    if not folder.is_dir():
        return Checked(said)
    from services.drafting.recording import compare

    compared = compare(folder, load_source(path, allow_loopback=settings.allow_loopback))
    if compared.lost:
        message = (
            f"reads none of the {compared.expected} adverts of the page recorded in {folder}: was an option changed by "
            "mistake? If the site is another now, delete that folder"
        )
        error = ConfigError(message, file=str(path), line=1, rule="recorded page")
        return Checked(FaultyFileError(str(path), [error]).message, [error])
    return Checked(said, notes=[compared.said])


def _described(path: Path, beside: Sequence[Path], settings: Settings) -> str:
    if path.absolute().parent.name == "platforms":
        return f"platform, {checked_platform(path, allow_loopback=settings.allow_loopback).title}"
    config = checked(path, beside=beside, config_dir=settings.config_dir, allow_loopback=settings.allow_loopback)
    return f"{config.connector.type}, {config.name}"


def checked(path: Path, *, beside: Sequence[Path], config_dir: Path, allow_loopback: bool) -> SourceConfig:
    """The config in `path`; SourceFileError holds every mistake.

    `beside`: files that are checked with it. Its id must be neither theirs nor one of the config folder's,
    nor one of the folder of sources that it stands in.
    """
    config, errors = None, list[ConfigError]()
    try:
        config = load_source(path, allow_loopback=allow_loopback)
    except SourceFileError as error:
        errors = error.errors
    errors += [*_area_errors(path), *_id_errors(path, _others(path, beside, config_dir))]
    if config is None or errors:
        raise SourceFileError(str(path), errors)
    return config


def _others(path: Path, beside: Sequence[Path], config_dir: Path) -> list[Path]:
    """Every other source file that will stand beside this one."""
    found = {other.resolve(): other for other in beside if other.is_file()}
    own_folder = path.resolve().parents[1]
    for folder in {config_dir.resolve(), *([own_folder.parent] if own_folder.name == "sources" else [])}:
        if (folder / "sources").is_dir():
            found |= {other.resolve(): other for other in source_files(folder)}
    found.pop(path.resolve(), None)
    return [found[place] for place in sorted(found)]


def _id_errors(path: Path, others: list[Path]) -> Iterator[ConfigError]:
    document = read_yaml(file_text(path))
    data = document.data if isinstance(document.data, dict) else {}
    own_id, was = data.get("id"), data.get("was", [])
    for other in others:
        claimed = claimed_id(other)
        if claimed == own_id:
            message = f"`id: {own_id}` is taken by {other}: give each source an id of its own"
            yield ConfigError(message, file=str(path), line=document.line(("id",)), rule="one id")
        if claimed in ([was] if isinstance(was, str) else was if isinstance(was, list) else []):
            message = (
                f"`was: {claimed}` names a source that there is still, {other}: delete that file, or correct the id"
            )
            yield ConfigError(message, file=str(path), line=document.line(("was",)), rule="was")


def checked_platform(path: Path, *, allow_loopback: bool) -> Platform:
    """The declaration in `path`, one of the config folder's `platforms/`; FaultyFileError holds every mistake."""
    if path.stem in CODED or path.stem in shipped():
        message = f"`{path.stem}` is the name of a connector of the package: call the file otherwise"
        raise FaultyFileError(str(path), [ConfigError(message, file=str(path), line=1, rule="own name")])
    return load_platform(path, allow_loopback=allow_loopback)


def _area_errors(path: Path) -> Iterator[ConfigError]:
    """An area that nobody knows helps no place: harvests go on without it, so only the checker says so."""
    document = read_yaml(file_text(path))
    area = document.data.get("area") if isinstance(document.data, dict) else None
    if isinstance(area, str) and (remedy := remedy_for_area(area)):
        message = f"`area: {area}` is no place we know: {remedy}"
        yield ConfigError(message, file=str(path), line=document.line(("area",)), rule="area")
