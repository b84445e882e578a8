"""Reading one saved response without network: what `talentfeed extract` does."""

from datetime import UTC, datetime
from typing import Any

from formats.compressed import DamagedError, TooLargeError, decode_body
from records.errors import ExtractError
from records.options import ConnectorOptions
from records.page import Page
from spiders.connectors.base import Connector, Extraction, Follow
from spiders.connectors.registry import connector_class, connector_names, make_connector
from spiders.deadline import read_page

MOST_BYTES = 512 * 1024 * 1024
# Below this, no connector is sure enough to read the page in its own way.
LEAST_SCORE = 0.1


def read_saved(
    body: bytes,
    url: str,
    how: ConnectorOptions | str | None = None,
    at: datetime | None = None,
    *,
    content_type: str = "",
) -> tuple[Connector[Any], Extraction]:
    """The connector that read `body` (a response's body, gzipped or not), and what it read.

    `how`: options of a source, or a connector's name; without it, the connector that knows the format
    best. `at`: when the page was fetched. ExtractError when no connector knows it, ConfigError for an
    unknown name.
    """
    try:
        body = decode_body(body, "", MOST_BYTES)
    except (TooLargeError, DamagedError) as error:
        raise ExtractError(f"The file cannot be unzipped: {error}.") from None
    if not body.strip():
        raise ExtractError("The file is empty.", code="EMPTY_PAGE")
    page = Page(url=url, body=body, content_type=content_type, fetched_at=at or datetime.now(UTC))
    connector = _connector(how, page)
    first = next(iter(connector.start()), Follow(url))
    page = Page(url, body, content_type, page.fetched_at, first.step, first.context, alone=True)
    return connector, read_page(connector, page)


def detect(page: Page) -> dict[str, float]:
    """How surely each connector knows the page's format, surest first."""
    scores = {name: connector_class(name).sniff(page) for name in connector_names()}
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))


def _connector(how: ConnectorOptions | str | None, page: Page) -> Connector[Any]:
    if isinstance(how, ConnectorOptions):
        return make_connector(how)
    if how is None:
        how, score = next(iter(detect(page).items()))
        if score < LEAST_SCORE:
            names = ", ".join(connector_names())
            raise ExtractError(f"No connector knows this format. Name one of: {names}.", code="UNKNOWN_FORMAT")
    kind = connector_class(how)
    return kind(kind.default_options(page.url))
