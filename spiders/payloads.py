"""Where payloads are made: whoever reads pages makes them here, so that each reading gives the same."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from records.payload import Payload
from spiders.connectors.base import Connector, Found
from spiders.keys import payload_key


@dataclass(frozen=True)
class Origin:
    """Where adverts come from. `key`: of the one advert whose own page this is, where its link says so."""

    source_id: str
    run_id: str
    page_url: str
    fetched_at: datetime
    key: str = ""


def make_payload(found: Found, connector: Connector[Any], origin: Origin) -> Payload:
    """The payload of one advert. ValidationError or RecursionError where no payload can hold it."""
    found = _storable(found)
    return Payload(
        source_id=origin.source_id,
        run_id=origin.run_id,
        key=origin.key if origin.key and not found.key else payload_key(found, connector.format),
        connector=connector.name,
        format=connector.format,
        data=found.data,
        names=list(found.names),
        url=found.url,
        page_url=origin.page_url,
        fetched_at=origin.fetched_at,
        withdrawn=found.withdrawn,
    )


def _storable(found: Found) -> Found:
    """Lone surrogates, which no UTF-8 file can hold, become U+FFFD."""
    text = json.dumps([found.data, found.key, found.url, found.names], ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        data, key, url, names = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        return replace(found, data=data, key=key, url=url, names=tuple(names))
    return found
