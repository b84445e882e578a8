"""The pages on which finding is measured, and what stands on them."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from records.page import Page

PAGES = Path(__file__).parent / "pages"
URL = "https://www.example.org/jobs"


@dataclass(frozen=True)
class Wanted:
    """One page: how many adverts it lists (0: none), the first title, and facts of the first advert."""

    file: str
    count: int
    title: str
    facts: dict[str, str]


def wanted(table: str) -> list[Wanted]:
    """The rows of a table of pages."""
    with (Path(__file__).parent / table).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    return [
        Wanted(
            row["file"], int(row["count"]), row["title"] or "",
            dict(fact.split("=", 1) for fact in (row["facts"] or "").split(" | ") if fact),
        )
        for row in rows
    ]  # fmt: skip


def page_of(body: bytes | Path) -> Page:
    """A page as it came."""
    text = body.read_bytes() if isinstance(body, Path) else body
    return Page(url=URL, body=text, content_type="text/html", fetched_at=datetime(2026, 11, 29, tzinfo=UTC))


def text_of(value: object) -> str:
    """A value of a row as text."""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
