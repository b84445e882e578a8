"""The small languages of a declaration: JMESPath over JSON, linear patterns over addresses, templates of requests.

None of them can run code or wait: a JMESPath walks the record it is given, a pattern is of RE2 (linear time),
and a template only puts known words into the places that name them.
"""

import base64
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import quote

import jmespath
import re2
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, Field, JsonValue

# A document is XML turned to JSON, too, and no vendor's record needs a longer way than this.
_MOST_PIPES = 6
_PLACE = re.compile(r"\{([a-z]+(?:\.[A-Z0-9_]+)?)\}")
_NUMBERS = frozenset({"offset", "page"})
_NAME = re.compile(r'"((?:[^"\\]|\\.)*)"|\b([A-Za-z_]\w*)\b(?!\()')
_LITERAL = re.compile(r"`[^`]*`|'[^']*'")
SECRET_PREFIX = "TALENTFEED_SECRET_"  # noqa: S105 - the start of a variable's name


def _query(value: str) -> str:
    try:
        jmespath.compile(value)
    except JMESPathError as error:
        raise ValueError(f"is not a valid JMESPath: {' '.join(str(error).split())}") from None
    if len(re.findall(r"(?<!\|)\|(?!\|)", _LITERAL.sub("", value))) > _MOST_PIPES:
        raise ValueError(f"has more than {_MOST_PIPES} pipes: say it in fewer steps")
    return value


def _pattern(value: str) -> str:
    try:
        re2.compile(value, _options())
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        reason = reason.decode() if isinstance(reason, bytes) else reason
        raise ValueError(f"is not a valid pattern (RE2, without look-around): {reason}") from None
    return value


def check_pattern(value: str) -> str:
    """The pattern; ValueError says what is wrong with it."""
    return _pattern(value)


def _template(value: str) -> str:
    for name in places(value):
        if "." in name and name.partition(".")[0] not in ("secret", "basic"):
            raise ValueError(f"has a place {{{name}}}: with a dot there are only {{secret.NAME}} and {{basic.NAME}}")
    return value


Query = Annotated[str, AfterValidator(_query), Field(min_length=1, max_length=800)]
Pattern = Annotated[str, AfterValidator(_pattern), Field(min_length=1, max_length=400)]
Template = Annotated[str, AfterValidator(_template), Field(min_length=1, max_length=1000)]


@lru_cache(maxsize=4096)
def _compiled(query: str) -> Any:
    return jmespath.compile(query)


def ask(query: str | None, data: object) -> Any:
    """What a JMESPath gives; None for no query, and where the data are not of the form it expects."""
    if query is None:
        return None
    try:
        return _compiled(query).search(data)
    except (JMESPathError, RecursionError, ValueError, TypeError, AttributeError):
        return None


def names_in(query: str | None) -> set[str]:
    """Every field name that a JMESPath mentions."""
    bare = _LITERAL.sub(" ", query or "")
    return {quoted or plain for quoted, plain in _NAME.findall(bare)}


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options


@lru_cache(maxsize=512)
def _searcher(pattern: str) -> Any:
    return re2.compile(pattern, _options())


def groups_of(pattern: str, text: str) -> dict[str, str] | None:
    """The named groups where `pattern` stands in `text` ('' for one that took no part), None where it does not."""
    match = _searcher(pattern).search(text)
    return {name: value or "" for name, value in match.groupdict().items()} if match else None


def ends_of(pattern: str, text: str) -> Iterator[int]:
    """Where each occurrence of a pattern ends."""
    return (match.end() for match in _searcher(pattern).finditer(text))


def part_of(pattern: str, text: str) -> str:
    """The first group where `pattern` stands in `text`, '' where it does not."""
    match = _searcher(pattern).search(text)
    return (match.group(1) or "").strip() if match else ""


def stands_in(pattern: str, body: bytes) -> bool:
    """Whether a pattern stands anywhere in a body of UTF-8, or of an encoding with the same letters and signs."""
    return _searcher(pattern).search(body) is not None


def group_count(pattern: str) -> int:
    """How many groups a pattern has."""
    return int(_searcher(pattern).groups)


def group_names(pattern: str) -> set[str]:
    """The names of a pattern's groups."""
    return set(_searcher(pattern).groupindex)


def places(template: str) -> list[str]:
    """What the places of a template name."""
    return _PLACE.findall(template)


def filled(template: str, values: dict[str, str], *, in_address: bool = True) -> str:
    """The template with its places filled; names of secrets stay, for only the wire may know them."""

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name not in values:
            return match[0] if "." in name else ""
        # A key that is itself a path (`/job/Leeds/Cook_R1`) keeps its slashes.
        slash = "/" if name == "key" and values[name].startswith("/") else ""
        return quote(values[name], safe=f"%.-_~{slash}") if in_address else values[name]

    return _PLACE.sub(put, template)


def filled_body(body: JsonValue, values: dict[str, str]) -> JsonValue:
    """A JSON body with its places filled; one that is nothing but a number's place becomes a number."""
    if isinstance(body, dict):
        return {name: filled_body(value, values) for name, value in body.items()}
    if isinstance(body, list):
        return [filled_body(value, values) for value in body]
    if not isinstance(body, str):
        return body
    alone = _PLACE.fullmatch(body)
    text = filled(body, values, in_address=False)
    return int(text) if alone and alone[1] in _NUMBERS and text.isdecimal() else text


def revealed(text: str, environment: dict[str, str], *, in_address: bool = False) -> tuple[str, dict[str, str]]:
    """The text with its secrets, and each secret put in → its place. KeyError names a variable that is not set."""
    put: dict[str, str] = {}

    def reveal(match: re.Match[str]) -> str:
        kind, _, name = match[1].partition(".")
        if not name:
            return match[0]
        secret = environment.get(f"{SECRET_PREFIX}{name}", "")
        if not secret:
            raise KeyError(f"{SECRET_PREFIX}{name}")
        shown = base64.b64encode(f"{secret}:".encode()).decode() if kind == "basic" else secret
        put[shown] = match[0]
        put[secret] = f"{{secret.{name}}}"
        return quote(shown, safe="") if in_address else shown

    return _PLACE.sub(reveal, text), put
