"""A full disk, told from every other fault of the file system: it always ends as DISK_FULL, whoever was writing."""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records.errors import StoreError, TalentfeedError

DISK_FULL = "DISK_FULL"
# No space, no quota left, and the file is as large as this process may make it.
_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# Libraries that are not written in Python say it in words: "No space left on device (os error 28)".
_WORDS = re.compile(rf"No space left on device|\(os error ({'|'.join(str(number) for number in sorted(_NUMBERS))})\)")
_PROBE = b"\0" * 65_536


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or one that led to it, says that a disk is full."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, TalentfeedError) and error.code == DISK_FULL:
            return True
        if isinstance(error, OSError) and error.errno in _NUMBERS:
            return True
        if _WORDS.search(str(error)):
            return True
        if isinstance(error, FileNotFoundError) and "No usable temporary directory" in str(error):
            # Python tries each folder by writing to it, and then says only that none can be used.
            return has_no_room(Path(os.environ.get("TMPDIR") or "/tmp"))  # noqa: S108 - where Python looks
        error = error.__cause__ or error.__context__
    return False


def has_no_room(folder: Path) -> bool:
    """Whether not even a small file fits into a folder: tells what a library means that says “I/O error”."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".room-", dir=folder)
    except OSError as error:
        return error.errno in _NUMBERS
    try:
        # What fits only in part is told by the second write alone.
        written = os.write(descriptor, _PROBE)
        if written < len(_PROBE):
            os.write(descriptor, _PROBE[written:])
        os.fsync(descriptor)
    except OSError as error:
        return error.errno in _NUMBERS
    finally:
        os.close(descriptor)
        Path(name).unlink(missing_ok=True)
    return False


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Raise StoreError for whatever the file system raises inside; `what` says what was being done."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise disk_full(what) from error
        raise StoreError(f"{what}: {error}; check that the folder can be reached and written") from error


def disk_full(what: str) -> StoreError:
    """The error for a full disk."""
    return StoreError(f"{what}: the disk is full; free space (or raise its limit) and run again", code=DISK_FULL)
