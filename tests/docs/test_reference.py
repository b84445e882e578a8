"""The reference pages say what the code does, and the pages' examples work."""

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from docs.generate import ROOT, generated
from docs.generator.codes import documented, used
from docs.generator.notes import codes, fields
from docs.generator.sources import CONNECTORS, name_of
from records.draft import FIELD_NAMES
from records.platforms.known import shipped
from records.source import SourceConfig
from records.source_file import load_source

TEMPLATES = ROOT / "config" / "templates"
COUNCILS = ROOT / "config" / "README.md"
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "config").rglob("*.md")})
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def test_generated_pages_are_up_to_date() -> None:
    stale = [str(path.relative_to(ROOT)) for path, text in generated().items() if not _holds(path, text)]
    assert not stale, "run: python -m docs.generate"


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def test_every_code_of_the_source_is_explained_once() -> None:
    found = used()
    unexplained = {code: file for code, file in found.items() if code not in documented()}
    assert not unexplained, "add them to docs/generator/codes.tsv, then: python -m docs.generate"
    assert not documented() - set(found), "codes that nothing gives any more"
    assert len(documented()) == len(codes()), "a code stands in two groups"


def test_every_field_name_is_explained() -> None:
    assert tuple(fields()) == FIELD_NAMES


def _whole_sources(page: Path) -> list[str]:
    """The YAML blocks of a page that are whole source files, not pieces of one."""
    return [
        block for block in _BLOCK.findall(page.read_text(encoding="utf-8")) if re.search(r"^id:", block, re.MULTILINE)
    ]


def _load(text: str, folder: Path) -> SourceConfig:
    identity = YAML(typ="safe").load(text)["id"]
    file = folder / f"{identity}.yaml"
    file.write_text(text, encoding="utf-8")
    return load_source(file)


def test_the_councils_page_shows_a_good_file_of_every_connector(tmp_path: Path) -> None:
    loaded = [_load(block, tmp_path).connector.type for block in _whole_sources(COUNCILS)]
    assert loaded == [*(name_of(options) for options in CONNECTORS), shipped()[0]]


def test_pieces_of_yaml_fit_into_a_source_file(tmp_path: Path) -> None:
    pieces = [
        b for b in _BLOCK.findall(COUNCILS.read_text(encoding="utf-8")) if not re.search(r"^id:", b, re.MULTILINE)
    ]
    assert pieces
    plain = (TEMPLATES / "greenhouse.yaml").read_text(encoding="utf-8")
    for piece in pieces:
        _load(plain + piece, tmp_path)


def test_there_is_one_template_a_connector() -> None:
    names = {name_of(options) for options in CONNECTORS} | set(shipped())
    assert {file.stem for file in TEMPLATES.glob("*.yaml")} == names


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    """What is published for editors of source files."""
    published = json.loads((ROOT / "docs/reference/schemas/source.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published)


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("*.yaml")), ids=lambda file: file.stem)
def test_templates_load_and_fit_the_published_schema(
    file: Path, schema: jsonschema.Draft202012Validator, tmp_path: Path
) -> None:
    data = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    copied = tmp_path / f"{data['id']}.yaml"
    shutil.copy(file, copied)
    assert load_source(copied).connector.type == file.stem
    schema.validate(data)


def _anchors(page: Path) -> set[str]:
    found = set()
    for heading in _HEADING.findall(page.read_text(encoding="utf-8")):
        plain = heading.replace("`", "").lower().replace(" ", "-")
        found.add("".join(c for c in plain if c.isalnum() or c in "-_"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    broken = []
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert not broken


_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_FOLDERS = (
    "records|reference|formats|store|spiders|normalise|dedupe|search_index|portal|cli|tests|docs|dags|deploy|examples"
)
_PATH = re.compile(rf"`((?:{_FOLDERS}|bench|tools|config)/[\w./-]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_tests_and_files_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    wrong = [
        f"{file}::{name}"
        for file, name in _TEST.findall(text)
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    wrong += [path for path in _PATH.findall(text) if not (ROOT / path).exists()]
    assert not wrong
