"""The raw archive: WARC, payloads and manifest of every run."""

from talentfeed.store.archive.archive import Archive
from talentfeed.store.archive.reader import ArchiveReader, PageEntry
from talentfeed.store.archive.writer import ArchiveWriter

__all__ = ["Archive", "ArchiveReader", "ArchiveWriter", "PageEntry"]
