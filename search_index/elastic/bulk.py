"""Bulk writes to Elasticsearch: every item's answer is read, and its fate decided by itself."""

import json
import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from records.errors import PublishError
from search_index.elastic.client import BUSY, FORBIDDEN, translated
from search_index.interface import BatchResult, Operation, Refusal

MAX_BYTES = 8_000_000
ATTEMPTS = 6
FIRST_PAUSE, MAX_PAUSE = 0.25, 8.0
CONFLICT, NOT_FOUND = 409, 404
ANSWER = ["items.*._id", "items.*.status", "items.*.error"]
# Faults of the index and not of the item, whatever status they come with.
INDEX_FAULTS = frozenset({"index_not_found_exception", "cluster_block_exception", "unavailable_shards_exception"})


def bulk(client: Elasticsearch, alias: str, batch: Sequence[Operation], *, repair: bool) -> BatchResult:
    """Write a batch through a write alias that must exist. PublishError when items stay undecided."""
    result = BatchResult()
    for part in _parts(batch):
        _write(client, alias, part, result, "external_gte" if repair else "external")
    return result


def _write(client: Elasticsearch, alias: str, waiting: list[Operation], result: BatchResult, version_type: str) -> None:
    pause = FIRST_PAUSE
    for attempt in range(1, ATTEMPTS + 1):
        last = attempt == ATTEMPTS
        try:
            waiting, error = _send(client, alias, waiting, result, version_type)
        except PublishError as failure:
            if last or not failure.retryable:
                raise
        else:
            if not waiting:
                return
            if last:
                raise PublishError(
                    f"Elasticsearch did not take {len(waiting)} items in {ATTEMPTS} tries ({error}); publish again",
                    index=alias,
                    item=waiting[0].id,
                    code="INDEX_BUSY",
                    retryable=True,
                )
            result.retried += len(waiting)
        # Jitter: several publishers of one cluster must not come back at the same moment.
        time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311
        pause = min(2 * pause, MAX_PAUSE)


def _send(
    client: Elasticsearch, alias: str, batch: list[Operation], result: BatchResult, version_type: str
) -> tuple[list[Operation], str]:
    """One request: what has to be sent again, and why."""
    with translated(alias):
        # Lines that are JSON already are sent as they are, which the client can do and its types do not say.
        lines: Any = list(_lines(batch, version_type))
        answer = client.bulk(index=alias, operations=lines, require_alias=True, filter_path=ANSWER)
    items = answer["items"]
    if len(items) != len(batch):
        raise PublishError(f"Elasticsearch answered {len(items)} of {len(batch)} items", index=alias, retryable=True)
    again: list[Operation] = []
    why = ""
    for operation, item in zip(batch, items, strict=True):
        (outcome,) = item.values()
        if not _settle(operation, outcome, result, alias):
            again.append(operation)
            why = _reason(outcome)
    return again, why


def _settle(operation: Operation, outcome: dict[str, Any], result: BatchResult, alias: str) -> bool:
    """Count one item; False when it has to be sent again."""
    status = outcome["status"]
    fault = _fault(outcome)
    if status in BUSY or fault == "cluster_block_exception":
        return False
    if fault in INDEX_FAULTS or status in FORBIDDEN:
        raise PublishError(
            f"the index cannot be written: {_reason(outcome)}; publish again",
            index=alias,
            item=operation.id,
            retryable=status not in FORBIDDEN,
        )
    if operation.source is None and status in (200, NOT_FOUND):
        result.deleted += 1
    elif status in (200, 201):
        result.indexed += 1
    elif status == CONFLICT:
        result.stale += 1
    else:
        result.refused.append(Refusal(operation.id, operation.version, status, _reason(outcome)))
    return True


def _fault(outcome: dict[str, Any]) -> str:
    error = outcome.get("error")
    return str(error.get("type", "")) if isinstance(error, dict) else ""


def _reason(outcome: dict[str, Any]) -> str:
    """What Elasticsearch says, in a bounded length: it may quote the whole document."""
    error = outcome.get("error")
    if not isinstance(error, dict):
        return str(error or outcome["status"])[:1000]
    cause = error.get("caused_by", {}).get("reason", "")
    return f"{error.get('type')}: {error.get('reason')} {cause}".strip()[:1000]


def _parts(batch: Sequence[Operation]) -> Iterator[list[Operation]]:
    """The batch in requests of a size that every server takes."""
    part: list[Operation] = []
    size = 0
    for operation in batch:
        weight = len(operation.source or b"")
        if part and size + weight > MAX_BYTES:
            yield part
            part, size = [], 0
        part.append(operation)
        size += weight
    if part:
        yield part


def _lines(batch: list[Operation], version_type: str) -> Iterator[bytes]:
    for operation in batch:
        about = {"_id": operation.id, "version": operation.version, "version_type": version_type}
        name = "delete" if operation.source is None else "index"
        yield json.dumps({name: about}).encode()
        if operation.source is not None:
            yield operation.source
