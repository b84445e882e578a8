"""Compressed bodies unpacked, never beyond a size: a bomb of 304 bytes may hold 200 MB."""

import zlib

import brotli
import zstandard

_STEP = 65536
_MOST_IN_A_FILE = 256 * 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b\x08"


class TooLargeError(ValueError):
    """The decoded body is larger than allowed."""


class DamagedError(ValueError):
    """The encoded body is cut off or broken."""


def decode_body(body: bytes, encodings: str, most: int) -> bytes:
    """`body` without the encodings of a Content-Encoding header, and unzipped when it is a .gz file.

    Raises TooLargeError beyond `most` bytes after any layer, DamagedError for a broken layer or an
    unknown encoding.
    """
    for name in reversed([part.strip().lower() for part in encodings.split(",") if part.strip()]):
        if not body:
            break
        body = _decode(body, name, most)
    # Sitemaps and dumps are files of gzip: `sitemap.xml.gz` says so by its first bytes.
    return _inflate(body, 31, most) if body.startswith(_GZIP_MAGIC) else body


def _decode(body: bytes, name: str, most: int) -> bytes:
    if name in ("identity", "none", "utf-8"):
        return body
    if name in ("gzip", "x-gzip"):
        # Some servers announce gzip and send plain text.
        return _inflate(body, 31, most) if body.startswith(_GZIP_MAGIC[:2]) else body
    if name == "deflate":
        zlib_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return _inflate(body, 15 if zlib_header else -15, most)
    if name == "br":
        return _unbrotli(body, most)
    if name == "zstd":
        return _unzstd(body, most)
    raise DamagedError(f"content encoding {name!r} is not known")


def gunzipped(body: bytes) -> bytes:
    """`body` unpacked if it is a .gz file, else as it is; of a cut-off file what could be unpacked. At most 256 MB."""
    if not body.startswith(_GZIP_MAGIC[:2]):
        return body
    try:
        return zlib.decompressobj(31).decompress(body, _MOST_IN_A_FILE)
    except zlib.error:
        return b""


def _inflate(body: bytes, window: int, most: int) -> bytes:
    """gzip files may hold several members, one after the other."""
    parts, size = [], 0
    while body:
        member = zlib.decompressobj(window)
        while not member.eof:
            try:
                part = member.decompress(body, _STEP)
            except zlib.error as error:
                raise DamagedError(str(error)) from None
            body = member.unconsumed_tail
            size += len(part)
            if size > most:
                raise TooLargeError("it unpacks to more than allowed")
            parts.append(part)
            if not part and not body and not member.eof:
                raise DamagedError("the data end early")
        # Padding after the last member is common and harmless.
        body = member.unused_data if member.unused_data.startswith(_GZIP_MAGIC[:2]) else b""
    return b"".join(parts)


def _unbrotli(body: bytes, most: int) -> bytes:
    decoder = brotli.Decompressor()
    parts, size, data = [], 0, body
    try:
        while not decoder.is_finished():
            part = decoder.process(data, output_buffer_limit=_STEP)
            if not part and not decoder.is_finished() and decoder.can_accept_more_data():
                raise DamagedError("the data end early")
            data = b""
            size += len(part)
            if size > most:
                raise TooLargeError("it unpacks to more than allowed")
            parts.append(part)
    except brotli.error as error:
        raise DamagedError(str(error)) from None
    return b"".join(parts)


def _unzstd(body: bytes, most: int) -> bytes:
    # A frame may ask for a window of gigabytes; browsers allow 8 MB (RFC 9659).
    decoder = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    try:
        with decoder.stream_reader(body, read_across_frames=True) as reader:
            data = reader.read(most + 1)
        if len(data) <= most:
            _check_zstd_end(decoder, body)
    except zstandard.ZstdError as error:
        raise DamagedError(str(error)) from None
    if len(data) > most:
        raise TooLargeError("it unpacks to more than allowed")
    return data


def _check_zstd_end(decoder: zstandard.ZstdDecompressor, body: bytes) -> None:
    """DamagedError unless every frame is whole: the reader stops at a cut without a word."""
    while body:
        frame = decoder.decompressobj()
        frame.decompress(body)
        if not frame.eof:
            raise DamagedError("the data end early")
        body = frame.unused_data
