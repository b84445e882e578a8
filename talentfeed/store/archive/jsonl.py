"""JSON lines, zstandard-compressed."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import zstandard

_LEVEL = 6


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
    """The lines of a file, one after the other, never the whole."""
    with zstandard.ZstdDecompressor().stream_reader(file, closefd=False) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8", newline="\n"):
            yield line.rstrip("\n")
