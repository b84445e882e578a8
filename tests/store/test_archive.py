"""The raw archive: what went in comes out, and half a run is no run."""

import contextlib
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from records.errors import ConfigError, StoreError
from store import Archive
from store.archive.jsonl import JsonlWriter, read_lines
from store.archive.names import slug
from store.archive.warc import WarcFile, read_response, safe_url
from tests.store.make import SOURCE, page, payload, report

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["local", "remote"])
def any_archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    """A folder, and a store of objects that knows no rename."""
    return Archive(str(tmp_path / "archive") if request.param == "local" else f"memory://{uuid.uuid4().hex}")


def write(archive: Archive, run_id: str = "run-1") -> None:
    with archive.writer(SOURCE, run_id) as writer:
        asked = [("User-Agent", "Talentfeed"), ("Authorization", "Bearer canary")]
        answered = [
            ("Content-Type", "text/html"),
            ("Content-Encoding", "gzip"),
            ("Set-Cookie", "canary"),
            ("X", "a\r\nY: b"),
        ]
        writer.page(page("https://jobs.example/1", etag='"1"'), b"<p>one</p>", asked, answered, "HTTP/1.1 200 OK")
        writer.page(page("https://jobs.example/two words\n\u00e9?a=%20"), b"", asked, answered, "200 OK")
        writer.page(page("https://jobs.example/same"), b"<p>one</p>", asked, answered, "200 OK")
        writer.payload(payload("1", title="one", nested={"a": [1, None]}))
        writer.payload(payload("2", title="\ud800 \x00 \u2028 \u00e9"))
        writer.finish(report(run_id))


def test_round_trip(any_archive: Archive) -> None:
    write(any_archive)
    reader = any_archive.reader(SOURCE, "run-1")
    assert any_archive.runs(SOURCE) == ["run-1"]
    assert reader.manifest() == report("run-1")
    assert [each.data["title"] for each in reader.payloads()] == ["one", "\ud800 \x00 \u2028 \u00e9"]
    first = next(reader.payloads())
    assert first == payload("1", title="one", nested={"a": [1, None]})
    digest = hashlib.sha256(b"<p>one</p>").hexdigest()
    pages = list(reader.pages())
    assert pages[0] == page("https://jobs.example/1", etag='"1"', sha256=digest, size=10)
    assert [body for _, body in reader.bodies()] == [b"<p>one</p>", b"", b"<p>one</p>"]
    assert [each for each, _ in reader.bodies()] == pages


def test_the_warc_is_one_for_other_tools_too(archive: Archive) -> None:
    write(archive)
    with archive.reader(SOURCE, "run-1").warc() as file:
        raw = gzip.decompress(file.read())
        file.seek(0)
        records = [
            (each.rec_type, each.rec_headers["WARC-Target-URI"], each.http_headers)
            for each in ArchiveIterator(file, check_digests="raise")
        ]
    kinds = [kind for kind, _, _ in records]
    assert kinds == ["warcinfo", "request", "response", "request", "response", "request", "revisit"]
    assert records[4][1] == "https://jobs.example/two%20words%0A%C3%A9?a=%20"
    answer = records[2][2]
    assert (answer.get_statuscode(), answer["Content-Length"], answer["Content-Encoding"]) == ("200", "10", None)
    assert answer["X-Archive-Orig-Content-Encoding"] == "gzip"
    assert (answer["X"], answer["Y"]) == ("a  Y: b", None)
    assert b"canary" not in raw
    assert f"sha256:{hashlib.sha256(b'<p>one</p>').hexdigest()}".encode() in raw


def test_an_unchanged_page_has_the_body_of_an_earlier_run(any_archive: Archive) -> None:
    write(any_archive, "run-1")
    digest = hashlib.sha256(b"<p>one</p>").hexdigest()
    for run_id in ("run-2", "run-3"):
        with any_archive.writer(SOURCE, run_id) as writer:
            writer.page(page("https://jobs.example/1", 304, sha256=digest), None, [], [], "304 Not Modified")
            writer.page(page("https://jobs.example/new"), run_id.encode())
            writer.finish(report(run_id))
    reader = any_archive.reader(SOURCE, "run-3")
    assert [body for _, body in reader.bodies()] == [b"<p>one</p>", b"run-3"]
    any_archive.delete(SOURCE, "run-1")
    assert any_archive.runs(SOURCE) == ["run-2", "run-3"]
    with pytest.raises(StoreError) as raised:
        list(reader.bodies())
    assert raised.value.code == "BODY_MISSING"
    assert [body for _, body in reader.bodies(missing="skip")] == [b"run-3"]


