"""Words are data: what adverts say stands in `records/words/data`, not in the code that reads it.

A list or an alternation of more than a dozen words in a stage's code fails here. Names that a format, a library or our
own schema gives are no vocabulary: those are in `NAMES`, each with its reason, by the file's name and the variable.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("formats", "spiders", "normalise", "dedupe")
MOST = 12

_OUR_FIELDS = "fields of our own schema"
_FORMAT = "names that the format gives"
_HTML = "elements of HTML"
_SHAPE = "the form of a number, a date or a reference, in which a few words stand"
_OUR_CODE = "names of our own modules and options, or of a library's"
NAMES = {
    "content_hash.FIRST_FORM": _OUR_FIELDS,
    "draft_rules.PLACE_PARTS": _OUR_FIELDS,
    "feed._SIGNALS": _OUR_FIELDS,
    "fields._PLAIN": _OUR_FIELDS,
    "fields._WITH": _OUR_FIELDS,
    "quality.quality_of": _OUR_FIELDS,
    "judging._WORTH": _OUR_FIELDS,
    "roles._wanted": _OUR_FIELDS,
    "detecting._BECAUSE": "sentences, one a connector",
    "schema_parts._SCHEMES": "names of official registers, as schema.org and we call them",
    "feed._RECORDS": "names of elements that hold a record, in formats that nobody has defined",
    "greenhouse_job._KNOWN": _FORMAT,
    "rss._LINKS": _FORMAT,
    "rss._OWN_IDS": _FORMAT,
    "rss_item._IGNORED": _FORMAT,
    "rss_item._SECTIONS": _FORMAT,
    "schema_org.IGNORED": _FORMAT,
    "schema_org._description": _FORMAT,
    "tribepad_job._KNOWN": _FORMAT,
    "tribepad_xml._CODES": _FORMAT,
    "tribepad_xml._STAFF": _FORMAT,
    "types.EVENTS": _FORMAT,
    "xcri_nodes._HEADINGS": _FORMAT,
    "xcri_runs._MODES": _FORMAT,
    "feed.NAMESPACES": _FORMAT,
    "feed._MARKUP": _HTML,
    "html.ALLOWED_TAGS": _HTML,
    "html._BLOCKS": _HTML,
    "slots._TAGS": _HTML,
    "cleaning._blanked": _SHAPE,
    "identity._OTHERS": _SHAPE,
    "title._MONEY": _SHAPE,
    "title._REFERENCE": _SHAPE,
    "words._NICKNAMES": "each counts in a certain place of the text only",
    "crawler_settings.crawler_settings": _OUR_CODE,
    "registry._MODULES": _OUR_CODE,
    "server.PRELOADED": _OUR_CODE,
}

_WORD = re.compile(r"[^\W\d_]{2,}")
# What is in an expression and no word: escapes, names of groups, sets of characters.
_SIGNS = re.compile(r"\\.|\(\?(?:P<\w+>|[:=!]|<[=!]|\w+[:)])|\[[^\]]*\]")


def _words_in(text: str) -> int:
    """The words of a text between bars; one for any other text that has a word."""
    parts = text.split("|")
    if len(parts) == 1:
        return int(_WORD.search(text) is not None)
    return sum(_WORD.search(_SIGNS.sub(" ", part)) is not None for part in parts)


def _texts(node: ast.AST) -> list[str]:
    """The texts within a node, without those that are put into an f-string: they are names of files of words."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    children = () if isinstance(node, ast.FormattedValue) else ast.iter_child_nodes(node)
    return [text for child in children for text in _texts(child)]


def _count(node: ast.AST) -> int:
    """The words that one literal holds: a list, a table, a text that is split, an alternation."""
    if isinstance(node, ast.List | ast.Set | ast.Tuple | ast.Dict):
        return sum(map(_words_in, _texts(node)))
    if isinstance(node, ast.JoinedStr):
        return _words_in("".join(_texts(node)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        return sum(len(text.split()) for text in _texts(node.func.value))
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "|" in node.value:
        return _words_in(node.value)
    return 0


def _largest(statement: ast.AST) -> int:
    """The words of the largest literal of a statement; docstrings are none."""
    documented = isinstance(statement, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return 0
    most = 0 if documented else _count(statement)
    return max([most, *(_largest(child) for child in ast.iter_child_nodes(statement))])


def _vocabularies(source: str) -> Iterator[tuple[str, int]]:
    """(variable or function, words) of each statement at the top of a module with a literal of too many words."""
    for statement in ast.parse(source).body:
        most = _largest(statement)
        if most > MOST:
            yield _name(statement), most


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    if isinstance(statement, ast.AnnAssign):
        return ast.unparse(statement.target)
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return statement.name
    return f"line {statement.lineno}"


def _vocabularies_of_stages() -> dict[str, int]:
    files = [file for room in ROOMS for file in sorted((ROOT / room).glob("**/*.py"))]
    assert len(files) > 100, "the check must have read the code"
    return {f"{file.stem}.{name}": most for file in files for name, most in _vocabularies(file.read_text("utf-8"))}


def test_no_stage_holds_a_vocabulary() -> None:
    unknown = {name: words for name, words in _vocabularies_of_stages().items() if name not in NAMES}
    assert not unknown, "put the words into a file of records/words/data, or name the list in NAMES with its reason"


def test_every_exception_is_still_one() -> None:
    assert not NAMES.keys() - _vocabularies_of_stages().keys()


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        (f"A = {[f'word{chr(97 + n)}' for n in range(13)]}", True),
        (f"A = {[f'word{chr(97 + n)}' for n in range(12)]}", False),
        (f"A = frozenset({{{', '.join(repr('w' * (n + 2)) for n in range(13))}}})", True),
        (f"A = re.compile(r'\\b(?:{'|'.join('w' * (n + 2) for n in range(13))})\\b')", True),
        (f"A = '{' '.join('w' * (n + 2) for n in range(13))}'.split()", True),
        (f"A = {{'key': ('one', 'two'), 'other': {[f'word{chr(97 + n)}' for n in range(10)]}}}", True),
        (f"def a():\n    return text in {[f'word{chr(97 + n)}' for n in range(13)]}", True),
        (f"def a():\n    '''{'|'.join('word' * (n + 1) for n in range(13))}'''", False),
        (r"A = re.compile(r'\d{1,2}|\d{3}|\d{4}|[a-z]|[b-z]|[c-z]|[d-z]|\w|\w+|\s|\S|a|b|c|d|e')", False),
    ],
)
def test_the_check_sees(source: str, seen: bool) -> None:
    assert bool(list(_vocabularies(source))) is seen
