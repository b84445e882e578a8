"""What stops the YAML parser, in words that name the line a person must look at, not where the parser gave up."""

import re

from ruamel.yaml.error import MarkedYAMLError

_QUOTED = "quoted scalar"
_WITHOUT_COLON = re.compile(r"^\s*(?:- )?[A-Za-z_][\w-]*(?:\s+\S.*)?$")
_KEY = re.compile(r"^\s*(?:- )?[\w'\"-]+\s*:(?:\s|$)")
# A value that starts so must stand in quotes.
_NEEDS_QUOTES = re.compile(r":\s+([@`%][^\s#]*)")


def yaml_fault(error: Exception, text: str) -> tuple[int, str]:  # noqa: PLR0911 - one mistake a line
    """(line from 1, what to do) of what a parser raised."""
    lines = text.splitlines()
    problem = getattr(error, "problem", None) if isinstance(error, MarkedYAMLError) else None
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    opened = getattr(error, "context_mark", None)
    at = mark.line + 1 if mark else 1
    if problem and "\\t" in problem:
        return at, "indent with spaces, not with a tab"
    if open_quote := _open_quote(lines):
        return open_quote, (
            "opens a quote that is never closed: close it, or put the whole text into the other sort of quotes"
        )
    if _QUOTED in (getattr(error, "context", None) or ""):
        return (opened.line + 1 if opened else at), (
            "opens a quote that is never closed: close it, or put the whole text into the other sort of quotes"
        )
    if at <= len(lines) and (sign := _NEEDS_QUOTES.search(lines[at - 1])):
        return at, f'put it into quotes: "{sign[1]}"'
    if problem and "expected ':'" in problem and opened and opened.line < len(lines):
        return opened.line + 1, _no_colon(lines[opened.line])
    if problem and "not allowed here" in problem and (missing := _line_without_colon(lines, at)):
        return missing, _no_colon(lines[missing - 1])
    hint = "check the indentation and put texts that hold ': ' or '#' into quotes"
    return at, f"{problem or 'unreadable characters'}; {hint}"


def _no_colon(line: str) -> str:
    word = line.strip().removeprefix("- ").split(" ")[0]
    if ":" in word and not word.endswith(":"):
        key, _, value = word.partition(":")
        return f"there is no space behind the colon: write `{key}: {value}`"
    return f"there is no colon behind `{word}`: write `{word}: …`, with a space behind the colon"


def _line_without_colon(lines: list[str], at: int) -> int:
    """The line above that is a word where a key should be, from 1; 0 where there is none."""
    for number in range(min(at, len(lines)) - 1, 0, -1):
        line = lines[number - 1]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        return number if not _KEY.match(line) and _WITHOUT_COLON.match(line) else 0
    return 0


def _open_quote(lines: list[str]) -> int:
    """The first line, from 1, whose value begins with a quote that its line does not close; 0 where there is none."""
    for number, line in enumerate(lines, start=1):
        match = re.match(r"^\s*(?:- )?(?:[\w.-]+\s*:\s+)?(?P<quote>[\"'])(?P<rest>.*)$", line)
        if match and not _closes(match["rest"], match["quote"]):
            return number
    return 0


def _closes(rest: str, quote: str) -> bool:
    if quote == "'":
        return rest.replace("''", "").count("'") > 0
    return re.search(r'(?<!\\)(?:\\\\)*"', rest) is not None
