"""Generations of the embedded index: a folder each, and `CURRENT`, which names the one that serves.

    <folder>/CURRENT                      one line: the name of a generation
    <folder>/generations/<version>-<time> a tantivy index

`CURRENT` is replaced in one step, so readers of any process see the old generation or the new, whole.
A reader that has a removed generation open keeps it: its files are mapped.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from records.disk import DISK_FULL, has_no_room, is_full
from records.errors import PublishError
from search_index.mapping import mapping_version


class Generations:
    """The folder of the index."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self._current = self.folder / "CURRENT"

    def current(self) -> str | None:
        """The name of the generation that serves, if there is one."""
        try:
            name = self._current.read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        return name if name and (self.path(name) / "meta.json").exists() else None

    def path(self, name: str) -> Path:
        """The folder of a generation."""
        return self.folder / "generations" / name

    def stamp(self) -> tuple[int, int] | None:
        """Changes when another generation serves, or when it was committed to; None when nothing serves."""
        try:
            current = self._current.stat()
            meta = (self.path(self._current.read_text("utf-8").strip()) / "meta.json").stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return current.st_mtime_ns, meta.st_mtime_ns

    def create(self) -> str:
        """A new empty folder; its name."""
        name = f"{mapping_version()}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        with disk_errors(self.path(name)):
            self.path(name).mkdir(parents=True)
        return name

    def switch(self, name: str) -> list[str]:
        """Let a generation serve; keep the one before it and remove all others, whose names are given."""
        before = self.current()
        with disk_errors(self.folder):
            beside = self.folder / "CURRENT.new"
            with beside.open("w", encoding="utf-8") as file:
                file.write(name + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self._current)
            _sync_folder(self.folder)
        unwanted = [found for found in self.names() if found not in (name, before)]
        for found in unwanted:
            self.drop(found)
        return unwanted

    def names(self) -> list[str]:
        """All generations, oldest first."""
        folder = self.folder / "generations"
        found = [entry.name for entry in folder.iterdir() if entry.is_dir()] if folder.exists() else []
        return sorted(found, key=lambda name: name.rpartition("-")[2])

    def drop(self, name: str) -> None:
        """Remove a generation that does not serve."""
        if name == self.current():
            raise PublishError(f"generation {name} serves and cannot be removed", index=name)
        shutil.rmtree(self.path(name), ignore_errors=True)


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """OSError, and tantivy's ValueError for the same, as PublishError (DISK_FULL, PUBLISH_FAILED): what to do."""
    try:
        yield
    except (OSError, ValueError) as error:
        name = path.name
        # A thread of tantivy's that came to the end of the disk is only said to have failed.
        if is_full(error) or has_no_room(path if path.is_dir() else path.parent):
            message = f"cannot write the index {name}: the disk is full; free space, then publish again"
            raise PublishError(message, index=name, code=DISK_FULL, retryable=True) from error
        raise PublishError(
            f"cannot write the index {name}: {error}; mend the folder, then publish again", index=name, retryable=True
        ) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
