"""The table of rooms, enforced: who imports whom, no cycles, light commands, short files.

A new room gets a row in `MAY_IMPORT`. An import that is refused here means that the code stands in
the wrong room: stages meet in ``records`` types and in ``store``, never in one another.
"""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import networkx
import pytest

ROOT = Path(__file__).parent.parent

DATA = frozenset({"records", "reference", "store"})
MAY_IMPORT = {
    "records": frozenset[str](),
    "reference": frozenset({"records"}),
    "formats": frozenset({"records"}),
    "store": frozenset({"records"}),
    "spiders": DATA | {"formats"},
    "normalise": DATA | {"formats"},
    "dedupe": DATA,
    "search_index": DATA,
    "portal": DATA | {"search_index"},
    "services": DATA | {"formats", "spiders", "normalise", "dedupe", "search_index"},
    "desk": DATA | {"formats", "spiders", "normalise", "dedupe", "search_index", "services"},
    "cli": DATA | {"formats", "spiders", "normalise", "dedupe", "search_index", "portal", "services", "desk"},
}
# Folders of code beside the rooms: they may import every room, and no room may import them.
BESIDE = frozenset({"bench", "dags", "deploy", "docs", "examples", "tests", "tools"})
STAGES = frozenset(MAY_IMPORT) - {"records", "reference", "formats"}
# The scheduler reads every DAG file every few seconds: what is slow to import belongs into a task.
SLOW_LIBRARIES = frozenset({"elasticsearch", "numpy", "scrapy", "sqlalchemy", "tantivy"})
NOT_FOR_HELP = frozenset({"airflow", "elasticsearch", "scrapy", "sqlalchemy"})
CODE_FOLDERS = (*MAY_IMPORT, "dags", "deploy", "examples", "tests", "bench", "docs", "tools")
MOST_LINES = 400


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Every import between the rooms' modules: those inside functions and those for types alone, too."""
    return grimp.build_graph(*MAY_IMPORT, cache_dir=None)


def _room(module: str) -> str:
    return module.partition(".")[0]


def _edges(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    return [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
    ]


def test_every_room_has_its_row() -> None:
    folders = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert folders - BESIDE == set(MAY_IMPORT), "a room without a rule: add its row to MAY_IMPORT"


def test_the_wheel_holds_every_room() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(MAY_IMPORT)
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert all(f"COPY {room} ./{room}\n" in dockerfile for room in MAY_IMPORT)


def test_no_installed_distribution_owns_the_name_of_a_room() -> None:
    """Rooms are packages at the top: another distribution's package of the same name would hide one or be hidden."""
    owners = packages_distributions()
    taken = {name: owners[name] for name in (*MAY_IMPORT, "dags") if set(owners.get(name, ())) - {"talentfeed"}}
    assert not taken


def test_rooms_import_only_what_they_may(imports: grimp.ImportGraph) -> None:
    refused = [
        f"{importer} imports {imported}"
        for importer, imported in _edges(imports)
        if (room := _room(importer)) != (other := _room(imported)) and other not in MAY_IMPORT[room]
    ]
    assert not refused


def test_no_module_imports_itself_in_a_circle(imports: grimp.ImportGraph) -> None:
    graph = networkx.DiGraph(_edges(imports))
    circles = [sorted(group) for group in networkx.strongly_connected_components(graph) if len(group) > 1]
    assert not circles


def _imported_at_module_level(source: str) -> Iterator[str]:
    """The modules that loading the file imports: all but those inside functions, and those for types alone."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting.extend(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _heavy(module: str) -> bool:
    first = module.partition(".")[0]
    return first in SLOW_LIBRARIES or first in STAGES


@pytest.mark.parametrize("file", sorted((ROOT / "dags").glob("**/*.py")), ids=lambda file: file.name)
def test_dag_files_import_stages_inside_tasks_only(file: Path) -> None:
    assert not [module for module in _imported_at_module_level(file.read_text()) if _heavy(module)]


@pytest.mark.parametrize(
    ("source", "heavy"),
    [
        ("from store import archive", True),
        ("import dedupe", True),
        ("class Tasks:\n    import scrapy.http", True),
        ("if True:\n    import sqlalchemy", True),
        ("if TYPE_CHECKING:\n    import sqlalchemy", False),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import sqlalchemy", True),
        ("from records import SourceConfig", False),
        ("def task():\n    from store import archive", False),
    ],
)
def test_the_rule_for_dag_files_sees(source: str, heavy: bool) -> None:
    assert any(map(_heavy, _imported_at_module_level(source))) is heavy


HELP = """
import json, sys
sys.argv = ["talentfeed", "--help"]
from cli.main import main
try:
    main()
except SystemExit as end:
    assert end.code in (0, None), end.code
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_help_imports_nothing_slow() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "typer" in loaded, "the check must have run the real command"
    assert not loaded & NOT_FOR_HELP


LOADED = """
import json, sys
import normalise.stage, spiders.stage, store.store
print(json.dumps(sorted(sys.modules)))
"""


def test_a_harvest_that_finds_nothing_new_loads_nothing_for_reading() -> None:
    """Most runs find nothing new: what reads an advert, or writes a line of the log, is loaded when there is one."""
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "sqlalchemy" in loaded
    assert not loaded & {"normalise.pipeline", "bs4", "ftfy", "phonenumbers", "rapidfuzz", "structlog", "scrapy"}


def test_files_are_short_enough_to_read() -> None:
    files = [file for folder in CODE_FOLDERS for file in (ROOT / folder).glob("**/*.py")]
    assert files
    lengths = {file.relative_to(ROOT): len(file.read_text().splitlines()) for file in files}
    assert not {str(file): length for file, length in lengths.items() if length > MOST_LINES}
