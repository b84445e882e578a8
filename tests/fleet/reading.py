"""One advert of a feed under a source's keys: what its listing says."""

from datetime import UTC, datetime
from typing import Any

from normalise.pipeline import to_listing
from records.payload import Payload
from records.source import SourceConfig

NOW = datetime(2026, 9, 1, tzinfo=UTC)
PAGE = "https://jobs.example.org/feed"
# Made anew for each reading, or of the source and not of the advert.
_NOT_SAID = {"provenance", "content_hash"}


def source(keys: dict[str, Any]) -> SourceConfig:
    """A feed whose file has these keys."""
    plain = {
        "id": "feed", "name": "Feed", "publisher": {"name": "Hill Council"}, "licence": {"name": "unknown"},
        "connector": {"type": "rss", "url": PAGE},
    }  # fmt: skip
    return SourceConfig.model_validate({**plain, **keys})


def listing(item: dict[str, Any], keys: dict[str, Any], payload_format: str = "rss_item") -> dict[str, Any]:
    """The listing of one item."""
    payload = Payload(
        source_id="feed", run_id="run", key="1", connector="rss", format=payload_format, data={"title": "Cook", **item},
        page_url=PAGE, fetched_at=NOW,
    )  # fmt: skip
    return to_listing(payload, source(keys)).model_dump(mode="json", exclude=_NOT_SAID)


def row(cells: dict[str, Any], keys: dict[str, Any]) -> dict[str, Any]:
    """The listing of one row of a table whose columns bear draft names."""
    return listing(cells, keys, "fields")
