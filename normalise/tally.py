"""What one run's payloads come to: new, changed, unchanged, rejected, withdrawn; kept while they stream by."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from normalise.absence import Unread
from normalise.fill import FILL_FIELDS, is_filled
from normalise.mappers.base import Fields
from normalise.versions import known_key, reading_version
from records.errors import RecordError
from records.listing import Advert, Listing
from records.payload import PageRecord, Payload, Rejected
from records.source import SourceConfig
from records.takedown import Rules
from records.url_keys import former_keys
from records.vocabulary import ListingStatus
from store import ListingState

# A payload larger than this is kept in the archive only; the rejected row holds its beginning.
_EXCERPT_CHARS = 20_000
# The problem by which a connector says that a page holds what has changed, not all there is.
SENDS_CHANGES = "DELTA"


@dataclass
class Tally:
    """Running totals of one run.

    `delta`: the source itself said that it sends changes only. `again`: read what did not change, too.
    `rules`: takedowns; what one of them names is met, and no more.
    `seen`: ids of stored listings met unchanged, or met though they could not be read; `met`: all keys met.
    """

    source: SourceConfig
    states: Mapping[str, ListingState]
    now: datetime
    again: bool = False
    rules: Rules = field(default_factory=Rules)
    upserts: list[Listing] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    unchanged_ids: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    unread: Unread = field(default_factory=Unread)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    taken_down: int = 0
    closed_on_arrival: int = 0
    untaken: dict[str, int] = field(default_factory=dict)
    delta: bool = False
    reading: str = ""
    _unnamed: list[tuple[Rejected, Sequence[str]]] = field(default_factory=list)
    _readings: dict[str, str] = field(default_factory=dict)
    _filled: dict[str, int] = field(default_factory=dict)
    _counted: int = 0

    def add(self, payload: Payload) -> None:
        """Count one payload, and read it if it or the way it is read has changed."""
        own_key = not payload.keyless
        payload = self._as_known(payload)
        if payload.key in self.met:
            self.duplicate += 1
            return
        self.met.add(payload.key)
        if self.rules.of_key(self.source, payload.key):
            self.taken_down += 1
            return
        if payload.withdrawn:
            self.withdrawn.append(f"{self.source.id}:{payload.key}")
            return
        self.reading = self._reading_of(payload.format)
        state = self.states.get(payload.key)
        if (
            not self.again
            and state
            and state.payload_sha256 == payload.sha256
            and state.reading_version == self.reading
        ):
            self._same(state)
            return
        try:
            listing, fields = _read(payload, self.source, self.now)
        except RecordError as error:
            record = _rejected(payload, error)
            self.rejected.append(record)
            self.unread.add(record, state, own_key=own_key)
            return
        if self.rules.of_listing(listing):
            self.taken_down += 1
            return
        self._note_untaken(fields)
        self._read(listing, state)

    def add_problems(self, page: PageRecord, run_id: str) -> None:
        """Count the records of a page that could not be read at all."""
        problems: Any = page.extraction.get("problems", ())
        for problem in problems:
            self.delta = self.delta or problem.get("code") == SENDS_CHANGES
            if not problem.get("record"):
                continue
            record = Rejected(
                source_id=self.source.id,
                run_id=run_id,
                key="",
                code=problem["code"],
                message=problem["message"],
                page_url=page.url,
                payload=problem.get("excerpt", "")[:_EXCERPT_CHARS],
            )
            self._unnamed.append((record, problem.get("keys", ())))

    def name_unread(self) -> None:
        """Tell which listings the records are that could not be read, once all that could be are met."""
        for record, keys in self._unnamed:
            self.rejected.append(self.unread.name(record, keys, self.states, self.met))
        self._unnamed.clear()
        self.seen += self.unread.told

    def count_fill(self, adverts: Iterator[Advert]) -> None:
        """Count which fields these listings have."""
        for advert in adverts:
            self._counted += 1
            for name in {*FILL_FIELDS, *self.source.expectations.fill}:
                self._filled[name] = self._filled.get(name, 0) + is_filled(advert, name)

    def fill(self) -> dict[str, float]:
        """Field → share 0..1 of the listings counted."""
        order = [*FILL_FIELDS, *sorted(self._filled.keys() - set(FILL_FIELDS))]
        return {name: round(self._filled[name] / self._counted, 4) for name in order if name in self._filled}

    @property
    def listings(self) -> int:
        """Payloads that are listings, whatever happened to them."""
        return self.new + self.changed + self.unchanged

    def _reading_of(self, payload_format: str) -> str:
        if payload_format not in self._readings:
            self._readings[payload_format] = reading_version(payload_format, self.source)
        return self._readings[payload_format]

    def _as_known(self, payload: Payload) -> Payload:
        """The payload under the key that its listing has, where an earlier form of it had another."""
        if payload.key in self.states:
            return payload
        formers = (known_key(payload, self.source), *former_keys(payload.key, payload.url, self.source.was_at))
        known = next((former for former in formers if former in self.states), None)
        return payload.model_copy(update={"key": known}) if known else payload

    def _same(self, state: ListingState) -> None:
        self.unchanged += 1
        self.unchanged_ids.append(state.id)
        # A listing that its closing date closed would only be opened here to be closed again.
        if state.status is not ListingStatus.CLOSED:
            self.seen.append(state.id)

    def _read(self, listing: Listing, state: ListingState | None) -> None:
        self.upserts.append(listing)
        if state is None:
            self.new += 1
            self.closed_on_arrival += bool(listing.closes_at and listing.closes_at < self.now)
        elif state.content_hash == listing.content_hash:
            self.unchanged += 1
        else:
            self.changed += 1

    def _note_untaken(self, fields: Fields) -> None:
        for name in fields.untaken():
            self.untaken[name] = self.untaken.get(name, 0) + 1


def _rejected(payload: Payload, error: RecordError) -> Rejected:
    return Rejected(
        source_id=payload.source_id,
        run_id=payload.run_id,
        key=payload.key,
        code=error.code,
        field=error.field,
        message=error.message,
        page_url=payload.page_url,
        payload=json.dumps(payload.data, ensure_ascii=False)[:_EXCERPT_CHARS],
    )


def _read(payload: Payload, source: SourceConfig, now: datetime) -> tuple[Listing, Fields]:
    # The steps take a third of a second of processor to load; most runs find nothing that is new.
    from normalise.pipeline import read_payload

    return read_payload(payload, source, now)
