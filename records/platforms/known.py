"""The platforms there are: those of the package, and those an operator has put into `config/platforms/`.

Everything that lists platforms asks here. A name costs a look into two folders; a declaration is read on its
first use, and an operator's anew when its file has changed.
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import ConfigError
from records.settings import load_settings

# What reads a declaration takes long to import, and most processes need the names alone.
if TYPE_CHECKING:
    from records.platforms.model import Platform

_SUFFIX = ".yaml"
_DATA = files("records.platforms").joinpath("data")


@lru_cache(maxsize=1)
def shipped() -> tuple[str, ...]:
    """The names of the package's own platforms."""
    return tuple(sorted(item.name.removesuffix(_SUFFIX) for item in _DATA.iterdir() if item.name.endswith(_SUFFIX)))


def operators() -> dict[str, Path]:
    """The operator's declarations by name; one that has the name of a shipped one is left to `platform_files`."""
    return {path.stem: path for path in platform_files() if path.stem not in shipped()}


def platform_files() -> list[Path]:
    """Every declaration of the operator's."""
    return sorted((load_settings().config_dir / "platforms").glob(f"*{_SUFFIX}"))


def platform_names() -> tuple[str, ...]:
    """Every platform's name."""
    return (*shipped(), *operators())


def platform(name: str) -> "Platform":
    """The declaration; ConfigError for an unknown name, or with every fault of an operator's file."""
    if name in shipped():
        return _shipped(name)
    path = operators().get(name)
    if path is None:
        known = ", ".join(platform_names())
        raise ConfigError(f"there is no platform {name!r}; known are {known}", rule="platform")
    return _operators(path, path.stat().st_mtime_ns, load_settings().allow_loopback)


def sound_platforms() -> "list[Platform]":
    """Every platform whose declaration can be read: one faulty file of an operator's stops no other."""
    sound = []
    for name in platform_names():
        try:
            sound.append(platform(name))
        except ConfigError:
            continue
    return sound


@lru_cache(maxsize=256)
def _shipped(name: str) -> "Platform":
    from records.platforms.file import read_platform

    file = _DATA.joinpath(f"{name}{_SUFFIX}")
    return read_platform(file.read_text(encoding="utf-8"), name, file.name, shipped=True)


@lru_cache(maxsize=256)
def _operators(path: Path, _changed: int, allow_loopback: bool) -> "Platform":
    from records.platforms.file import load_platform

    return load_platform(path, allow_loopback=allow_loopback)
