"""errors.md, and the search for codes in the source that the test of the page uses."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from docs.generator.markdown import page, table
from docs.generator.notes import GROUPS, NOT_CODES, codes
from records import errors
from records.errors import TalentfeedError
from records.faults import fault_of_code
from records.vocabulary import RunState

ROOT = Path(errors.__file__).parents[1]
# Where codes are given: the settings of Scrapy, in one file of their own, look alike.
ROOMS = ("formats", "spiders", "normalise", "store", "search_index")
# Codes that several rooms give.
SHARED = ("records/disk.py", "records/run.py")
LEFT_OUT = frozenset({"crawler_settings.py", "scrapy_names.py"})
# Of records and their fields nothing ends.
_CAN_PASS = frozenset({"run", "page", "error"})
_CODE = re.compile(r"[A-Z]{2,}(?:_[A-Z]+)+")

_STATES = {
    RunState.COMPLETE: "Every page was read, and the source's own total is met. Only such a run may expire listings.",
    RunState.PARTIAL: "Some pages are missing. What was read is used; nothing expires.",
    RunState.CAPPED: "A limit of the source file was reached. What was read is used; nothing expires.",
    RunState.QUARANTINED: "A gate held it back. It is kept, the last good listings stay, and a person decides.",
    RunState.FAILED: "Nothing of it is used. The last good listings stay.",
    RunState.RUNNING: "It goes on.",
    RunState.CRASHED: "It was killed before it could say how it ended. Nothing of it is used; what was good stays.",
}
_NEXT = {
    RunState.COMPLETE: "Nothing.",
    RunState.PARTIAL: "Read its reason; usually the next run mends it.",
    RunState.CAPPED: "Raise the limit or narrow the source.",
    RunState.QUARANTINED: "`talentfeed run-show RUN`, then `talentfeed approve RUN`, or mend and harvest again.",
    RunState.FAILED: "Read its reason, mend, `talentfeed harvest SOURCE`.",
    RunState.RUNNING: "Wait.",
    RunState.CRASHED: "`talentfeed harvest SOURCE`; if it happens again, look for want of memory.",
}


def errors_page() -> str:
    """States of runs, the tree of errors with exit codes, and every code."""
    intro = (
        "Codes are stable: alert on them, not on messages. `talentfeed runs` shows a run's state and reason, "
        "`talentfeed run-show RUN` its warnings and rejected records. A reason `HTTP_404`, `HTTP_503` and so on is "
        "the status a page was answered with. Where a code is the reason why nothing came of a run or a command, its "
        "fault is *passing* (Airflow tries again by itself) or *lasting* (it fails at once; a person has to look). "
        "`HTTP_408`, `HTTP_425`, `HTTP_429` and `HTTP_5…` are passing, all other statuses lasting."
    )
    states = table(("state", "meaning", "next"), ((f"`{s.value}`", _STATES[s], _NEXT[s]) for s in RunState))
    parts = [f"## States of a run\n\n{states}", f"## Errors and exit codes\n\n{_tree()}"]
    for group, heading in GROUPS.items():
        parts.append(f"## {heading}\n\n{_codes_of(group)}")
    return page("Errors, reasons and exit codes", intro, *parts)


def _codes_of(group: str) -> str:
    lines = [line for line in codes() if line[0] == group]
    if group not in _CAN_PASS:
        return table(
            ("code", "what happened", "what to do"), ((f"`{code}`", what, todo) for _, code, what, todo in lines)
        )
    head = ("code", "what happened", "what to do", "fault")
    return table(head, ((f"`{code}`", what, todo, fault_of_code(code).value) for _, code, what, todo in lines))


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
    return {code: str(file.relative_to(ROOT)) for file in _files() for code in _codes(file)}


def _files() -> Iterator[Path]:
    yield from (ROOT / file for file in SHARED)
    for room in ROOMS:
        yield from (file for file in sorted((ROOT / room).rglob("*.py")) if file.name not in LEFT_OUT)


def _codes(file: Path) -> Iterator[str]:
    known = documented()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        # One word alone may be anything; with an underline it is a code, unless it is known to be none.
        if isinstance(text, str) and (text in known or (_CODE.fullmatch(text) and text not in NOT_CODES)):
            yield text
