"""Reading one saved response with a connector and its mapper, as tests need it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from talentfeed.normalise.mappers.base import Fields
from talentfeed.normalise.mappers.registry import mapper_for
from talentfeed.records.draft import Draft
from talentfeed.records.options import AnyOptions, ConnectorOptions
from talentfeed.records.payload import Payload
from talentfeed.records.source import SourceConfig
from talentfeed.spiders.connectors.base import Extraction, Found, Page
from talentfeed.spiders.connectors.registry import make_connector

FETCHED = datetime(2026, 11, 20, 9, tzinfo=UTC)
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
OPTIONS: TypeAdapter[Any] = TypeAdapter(AnyOptions)


@dataclass
class Reading:
    """What a page gave, and the drafts of what was found."""

    extraction: Extraction
    drafts: list[Draft]

    @property
    def titles(self) -> list[str | None]:
        return [draft.title for draft in self.drafts]


def source(options: ConnectorOptions, **more: Any) -> SourceConfig:
    return SourceConfig.model_validate(
        {
            "id": "test-source", "name": "Test", "publisher": {"name": "Publisher"},
            "connector": options.model_dump(), "licence": {"name": "OGL-UK-3.0"}, **more,
        }
    )  # fmt: skip


def draft_of(found: Found, options: ConnectorOptions, payload_format: str) -> Draft:
    payload = Payload(
        source_id="test-source", run_id="01arz3ndektsv4rrffq69g5fav", key=found.key or "k", connector=options.type,
        format=payload_format, data=json.loads(json.dumps(found.data)), url=found.url,
        page_url="https://jobs.example.org/list", fetched_at=FETCHED,
    )  # fmt: skip
    return mapper_for(payload_format).to_draft(Fields(payload.data), payload, source(options))


def read(options: ConnectorOptions, body: bytes, **page: Any) -> Reading:
    connector = make_connector(options)
    given = {"url": "https://jobs.example.org/list", "content_type": "", "fetched_at": FETCHED, **page}
    extraction = connector.read(Page(body=body, **given))
    return Reading(extraction, [draft_of(found, options, connector.format) for found in extraction.found])


def read_sample(options: dict[str, Any], path: str, **page: Any) -> Reading:
    import pytest

    file = SAMPLES / path
    if not file.exists():
        pytest.skip(f"no recorded answer {path}: this format is not tested on real input")
    return read(OPTIONS.validate_python(options), file.read_bytes(), **page)
