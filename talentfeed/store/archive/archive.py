"""The raw archive: every response and every payload, by source and run."""

import shutil
from pathlib import Path

import fsspec

from talentfeed.records.errors import ConfigError
from talentfeed.store.archive.names import run_folder, source_folder
from talentfeed.store.archive.reader import ArchiveReader
from talentfeed.store.archive.writer import MANIFEST, STAGING, ArchiveWriter
from talentfeed.store.failures import disk_errors


class Archive:
    """`raw/<source>/<run>/` under a folder or any fsspec URL. A run exists once its manifest does."""

    def __init__(self, url: str) -> None:
        try:
            self.fs, root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise ConfigError(f"TALENTFEED_ARCHIVE_URL: {error}") from error
        self.root: str = str(root).rstrip("/")
        self.is_local: bool = "file" in self.fs.protocol or self.fs.protocol == "file"
        if self.is_local:
            self.root = str(Path(self.root).absolute())

    def writer(self, source_id: str, run_id: str) -> ArchiveWriter:
        """Begin a run; StoreError UNSAFE_NAME for ids that cannot be folders."""
        return ArchiveWriter(self, source_id, run_id)

    def reader(self, source_id: str, run_id: str) -> ArchiveReader:
        """A finished run."""
        return ArchiveReader(self, source_id, run_id)

    def runs(self, source_id: str) -> list[str]:
        """Ids of the finished runs of a source, oldest first (ids rise with time)."""
        folder = source_folder(self.root, source_id)
        with disk_errors(f"listing the archive of {source_id}"):
            self.fs.invalidate_cache()
            found = self.fs.glob(f"{folder}/*/{MANIFEST}")
        names = (path.rsplit("/", 2)[-2] for path in found)
        return sorted(name for name in names if not name.startswith(STAGING))

    def delete_unfinished(self, source_id: str) -> int:
        """Remove what dead runs of a source left behind; hold the source's lease meanwhile. Says how many."""
        folder = source_folder(self.root, source_id)
        with disk_errors(f"cleaning the archive of {source_id}"):
            if not self.fs.exists(folder):
                return 0
            finished = set(self.runs(source_id))
            paths = (str(path).rstrip("/") for path in self.fs.ls(folder, detail=False))
            left = [path for path in paths if path.rsplit("/", 1)[-1] not in finished]
            for path in left:
                self.fs.rm(path, recursive=True)
        return len(left)

    def delete(self, source_id: str, run_id: str) -> None:
        """Remove a run for good (retention). Later runs may lose bodies they refer to, never payloads."""
        folder = run_folder(self.root, source_id, run_id)
        with disk_errors(f"deleting run {run_id} of {source_id}"):
            if self.is_local:
                # The manifest first: a half-deleted run is an unfinished one.
                Path(folder, MANIFEST).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
            elif self.fs.exists(folder):
                if self.fs.exists(f"{folder}/{MANIFEST}"):
                    self.fs.rm_file(f"{folder}/{MANIFEST}")
                self.fs.rm(folder, recursive=True)
