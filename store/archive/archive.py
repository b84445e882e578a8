"""The raw archive: every response and every payload, by source and run."""

from pathlib import Path

from store.archive.folders import Folders
from store.archive.names import MANIFEST, is_slug, run_folder, source_folder
from store.archive.reader import ArchiveReader
from store.archive.writer import ArchiveWriter, sync
from store.failures import disk_errors


class Archive(Folders):
    """`raw/<source>/<run>/` under a folder or any fsspec URL. A run exists once its manifest does."""

    def writer(self, source_id: str, run_id: str, *, replacing: bool = False) -> ArchiveWriter:
        """Begin a run (`replacing`: one that is there); StoreError UNSAFE_NAME for ids that cannot be folders."""
        return ArchiveWriter(self, source_id, run_id, replacing=replacing)

    def reader(self, source_id: str, run_id: str) -> ArchiveReader:
        """A finished run."""
        return ArchiveReader(self, source_id, run_id)

    def sources(self) -> list[str]:
        """Ids of all sources that were ever archived, sorted."""
        with disk_errors("listing the archive"):
            self.fs.invalidate_cache()
            folder = f"{self.root}/raw"
            found = self.fs.ls(folder, detail=True) if self.fs.exists(folder) else []
        folders = (str(entry["name"]) for entry in found if entry["type"] == "directory")
        names = (path.rstrip("/").rsplit("/", 1)[-1] for path in folders)
        return sorted(name for name in names if is_slug(name))

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

    def size(self, source_id: str, run_id: str) -> int:
        """Bytes that a run takes."""
        with disk_errors(f"measuring run {run_id} of {source_id}"):
            return int(self.fs.du(run_folder(self.root, source_id, run_id)))

    def delete(self, source_id: str, run_id: str) -> None:
        """Remove a run for good (`retention` says which may go); one that is not there is no error.

        The manifest goes first: a run whose deletion was cut short is an unfinished one, which nobody reads
        and `delete_unfinished` removes. The other way round, a run would stand there whole by its manifest,
        without its pages.
        """
        folder = run_folder(self.root, source_id, run_id)
        with disk_errors(f"deleting run {run_id} of {source_id}"):
            self.fs.invalidate_cache()
            if not self.fs.exists(folder):
                return
            if self.fs.exists(f"{folder}/{MANIFEST}"):
                self.fs.rm_file(f"{folder}/{MANIFEST}")
                if self.is_local:
                    # Else a power cut may keep the manifest and lose what went after it.
                    sync(Path(folder))
            if self.fs.exists(folder):  # a store of objects has no folder without a file
                self.fs.rm(folder, recursive=True)
