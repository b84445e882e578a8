"""Every option, key, setting and column is read by something and changes what comes out, or it is said why not.

A name without a case fails here: add a row to the table of its sort, with two values and what is seen with each.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.fleet import columns, later, names, options, rules, settings, source_keys
from tests.fleet.case import Bench, Case

SORTS: dict[str, tuple[set[str], dict[str, Case], dict[str, str]]] = {
    "option of a connector": (set(names.option_names()), options.OPTIONS, options.NO_EFFECT),
    "key of a source file": (set(names.source_names()), source_keys.KEYS, source_keys.NO_EFFECT),
    "name in `defaults`": (set(names.rule_names()), rules.DEFAULTS, rules.NO_EFFECT),
    "name in `lookups`": (set(names.rule_names()), rules.LOOKUPS, rules.NO_EFFECT),
    "setting": (set(names.setting_names()), settings.SETTINGS, settings.NO_EFFECT),
    "column of a shipped table": (set(names.column_names()), columns.COLUMNS, columns.NO_EFFECT),
}
for _sort, _cases in later.LATER.items():
    _known, _given, _ = SORTS[_sort]
    _given.update({name: case for name, case in _cases.items() if name in _known})
EACH = [(sort, name) for sort, (_, cases, _) in SORTS.items() for name in cases]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(tmp_path, stack)


@pytest.mark.parametrize("sort", SORTS)
def test_every_name_has_a_case_or_a_reason(sort: str) -> None:
    known, cases, reasons = SORTS[sort]
    assert known, "the walk found nothing"
    missing = sorted(known - set(cases) - set(reasons))
    assert not missing, (
        f"{sort} without a case: {', '.join(missing)}. Add a row to tests/fleet with two values and what is seen "
        "with each, so that it cannot be a promise that nothing keeps; or a reason to NO_EFFECT"
    )
    stale = sorted((set(cases) | set(reasons)) - known)
    assert not stale, f"tests/fleet names what is no {sort} any more: {', '.join(stale)}"
    assert not [name for name, reason in reasons.items() if len(reason) < 15], "a reason says why"


@pytest.mark.parametrize(("sort", "name"), EACH, ids=[f"{sort}: {name}" for sort, name in EACH])
def test_it_changes_what_comes_out(bench: Bench, sort: str, name: str) -> None:
    _, cases, reasons = SORTS[sort]
    case = cases[name]
    same = case.see(bench, case.one) == case.see(bench, case.other)
    if name in reasons:
        assert same, f"{name} has an effect now: take it out of NO_EFFECT"
    else:
        assert not same, f"{sort} `{name}`: {case.one!r} and {case.other!r} come to the same"


def test_observing_twice_is_the_same(bench: Bench) -> None:
    """A case whose outcome differs by itself proves nothing."""
    for sort in ("option of a connector", "name in `defaults`", "name in `lookups`"):
        for name, case in SORTS[sort][1].items():
            assert case.see(bench, case.one) == case.see(bench, case.one), name


def test_the_walk_sees_what_is_inside() -> None:
    assert {"csv.delimiter", "selectors.detail.fields", "rss.encoding"} <= SORTS["option of a connector"][0]
    assert {"publisher.name", "politeness.max_pages", "defaults", "status"} <= SORTS["key of a source file"][0]
    assert {"aliases.csv:aliases", "towns.tsv.gz:population", "boundaries.json.gz"} <= SORTS[
        "column of a shipped table"
    ][0]
