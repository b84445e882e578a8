"""errors.md, and the search for codes in the source that the test of the page uses."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from docs.generator.markdown import page, table
from docs.generator.notes import GROUPS, NOT_CODES, codes
from records import errors
from records.errors import TalentfeedError
from records.vocabulary import RunState

PACKAGE = Path(errors.__file__).parents[1]
# Where codes are given: the settings of Scrapy, in one file of their own, look alike.
ROOMS = ("spiders", "normalise", "store", "search_index")
LEFT_OUT = frozenset({"crawler_settings.py"})
_CODE = re.compile(r"[A-Z]{2,}(?:_[A-Z]+)+")

_STATES = {
    RunState.COMPLETE: "Every page was read, and the source's own total is met. Only such a run may expire listings.",
    RunState.PARTIAL: "Some pages are missing. What was read is used; nothing expires.",
    RunState.CAPPED: "A limit of the source file was reached. What was read is used; nothing expires.",
    RunState.QUARANTINED: "A gate held it back. It is kept, the last good listings stay, and a person decides.",
    RunState.FAILED: "Nothing of it is used. The last good listings stay.",
}
_NEXT = {
    RunState.COMPLETE: "Nothing.",
    RunState.PARTIAL: "Read its reason; usually the next run mends it.",
    RunState.CAPPED: "Raise the limit or narrow the source.",
    RunState.QUARANTINED: "`talentfeed run-show RUN`, then `talentfeed approve RUN`, or mend and harvest again.",
    RunState.FAILED: "Read its reason, mend, `talentfeed harvest SOURCE`.",
}


def errors_page() -> str:
    """States of runs, the tree of errors with exit codes, and every code."""
    intro = (
        "Codes are stable: alert on them, not on messages. `talentfeed runs` shows a run's state and reason, "
        "`talentfeed run-show RUN` its warnings and rejected records. A reason `HTTP_404`, `HTTP_503` and so on is "
        "the status a page was answered with."
    )
    states = table(("state", "meaning", "next"), ((f"`{s.value}`", _STATES[s], _NEXT[s]) for s in RunState))
    parts = [f"## States of a run\n\n{states}", f"## Errors and exit codes\n\n{_tree()}"]
    notes = codes()
    for group, heading in GROUPS.items():
        rows = [(f"`{code}`", what, todo) for of, code, what, todo in notes if of == group]
        parts.append(f"## {heading}\n\n{table(('code', 'what happened', 'what to do'), rows)}")
    return page("Errors, reasons and exit codes", intro, *parts)


def _tree() -> str:
    # Other rooms have errors of their own once they are loaded; the page is of the shared tree.
    own = [kind for kind in TalentfeedError.__subclasses__() if kind.__module__ == TalentfeedError.__module__]
    kinds: list[type[TalentfeedError]] = [TalentfeedError, *own]
    rows = [(f"`{k.__name__}`", f"`{k.code}`", str(k.exit_code), (k.__doc__ or "").splitlines()[0]) for k in kinds]
    return table(("error", "code", "exit code", "meaning"), rows) + "\n\nExit code 0: done."


def documented() -> set[str]:
    """Every code of the page."""
    return {code for _, code, _, _ in codes()}


def used() -> dict[str, str]:
    """Code → a file that gives it."""
    return {code: str(file.relative_to(PACKAGE)) for file in _files() for code in _codes(file)}


def _files() -> Iterator[Path]:
    for room in ROOMS:
        yield from (file for file in sorted((PACKAGE / room).rglob("*.py")) if file.name not in LEFT_OUT)


def _codes(file: Path) -> Iterator[str]:
    known = documented()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        # One word alone may be anything; with an underline it is a code, unless it is known to be none.
        if isinstance(text, str) and (text in known or (_CODE.fullmatch(text) and text not in NOT_CODES)):
            yield text
