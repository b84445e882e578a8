"""Where the archive stands: below its readers and writers, so that these need not know the archive itself."""

from pathlib import Path

import fsspec

from records.errors import ConfigError
from store.archive.names import MANIFEST, STAGING, source_folder
from store.failures import disk_errors


class Folders:
    """A folder, or any fsspec URL. `root` has no slash at its end; `is_local`: its files can be synced to disk."""

    def __init__(self, url: str) -> None:
        try:
            self.fs, root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise ConfigError(f"TALENTFEED_ARCHIVE_URL: {error}") from error
        self.root: str = str(root).rstrip("/")
        self.is_local: bool = "file" in self.fs.protocol or self.fs.protocol == "file"
        if self.is_local:
            self.root = str(Path(self.root).absolute())

    def runs(self, source_id: str) -> list[str]:
        """Ids of the finished runs of a source, oldest first (ids rise with time)."""
        folder = source_folder(self.root, source_id)
        with disk_errors(f"listing the archive of {source_id}"):
            self.fs.invalidate_cache()
            found = self.fs.glob(f"{folder}/*/{MANIFEST}")
        names = (path.rsplit("/", 2)[-2] for path in found)
        return sorted(name for name in names if not name.startswith(STAGING))
