"""Words about codes and fields that no docstring holds: `codes.tsv` and `fields.tsv` beside this file."""

from pathlib import Path

_HERE = Path(__file__).parent
GROUPS = {
    "run": "How a run ended, or what is odd about it",
    "page": "Pages that could not be had or read",
    "record": "Records that did not become listings",
    "field": "Fields of a listing that could not be read (`issues`)",
    "error": "What ends a command",
}
# Strings of the same form that are no codes of ours: vocabularies of others and names of settings.
NOT_CODES = frozenset(
    {
        "DATE_ORDER", "PREFER_DAY_OF_MONTH", "RELATIVE_BASE", "REQUIRE_PARTS", "RETURN_AS_TIMEZONE_AWARE",
        "FULL_TIME", "PART_TIME", "POUND", "POUNDS", "STERLING", "DOLLAR", "DOLLARS", "EURO", "EUROS",
        "DOWNLOAD_DELAY", "DOWNLOAD_HANDLERS", "DOWNLOAD_MAXSIZE", "USER_AGENT", "PYTHONPATH", "PYTEST_CURRENT_TEST",
        "TALENTFEED_ALLOW_LOOPBACK", "TALENTFEED_CONFIG_DIR", "SQLITE_BUSY", "SQLITE_LOCKED",
        "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "STORE_FAILED",
        "MOST_KEY_CHARACTERS", "PYDANTIC_DISABLE_PLUGINS",
    }
)  # fmt: skip


def _lines(name: str) -> list[list[str]]:
    text = (_HERE / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def codes() -> list[tuple[str, str, str, str]]:
    """Group, code, what happened, what to do."""
    return [(group, code, what, todo) for group, code, what, todo in _lines("codes.tsv")]


def fields() -> dict[str, tuple[str, str]]:
    """Draft name → what to put there, example."""
    return {name: (what, example) for name, what, example in _lines("fields.tsv")}
