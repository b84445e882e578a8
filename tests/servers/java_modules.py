"""Makes a server start on a Java runtime that lacks modules which no test needs.

Elasticsearch's module for entitlements asks for two modules of a whole JDK (the debugger's and the linker's) that
a small runtime leaves out. A copy of its jar asks for them as `requires static`, that is, where they are there.
Its tokenizer of Thai looks for the runtime's dictionary of Thai, which a small one leaves out too, and where it is not
there no index can be made of any language: in the copy it takes the dictionary for found. No test writes Thai.
The format of module-info.class: Java Virtual Machine Specification, 4.1, 4.4 and 4.7.25.
"""

import re
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock

from tests.servers.errors import ServerUnavailable

ASKED_FOR = frozenset({"jdk.jdi", "jdk.jlink"})
_STATIC_PHASE = 0x0040
_THAI = "org/apache/lucene/analysis/th/ThaiTokenizer.class"
# `iconst_4; invokevirtual isBoundary; putstatic DBBI_AVAILABLE`, and with `pop; iconst_1; nop; nop` for the first two.
_ASKS_FOR_THAI = re.compile(rb"\x07\xb6..(\xb3..)", re.DOTALL)
_HAS_THAI = b"\x57\x04\x00\x00\\1"
_UTF8, _MODULE = 1, 19
# Bytes of a constant after its tag; a long or double takes two places in the pool.
_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
_WIDE = (5, 6)


def server_for(home: Path, present: frozenset[str]) -> Path:
    """The server at `home`, or a copy of it beside it that starts on a runtime with the modules `present`."""
    missing = ASKED_FOR - present
    if not present or not missing:
        return home
    copy = home.with_name(f"{home.name}-small-runtime")
    if not copy.is_dir():
        with FileLock(f"{copy}.lock"):
            if not copy.is_dir():  # another worker may have made it while this one waited
                _copy_into(copy, home, missing)
    return copy


def _copy_into(copy: Path, home: Path, missing: frozenset[str]) -> None:
    partial = home.with_name(f"{copy.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(home, partial)
    for jar in (partial / "lib").glob("elasticsearch-entitlement-*.jar"):
        _rewrite(jar, "module-info.class", lambda data: _relaxed(data, missing))
    for jar in (partial / "lib").glob("lucene-analysis-common-*.jar"):
        _rewrite(jar, _THAI, _with_thai)
    partial.rename(copy)  # last: a folder of the final name is always whole


def _with_thai(data: bytes) -> bytes:
    changed, times = _ASKS_FOR_THAI.subn(_HAS_THAI, data)
    if times != 1:
        raise ServerUnavailable(f"{_THAI} is not as it was: its start without a dictionary must be looked at anew")
    return changed


def _rewrite(jar: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    written = jar.with_suffix(".new")
    with zipfile.ZipFile(jar) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member)
            target.writestr(member, change(content) if member.filename == name else content)
    written.chmod(0o644)
    written.rename(jar)


def _relaxed(data: bytes, optional: frozenset[str]) -> bytes:
    """A module-info.class that asks for the modules `optional` only where they are there."""
    names, modules, position = _constants(data)
    position += 6  # access flags, this class, super class
    for _ in range(3):  # a module has no interfaces, fields or methods, but a count of each
        position += 2
    out = bytearray(data)
    for name, start in _attributes(data, position):
        if names[name] != "Module":
            continue
        (count,) = struct.unpack_from("!H", data, start + 6)
        for at in range(start + 8, start + 8 + 6 * count, 6):
            module, flags = struct.unpack_from("!HH", data, at)
            if names[modules[module]] in optional:
                struct.pack_into("!H", out, at + 2, flags | _STATIC_PHASE)
    return bytes(out)


def _constants(data: bytes) -> tuple[dict[int, str], dict[int, int], int]:
    """Texts and modules of the constant pool by their index, and where the pool ends."""
    (count,) = struct.unpack_from("!H", data, 8)
    names: dict[int, str] = {}
    modules: dict[int, int] = {}
    position, index = 10, 1
    while index < count:
        tag = data[position]
        position += 1
        if tag == _UTF8:
            (size,) = struct.unpack_from("!H", data, position)
            names[index] = data[position + 2 : position + 2 + size].decode("utf-8", "replace")
            position += 2 + size
        else:
            if tag == _MODULE:
                (modules[index],) = struct.unpack_from("!H", data, position)
            position += _SIZES[tag]
        index += 2 if tag in _WIDE else 1
    return names, modules, position


def _attributes(data: bytes, position: int) -> Iterator[tuple[int, int]]:
    """The index of each attribute's name, and where its content starts."""
    (count,) = struct.unpack_from("!H", data, position)
    position += 2
    for _ in range(count):
        name, size = struct.unpack_from("!HI", data, position)
        yield name, position + 6
        position += 6 + size
