"""All mistakes of a source file: those of its form, and those that only the reference data shows."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from records.errors import ConfigError
from records.source import SourceConfig
from records.source_file import SourceFileError, load_source
from records.yaml_text import read_yaml


def checked(path: Path, *, allow_loopback: bool) -> SourceConfig:
    """The config in `path`; SourceFileError holds every mistake."""
    config, errors = None, list[ConfigError]()
    try:
        config = load_source(path, allow_loopback=allow_loopback)
    except SourceFileError as error:
        errors = error.errors
    errors += _area_errors(path)
    if config is None or errors:
        raise SourceFileError(str(path), errors)
    return config


def _area_errors(path: Path) -> Iterator[ConfigError]:
    """An area that nobody knows helps no place: harvests go on without it, so only the checker says so."""
    from reference.gazetteer import gazetteer

    document = read_yaml(path.read_text(encoding="utf-8-sig"))
    area = document.data.get("area") if isinstance(document.data, dict) else None
    known = gazetteer()
    if not isinstance(area, str) or known.area(area) or known.near(area):
        return
    near = get_close_matches(area, known.regions.names(), n=1, cutoff=0.7)
    rule = (
        f"did you mean `{near[0]}`?"
        if near
        else "write a district, county or region by name or code, e.g. `Leeds`, or leave it out"
    )
    yield ConfigError(
        f"`area: {area}` is no place we know: {rule}", file=str(path), line=document.line(("area",)), rule="area"
    )
