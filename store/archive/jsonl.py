"""JSON lines, zstandard-compressed."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import zstandard

from records.errors import StoreError

_LEVEL = 6
_BLOCK = 16_384


class JsonlWriter:
    """Appends lines to a new file; `close` makes it whole."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._stream = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).stream_writer(self._file)

    def line(self, text: str) -> None:
        """Append one JSON text (it holds no line break: JSON escapes them)."""
        self._stream.write(text.encode() + b"\n")

    def close(self) -> None:
        """End the frame and the file; safe to call twice."""
        self._stream.close()  # type: ignore[no-untyped-call]  # zstandard forgot its type


def read_lines(file: IO[bytes]) -> Iterator[str]:
    """The lines of a file, one after the other, never the whole; StoreError where it is damaged or cut short."""
    rest = b""
    for block in _blocks(file):
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line.decode()


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    # Not a stream_reader: for that a file which ends in the middle just ends.
    stream = zstandard.ZstdDecompressor().decompressobj()
    try:
        while block := file.read(_BLOCK):
            yield stream.decompress(block)
    except zstandard.ZstdError as error:
        raise damaged(file, error) from error
    if not stream.eof:
        raise damaged(file, "it ends too early")


def damaged(file: IO[bytes], why: object) -> StoreError:
    """The error for a file of the archive that cannot be read."""
    name = getattr(file, "path", "a file")  # every file that fsspec opens has it
    message = f"{name} is damaged ({why}): restore it from a backup, or delete the folder of its run"
    return StoreError(message, code="ARCHIVE_DAMAGED")