def test_sources_are_the_folders_that_may_be_sources(any_archive: Archive) -> None:
    assert any_archive.sources() == []
    write(any_archive)
    any_archive.fs.pipe_file(f"{any_archive.root}/raw/notes", b"a file of somebody's")
    any_archive.fs.makedirs(f"{any_archive.root}/raw/Not a source", exist_ok=True)
    assert any_archive.sources() == [SOURCE]
    assert any_archive.size(SOURCE, "run-1") == sum(
        any_archive.fs.size(path) for path in any_archive.fs.find(f"{any_archive.root}/raw/{SOURCE}/run-1")
    )


@pytest.mark.parametrize("name", ["pages.jsonl.zst", "payloads.jsonl.zst", "pages.warc.gz"])
@pytest.mark.parametrize("how", ["cut short", "altered", "empty"])
def test_a_damaged_file_is_no_shorter_run(any_archive: Archive, name: str, how: str) -> None:
    write(any_archive)
    path = f"{any_archive.root}/raw/{SOURCE}/run-1/{name}"
    whole = any_archive.fs.cat_file(path)
    middle = len(whole) // 2
    altered = whole[:middle] + bytes(byte ^ 255 for byte in whole[middle:])
    any_archive.fs.pipe_file(path, {"cut short": whole[:middle], "altered": altered, "empty": b""}[how])
    reader = any_archive.reader(SOURCE, "run-1")
    with pytest.raises(StoreError, match=f"{name} is damaged") as raised:
        list(reader.payloads()) if name.startswith("payloads") else list(reader.bodies())
    assert raised.value.code == "ARCHIVE_DAMAGED"


PLACE = st.floats(0, 1, exclude_max=True)


@given(st.lists(st.tuples(PLACE, st.integers(0, 255)), max_size=20), st.just(1.0) | PLACE)
def test_a_damaged_response_is_told_or_whole(changes: list[tuple[float, int]], end: float) -> None:
    """Whatever the bytes became, the library that reads them raises nothing of its own."""
    bodies = [b"<p>one</p>" * 40, b"", bytes(range(256))]
    file = io.BytesIO()
    warc = WarcFile(file, "run-1")
    offsets = [warc.response(page("https://jobs.example/"), body, "200 OK", [("A", "b")]) for body in bodies]
    raw = bytearray(file.getvalue())
    for place, byte in changes:
        raw[int(place * len(raw))] = byte
    left = io.BytesIO(raw[: int(end * len(raw))])
    for offset, body in zip(offsets, bodies, strict=True):
        with contextlib.suppress(StoreError):
            assert read_response(left, offset, hashlib.sha256(body).hexdigest())[2] == body


@given(st.lists(st.text().map(lambda text: text.replace("\n", "")), max_size=200), st.integers(1, 5))
def test_lines_come_back_however_they_are_cut_into_blocks(lines: list[str], times: int) -> None:
    lines = [line.encode("utf-8", "replace").decode() for line in lines] * times
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lines")
        writer = JsonlWriter(path)
        for line in lines:
            writer.line(line)
        writer.close()
        with path.open("rb") as file:
            assert list(read_lines(file)) == lines


def test_a_run_that_was_not_finished_is_not_there(any_archive: Archive) -> None:
    write(any_archive, "run-1")
    with any_archive.writer(SOURCE, "run-2") as writer:
        writer.payload(payload("1"))
    with pytest.raises(ZeroDivisionError), any_archive.writer(SOURCE, "run-3") as writer:  # noqa: PT012 - the whole transaction
        writer.payload(payload("1"))
        raise ZeroDivisionError
    assert any_archive.runs(SOURCE) == ["run-1"]
    assert any_archive.runs("york") == []
    assert any_archive.delete_unfinished(SOURCE) == any_archive.delete_unfinished("york") == 0
    for run_id in ("run-2", "run-9"):
        with pytest.raises(StoreError) as raised:
            any_archive.reader(SOURCE, run_id)
        assert raised.value.code == "RUN_NOT_FOUND"
    with pytest.raises(StoreError, match="archived already"):
        any_archive.writer(SOURCE, "run-1")
    with pytest.raises(StoreError, match="no longer"):
        writer.finish(report("run-3"))


