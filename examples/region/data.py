"""The tables in `data/`, read once."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from examples.region.model import Employer

FOLDER = Path(__file__).parent / "data"


@cache
def read_yaml(name: str) -> Any:
    """A YAML table of `data/`."""
    return YAML(typ="safe").load(FOLDER / name)


@cache
def rows(name: str) -> list[list[str]]:
    """Rows of a TSV table of `data/`, without its comment lines."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def occupations() -> dict[str, dict[str, Any]]:
    """All occupations by id, in the order of the files."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((FOLDER / "occupations").glob("*.yaml")):
        found.update(read_yaml(f"occupations/{path.name}"))
    return found


@cache
def employers() -> dict[str, Employer]:
    """All employers by key."""
    return {
        key: Employer(key, name, tuple(aliases.split("|")), sector, tuple(towns.split(",")), about)
        for key, name, aliases, sector, towns, about in rows("employers.tsv")
    }


@cache
def postcodes() -> dict[str, list[str]]:
    """Town → postcodes that adverts use."""
    return {town: codes.split(",") for town, _, codes in rows("towns.tsv")}


@cache
def districts() -> dict[str, str]:
    """Town → its metropolitan district."""
    return {town: district for town, district, _ in rows("towns.tsv")}


def employer_by_name(name: str) -> Employer:
    """The employer of this name; a body that only holds events or courses is one without aliases."""
    known = next((employer for employer in employers().values() if employer.name == name), None)
    return known or Employer(name, name, (name,), "other", (), "")


def name_of(key: str) -> str:
    """Name of an employer by key; a key that is no employer's is the name itself."""
    known = employers().get(key)
    return known.name if known else key
