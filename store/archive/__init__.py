"""The raw archive: WARC, payloads and manifest of every run."""

from store.archive.archive import Archive
from store.archive.reader import ArchiveReader, PageEntry
from store.archive.writer import ArchiveWriter

__all__ = ["Archive", "ArchiveReader", "ArchiveWriter", "PageEntry"]
