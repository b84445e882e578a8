"""Labelled adverts in a CSV as listings: `record_id, title, employer, location, salary, description, …, cluster_id`.

For measuring only. Places and pay are read by the pipeline's own steps, so that what is measured is
what runs.
"""

import csv
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from records.listing import Listing, Organisation, Pay, Place, Provenance
from records.vocabulary import Kind

csv.field_size_limit(sys.maxsize)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(k)?", re.IGNORECASE)
PROVENANCE = Provenance(
    run_id="0" * 26, fetched_at=NOW, connector="csv", mapper_version="csv-1", payload_sha256="0" * 64
)


@cache
def read_location(text: str) -> tuple[Place, ...]:
    """A location by the places step, where it is there; else its text."""
    if not text.strip():
        return ()
    try:
        from normalise.steps.places import read_place
    except ImportError:
        return (Place(text=text),)
    return tuple(read_place(text, "GB", None))


@cache
def read_salary(text: str) -> Pay | None:
    """A salary by the pay step, where it is there; else its first two numbers."""
    if not text.strip():
        return None
    try:
        from normalise.steps.pay import read_pay
    except ImportError:
        return _plain_pay(text)
    return read_pay(text, "GB")


def _plain_pay(text: str) -> Pay | None:
    lower = text.lower()
    values = [float(n.replace(",", "")) * (1000 if k else 1) for n, k in _NUMBER.findall(text)][:2]
    if not values:
        return None
    factor = 1950 if "hour" in lower or max(values) < 100 else 12 if "month" in lower else 1
    low, high = min(values) * factor, max(values) * factor
    return Pay(text=text, annual_min=round(low, 2), annual_max=round(high, 2))


def read_labelled(path: Path, limit: int | None = None) -> Iterator[Listing]:
    """The rows as listings, their ids `<source>:<record_id>`."""
    with path.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if limit is not None and number >= limit:
                return
            yield listing_of(row)


def listing_of(row: dict[str, str]) -> Listing:
    """One row as a listing."""
    posted = datetime.fromisoformat(row["date_posted"]).replace(tzinfo=UTC) if row.get("date_posted") else None
    return Listing(
        id=f"{row['source'].replace('_', '-')}:{row['record_id']}",
        kind=Kind(row.get("advert_kind") or "job"),
        title=row["title"],
        description=row["description"] or None,
        organisation=Organisation(name=row["employer"]) if row["employer"].strip() else None,
        places=list(read_location(row["location"])),
        pay=read_salary(row["salary"]),
        posted_at=posted,
        url=row.get("url") or None,
        provenance=PROVENANCE,
        content_hash=row["record_id"],
    )
