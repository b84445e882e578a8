"""Listings as JSON lines."""

import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from records.errors import ExtractError
from records.listing import Listing


def read_listings(path: Path) -> Iterator[Listing]:
    """Listings of a JSON lines file (`-`: stdin); ExtractError names the first wrong line."""
    if str(path) != "-" and not path.is_file():
        raise ExtractError(f"there is no file {path}")
    lines = sys.stdin if str(path) == "-" else path.open(encoding="utf-8")
    with lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield Listing.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"]))
                raise ExtractError(f"{path}, line {number}: {where or 'the line'}: {first['msg']}") from None
