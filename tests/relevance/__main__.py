"""`python -m tests.relevance FOLDER`: keep the open records of a demo as the corpus of the judged questions."""

import gzip
import sys
from contextlib import closing
from pathlib import Path

from records.settings import Settings
from store import open_store
from tests.relevance.judged import CORPUS


def main(home: Path) -> None:
    """Write the records by id, the same bytes for the same records."""
    with closing(open_store(Settings(home=home).database_url)) as store:
        records = sorted(store.opportunities.iterate("open"), key=lambda one: one.id)
    text = "".join(f"{one.model_dump_json(exclude_none=True, exclude_defaults=True)}\n" for one in records)
    CORPUS.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{len(records)} records, {CORPUS.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