KILLED = """
import os, sys, signal
from store import Archive
from store.archive import writer as module
from tests.store.make import SOURCE, page, payload, report
with Archive(sys.argv[1]).writer(SOURCE, "run-2") as writer:
    writer.page(page("https://jobs.example/"), b"body")
    writer.payload(payload("1"))
    if sys.argv[2] == "at the move":
        module.sync = lambda path: os.kill(os.getpid(), signal.SIGKILL)
        writer.finish(report("run-2"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.faults
@pytest.mark.parametrize("when", ["between", "at the move"])
def test_a_killed_run_is_not_listed_and_is_cleaned_up(archive: Archive, when: str) -> None:
    write(archive, "run-1")
    done = subprocess.run([sys.executable, "-c", KILLED, archive.root, when], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(os.listdir(f"{archive.root}/raw/{SOURCE}")) == 2
    assert archive.runs(SOURCE) == ["run-1"]
    write(archive, "run-2")
    assert archive.runs(SOURCE) == ["run-1", "run-2"]
    assert archive.delete_unfinished(SOURCE) == 1
    assert os.listdir(f"{archive.root}/raw/{SOURCE}") in (["run-1", "run-2"], ["run-2", "run-1"])


def test_the_manifest_of_an_upload_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(f"memory://{uuid.uuid4().hex}")
    put, names = archive.fs.put_file, []

    def failing(local: str, remote: str, **options: Any) -> None:
        names.append(remote.rsplit("/", 1)[-1])
        if remote.endswith("manifest.json"):
            raise OSError(5, "the connection broke")
        put(local, remote, **options)

    monkeypatch.setattr(archive.fs, "put_file", failing)
    with pytest.raises(StoreError, match="connection broke"):
        write(archive)
    assert names == ["pages.warc.gz", "pages.jsonl.zst", "payloads.jsonl.zst", "manifest.json"]
    assert archive.runs(SOURCE) == []
    assert archive.delete_unfinished(SOURCE) == 1
    monkeypatch.undo()
    write(archive)
    assert archive.runs(SOURCE) == ["run-1"]


def test_a_full_disk_has_its_code(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = archive.writer(SOURCE, "run-1")

    def full(_text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer._payloads, "line", full)
    with pytest.raises(StoreError, match="free space") as raised:
        writer.payload(payload("1"))
    assert raised.value.code == "DISK_FULL"
    writer.abort()
    assert archive.runs(SOURCE) == []


BAD = ["../../x", "%2e%2e", "a\x00", "", ".", "..", "/etc", "a/b", "a\\b", "A", "a\n", "-a", "x" * 65, "\u00e9", "a."]


@pytest.mark.parametrize("name", BAD)
def test_names_that_cannot_be_folders_are_refused(archive: Archive, name: str) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: archive.writer(name, "run-1"),
        lambda: archive.writer(SOURCE, name),
        lambda: archive.reader(SOURCE, name),
        lambda: archive.runs(name),
        lambda: archive.delete(SOURCE, name),
        lambda: archive.delete_unfinished(name),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError) as raised:
            attempt()
        assert raised.value.code == "UNSAFE_NAME"
    assert not Path(archive.root).exists()


@given(st.text(max_size=80))
def test_a_slug_has_nothing_a_path_means(name: str) -> None:
    try:
        slug(name, "id")
    except StoreError:
        return
    assert not set(name) & set("/\\.%\0~: \n")
    assert name


@given(st.text(max_size=60).filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text)))
def test_a_url_is_one_header_value(text: str) -> None:
    safe = safe_url(f"https://jobs.example/{text}")
    assert safe.isascii()
    assert safe.isprintable()
    assert " " not in safe


def test_a_url_no_library_reads() -> None:
    with pytest.raises(ConfigError, match="TALENTFEED_ARCHIVE_URL"):
        Archive("nonsense://bucket")


def test_the_manifest_is_plain_json(archive: Archive) -> None:
    write(archive)
    text = Path(archive.root, "raw", SOURCE, "run-1", "manifest.json").read_text()
    assert json.loads(text)["state"] == "COMPLETE"
