"""No reader of any format says when an advert was posted where its payload does not."""

import json
from pathlib import Path

import pytest

from normalise.mappers.base import Fields
from normalise.mappers.registry import mapper_for
from normalise.pipeline import to_listing
from records.errors import ExtractError, RecordError
from tests.connectors.cases import NOW, folders, load, payload_of


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_posting_date_is_the_payloads_own(folder: Path) -> None:
    case = load(folder)
    try:
        records = case.connector.read(case.page).found
    except ExtractError:
        return  # a case of an error: nothing was found
    for record in records:
        payload = payload_of(case.connector, case.page, record)
        draft = mapper_for(payload.format).to_draft(Fields(payload.data), payload, case.source)
        written = json.dumps(payload.data, ensure_ascii=False, default=str)
        assert not draft.posted_at or draft.posted_at[:4] in written
        try:
            listing = to_listing(payload, case.source, now=NOW)
        except RecordError:
            continue
        assert listing.posted_at is None or draft.posted_at
