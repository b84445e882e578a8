"""What a table cannot say about where the records stand: code by name. Only a shipped declaration may name one."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

# Groups of groups: a JMESPath does not know how deep they go.
_GROUPS = ("departments", "offices")


def jobs_in_groups(root: Any) -> list[Any] | None:
    """`jobs` of the document, else those of its departments or offices, at any depth, each once."""
    if not isinstance(root, dict):
        return None
    if isinstance(root.get("jobs"), list):
        return list(root["jobs"])
    return next((nested_jobs(groups) for name in _GROUPS if isinstance(groups := root.get(name), list)), None)


def nested_jobs(groups: list[Any]) -> list[Any]:
    """The jobs of groups and of the groups in them; a job that stands in several is taken once."""
    return list(_walk(groups))


def _walk(groups: list[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    waiting = list(reversed(groups))
    while waiting:
        group = waiting.pop()
        if not isinstance(group, dict):
            continue
        for job in group.get("jobs") or []:
            mark = str(job.get("id")) if isinstance(job, dict) else repr(job)
            if mark not in seen:
                seen.add(mark)
                yield job
        for name in ("children", "departments"):
            if isinstance(inner := group.get(name), list):
                waiting.extend(reversed(inner))


RECORDS: Mapping[str, Callable[[Any], list[Any] | None]] = {"jobs_in_groups": jobs_in_groups}
