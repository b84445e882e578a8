"""The text of a file that a person wrote, in whatever encoding their editor saved it."""

from pathlib import Path

from records.errors import ConfigError

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_AS_UTF8 = "save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"


def file_text(path: Path) -> str:
    """The text without byte-order mark; UTF-16 is read by its mark.

    ConfigError where there is no such file, and with the line where a byte is no UTF-8.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"there is no file {path}", file=str(path), rule="file") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", file=str(path), rule="file") from None
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise ConfigError(f"{path} is cut-off UTF-16: {_AS_UTF8}", file=str(path), rule="utf-8") from None
        line = data[: error.start].count(b"\n") + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        shown = data[start : data.find(b"\n", start) if b"\n" in data[start:] else None].decode("cp1252", "replace")
        message = f"{path} is not UTF-8: line {line}, `{shown.strip()[:80]}`, looks like windows-1252: {_AS_UTF8}"
        raise ConfigError(message, file=str(path), line=line, rule="utf-8") from None
