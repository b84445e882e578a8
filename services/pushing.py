"""What a publisher pushes becomes a run of its source: archived, then read, gated and stored as any other."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import ValidationError

from records.errors import ConfigError, TalentfeedError
from records.pushed import PushedListing, PushedMany
from records.takedown import NO_CONTENT
from records.vocabulary import ListingStatus, RunState, SourceStatus
from services.push_faults import Fault, faults_of
from services.workspace import all_sources
from store.lease_names import harvest_lease
from store.repositories.pushes import Said
from store.run_book import next_run_id, settle

if TYPE_CHECKING:
    from pathlib import Path

    from records.run import RunReport
    from records.source import SourceConfig
    from services.workspace import Workspace

# Two requests for one source take turns.
_PATIENCE = timedelta(seconds=20)
_KEY_BYTES = 32


class PushRefusedError(TalentfeedError):
    """A push that changed nothing. `status` is HTTP's; `faults`: each field that is wrong; `same`: id → known id."""

    def __init__(
        self, message: str, *, status: int, code: str, faults: Sequence[Fault] = (), same: dict[str, str] | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.status, self.faults, self.same = status, faults, same or {}


@dataclass(frozen=True)
class Outcome:
    """One advert: `outcome` is created, updated, unchanged, deleted, taken_down, rejected, or held (by a gate)."""

    id: str
    outcome: str
    message: str = ""


@dataclass(frozen=True)
class PushReport:
    """A push that came in. `run`: its id; `state`: how the run ended; `message`: why its adverts wait, if they do."""

    run: str
    state: RunState
    message: str
    listings: list[Outcome] = field(default_factory=list)


def issue_key(ws: Workspace, source_id: str) -> str:
    """A new key of a pushed source, shown this once; the one before holds no longer. ConfigError for other sources."""
    _pushed_source(ws, source_id)
    key = f"tfk_{secrets.token_urlsafe(_KEY_BYTES)}"
    ws.store.pushes.put_key(source_id, _hash(key), ws.settings.clock())
    return key


def revoke_key(ws: Workspace, source_id: str) -> bool:
    """Take the key away; whether there was one."""
    return ws.store.pushes.revoke_key(source_id)


def is_key(ws: Workspace, source_id: str, key: str) -> bool:
    """Whether this is the source's key. As slow for a wrong one, and for a source that has none."""
    return compare_digest(ws.store.pushes.key_hash(source_id) or _hash(""), _hash(key)) and bool(key)


def push(ws: Workspace, source_id: str, body: bytes, *, url: str, content_type: str) -> PushReport:
    """Take in what was sent to `url`: one advert or several, all of them or (PushRefusedError) none.

    BusyError where another push or a takedown of the source goes on for long.
    """
    source, region = _open_source(ws, source_id)
    with _run(ws, source, region) as run:
        run.archive_and_read(body, url=url, method="POST", content_type=content_type)
        adverts = _checked(body)
        said = [Said(one.id, one.fingerprint, one.heading) for one in adverts]
        _refuse_known(ws, source_id, said)
        before = ws.store.listings.states(source_id)
        report = run.finish()
        return _reported(ws, report, said, {key: state.content_hash for key, state in before.items()})


def delete(ws: Workspace, source_id: str, key: str, *, url: str) -> PushReport:
    """The advert with this id of the sender is gone; PushRefusedError (404) for one that never came."""
    source, region = _open_source(ws, source_id)
    known = ws.store.listings.states(source_id).get(key)
    if known is None:
        raise PushRefusedError(f"there is no advert {key[:200]!r} of {source_id}", status=404, code="NOT_FOUND")
    if known.status is not ListingStatus.OPEN:
        ws.store.pushes.forget(source_id, key)
        return PushReport("", RunState.COMPLETE, "", [Outcome(key, "deleted", "it was closed already")])
    with _run(ws, source, region) as run:
        run.archive_and_read(b"", url=url, method="DELETE", content_type="")
        report = run.finish()
    ws.store.pushes.forget(source_id, key)
    return PushReport(report.id, report.state, report.message, [Outcome(key, "deleted")])


def _pushed_source(ws: Workspace, source_id: str) -> tuple[SourceConfig, Path]:
    for path, config in all_sources(ws.settings):
        if not isinstance(config, ConfigError) and config.id == source_id:
            if config.connector.type != "push":
                kind = config.connector.type
                message = f"{source_id} is fetched by `{kind}`: only a source of `connector: {{type: push}}` has a key"
                raise ConfigError(message, file=str(path), rule="push")
            return config, path
    raise ConfigError(f"there is no source {source_id}: `talentfeed source list` has all", rule="source")


def _open_source(ws: Workspace, source_id: str) -> tuple[SourceConfig, str]:
    from records.source_file import region_of

    try:
        source, path = _pushed_source(ws, source_id)
    except ConfigError as error:
        message = "this source takes no adverts at the moment: ask the operator"
        raise PushRefusedError(message, status=404, code="NO_SOURCE") from error
    if source.status not in (SourceStatus.ACTIVE, SourceStatus.PROBATION):
        message = f"this source is {source.status}: nothing was taken in; ask the operator"
        raise PushRefusedError(message, status=403, code="SOURCE_RESTING")
    return source, region_of(path)


class _Run:
    """One run that is being made of a request."""

    def __init__(self, ws: Workspace, source: SourceConfig, run_id: str, writer: Any) -> None:
        from spiders.connectors.registry import make_connector
        from spiders.harvest import Harvest
        from spiders.job import Job
        from spiders.previous import PreviousRun

        self._ws, self._source = ws, source
        self.finished = False
        job = Job(
            source=source,
            run_id=run_id,
            started_at=datetime.now(UTC),
            archive_url=ws.archive.root,
            user_agent=ws.settings.user_agent,
        )
        self._harvest = Harvest(job, make_connector(source.connector), writer, PreviousRun())

    def archive_and_read(self, body: bytes, *, url: str, method: str, content_type: str) -> None:
        """Archive the request's body, then read it: see `Harvest.page`."""
        from spiders.connectors.base import Follow
        from spiders.fetched import Fetched

        headers = [("content-type", content_type)] if content_type else []
        fetched = Fetched(url=url, status=200, body=body, headers=headers, method=method, status_line="HTTP/1.1 200 OK")
        step = "delete" if method == "DELETE" else "start"
        self._harvest.tally["requests"] += 1
        self._harvest.tally["bytes"] += len(body)
        self._harvest.page(fetched, Follow(url=url, step=step, method=method), 0)

    def finish(self) -> RunReport:
        """Write the manifest, then gate and store: the report as `normalise` gives it."""
        from normalise.stage import normalise

        report = self._harvest.finish()
        self.finished = True
        self._ws.store.runs.save(report)
        return normalise(
            self._source, self._ws.store, self._ws.archive, run_id=report.id, now=self._ws.settings.clock()
        )


@contextlib.contextmanager
def _run(ws: Workspace, source: SourceConfig, region: str) -> Iterator[_Run]:
    """A run under the source's lease. What is refused inside is no run, and nothing of it stays."""
    from records.run import RunReport

    ws.store.sources.put(source, region)
    with ws.store.leases.hold(harvest_lease(source.id), wait=_PATIENCE):
        settle(ws.store, ws.archive, source.id)
        ws.archive.delete_unfinished(source.id)
        run_id = next_run_id(ws.store, ws.archive, source.id)
        begun = RunReport(
            id=run_id,
            source_id=source.id,
            state=RunState.RUNNING,
            config_hash=source.config_hash,
            started_at=datetime.now(UTC),
        )
        ws.store.runs.save(begun)
        with ws.archive.writer(source.id, run_id) as writer:
            run = _Run(ws, source, run_id, writer)
            try:
                yield run
            finally:
                if not run.finished:
                    ws.store.runs.discard(run_id)


def _checked(body: bytes) -> list[PushedListing]:
    """The adverts of a request; PushRefusedError names every field that is wrong."""
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        message = f"the body is no JSON: {error}" if isinstance(error, ValueError) else "the body is nested too deeply"
        raise PushRefusedError(message, status=400, code="NOT_JSON") from None
    many = isinstance(sent, dict) and "listings" in sent
    try:
        adverts = PushedMany.model_validate(sent).listings if many else [PushedListing.model_validate(sent)]
    except ValidationError as error:
        faults = faults_of(error, sent)
        message = f"{len(faults)} field{'s' if len(faults) > 1 else ''} wrong: nothing was taken in"
        raise PushRefusedError(message, status=422, code="INVALID", faults=faults) from None
    _refuse_twice(adverts)
    return adverts


def _refuse_twice(adverts: list[PushedListing]) -> None:
    ids, first = set(), dict[str, str]()
    faults, same = [], {}
    for number, one in enumerate(adverts):
        if one.id in ids:
            faults.append(Fault(number, one.id, "id", "TWICE", "stands twice in this request", "send each advert once"))
        ids.add(one.id)
        for said in (one.fingerprint, one.heading):
            if first.setdefault(said, one.id) != one.id:
                same[one.id] = first[said]
    if faults:
        raise PushRefusedError("ids stand twice: nothing was taken in", status=422, code="INVALID", faults=faults)
    if same:
        raise PushRefusedError(_SAME, status=409, code="DUPLICATE", same=same)


_SAME = "an advert came before under another id: nothing was taken in; use the id it has, or delete that one first"


def _refuse_known(ws: Workspace, source_id: str, said: list[Said]) -> None:
    if same := ws.store.pushes.others(source_id, said):
        raise PushRefusedError(_SAME, status=409, code="DUPLICATE", same=same)


def _reported(ws: Workspace, report: RunReport, said: list[Said], before: dict[str, str]) -> PushReport:
    rejected = {one.key: one for one in ws.store.rejected.for_run(report.id)}
    if rejected and len(rejected) == len(said):
        faults = [
            Fault(number, one.key, rejected[one.key].field, rejected[one.key].code, rejected[one.key].message, "")
            for number, one in enumerate(said)
        ]
        raise PushRefusedError("no advert could be read", status=422, code="INVALID", faults=faults)
    after = ws.store.listings.states(report.source_id)
    outcomes = []
    for one in said:
        now, was = after.get(one.key), before.get(one.key)
        if one.key in rejected:
            outcomes.append(Outcome(one.key, "rejected", f"{rejected[one.key].field}: {rejected[one.key].message}"))
        elif not report.promoted:
            outcomes.append(Outcome(one.key, "held", report.message))
        elif now is None or now.content_hash == NO_CONTENT:
            outcomes.append(Outcome(one.key, "taken_down", "it was taken down: ask the operator"))
        else:
            word = "created" if was is None else "unchanged" if was == now.content_hash else "updated"
            outcomes.append(Outcome(one.key, word))
    if report.promoted:
        stored = {one.id for one in outcomes if one.outcome in ("created", "updated", "unchanged")}
        ws.store.pushes.put(report.source_id, [one for one in said if one.key in stored])
    return PushReport(report.id, report.state, "" if report.promoted else report.message, outcomes)


def listing_path(source_id: str, key: str) -> str:
    """Where the API has an advert."""
    return f"/v1/sources/{quote(source_id)}/listings/{quote(key, safe='')}"


def _hash(key: str) -> str:
    # Keys are 256 random bits: a slow hash would protect nothing more.
    return sha256(key.encode()).hexdigest()
