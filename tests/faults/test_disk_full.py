"""A disk that is truly full: whoever was writing, it ends as DISK_FULL, says what to do, and goes well afterwards.

The disk is a small tmpfs where this process may mount one; a limit on the size of files does for those who may
not, and is tried in any case.
"""

import errno
import json
import os
import resource
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from records.disk import DISK_FULL, has_no_room, is_full
from records.errors import StoreError
from records.source_table import source_table
from store import Archive
from tests.cli.test_commands import JOB, assert_one_line, board
from tests.integration.region import Region
from tests.spiders.server import Answer, WebServer
from tests.store.make import page

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(900)]
# Hexadecimal of random bytes: no compression makes it small.
BIG = secrets.token_hex(4_000_000)


class Disk:
    """A mounted tmpfs, so many kilobytes."""

    def __init__(self, path: Path, kilobytes: int) -> None:
        self.path = path
        path.mkdir()
        self._mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")

    def fill(self, but: int = 0) -> None:
        """Leave no room but so many bytes."""
        with (self.path / "filler").open("wb", buffering=0) as filler:
            for size in (65_536, 4096, 1):
                with pytest.raises(OSError, match="No space left"):
                    _fill_with(filler, size)
            filler.truncate(max(0, filler.tell() - but))

    def free(self) -> None:
        """Somebody makes room."""
        (self.path / "filler").unlink(missing_ok=True)
        self._mount("-o", "remount,size=256m")

    def close(self) -> None:
        """Unmount it."""
        subprocess.run(["umount", "--lazy", str(self.path)], check=False)

    def _mount(self, *options: str) -> None:
        done = subprocess.run(["mount", *options, str(self.path)], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"NO FULL DISK WAS TRIED: this process may not mount a tmpfs ({done.stderr.strip()})")


def _fill_with(filler: Any, size: int) -> None:
    while True:
        filler.write(b"x" * size)


def _write_much(archive: Archive) -> None:
    with archive.writer("leeds", "run-1") as writer:
        for number in range(64):
            writer.page(page(f"https://jobs.example/{number}"), BIG[number : number + 100_000].encode())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "disk", 2048)
    yield made
    made.close()


def limited(region: Region, most: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command, none of whose files may become larger than so many bytes."""
    process = region.start(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    out, errors = process.communicate(timeout=300)
    return subprocess.CompletedProcess(arguments, process.returncode, out, errors)


def big_source(region: Region, server: WebServer, **job: Any) -> None:
    """A board whose one page is larger than the disk."""
    server.answers["/board"] = Answer(board({**JOB, **job}))
    region.source("board", {"type": "greenhouse", "url": server.url("/board")})


def assert_full(done: "subprocess.CompletedProcess[str]", code: int = 6) -> None:
    assert done.returncode == code, done.stdout + done.stderr
    assert "DISK_FULL" in done.stderr
    assert "ree space" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def assert_well_again(region: Region) -> None:
    [report] = region.run_json("harvest", "board")
    assert (report["state"], report["promoted"]) == ("COMPLETE", True)
    assert "RUNNING" not in {run["state"] for run in region.run_json("runs")}
    assert not list((region.home / "archive").rglob(".unfinished*"))


def test_the_archive_fills_up_while_a_page_is_written(region: Region, server: WebServer, disk: Disk) -> None:
    region.home.mkdir()
    (region.home / "archive").symlink_to(disk.path, target_is_directory=True)
    big_source(region, server, content=BIG)
    done = region.run("harvest", "board", "--json", code=6)
    [report] = json.loads(done.stdout)
    assert (report["state"], report["reason"]) == ("FAILED", "DISK_FULL")
    assert "free space" in report["message"]
    assert region.run_json("runs")[0]["next"] == "talentfeed harvest board"
    disk.free()
    assert_well_again(region)


@pytest.mark.parametrize("but", [0, 8192])
def test_the_archive_is_full_from_the_start(region: Region, server: WebServer, disk: Disk, but: int) -> None:
    """Also at robots.txt, which is archived too: not the site's fault."""
    region.home.mkdir()
    (region.home / "archive").symlink_to(disk.path, target_is_directory=True)
    big_source(region, server)
    server.answers["/robots.txt"] = Answer("User-agent: *\nAllow: /\n#" + BIG[:200_000])
    disk.fill(but)
    assert_full(region.run("harvest", "board", code=6))
    disk.free()
    assert_well_again(region)


def test_the_database_is_full(region: Region, server: WebServer, disk: Disk) -> None:
    region.database_url = f"sqlite:///{disk.path}/talentfeed.db"
    disk.fill()
    assert_full(region.run("runs", code=6))
    disk.free()
    big_source(region, server)
    region.run("run")
    disk.fill()
    server.answers["/board"] = Answer(board(JOB, {**JOB, "id": 2, "title": "Porter"}))
    done = region.run("harvest", "board", code=6)
    assert_full(done)
    assert_full(region.run("run", code=6))
    disk.free()
    assert_well_again(region)
    with region.store() as store:
        assert store.listings.count("board") == 2


@pytest.mark.parametrize("arguments", [("publish",), ("publish", "--rebuild")])
def test_the_index_is_full(region: Region, server: WebServer, disk: Disk, arguments: tuple[str, ...]) -> None:
    region.index_url = f"tantivy:{disk.path}/index"
    big_source(region, server)
    disk.free()
    region.run("run")
    jobs = [{**JOB, "id": number, "title": f"Cook {number}", "content": BIG[:9000]} for number in range(60)]
    server.answers["/board"] = Answer(board(*jobs))
    [held] = region.run_json("harvest", "board", code=5)
    region.run("approve", held["id"])
    region.run("resolve")
    disk.fill()
    done = region.run(*arguments, code=8)
    assert_one_line(done, "DISK_FULL")
    assert_full(done, 8)
    assert region.search("cook").total == 1, "the last good state serves"
    disk.free()
    assert region.run_json("publish")["reconciled"] is True
    assert region.search("cook").total == 60


def test_the_table_of_sources(region: Region, server: WebServer, disk: Disk) -> None:
    big_source(region, server)
    disk.fill()
    cache = disk.path / "sources.json"
    # A full disk must not take every DAG out of sight: without the table each parse is only slow.
    assert [row.id for row in source_table(region.settings.config_dir, cache, allow_loopback=True)] == ["board"]
    assert os.listdir(disk.path) == ["filler"]
    disk.free()
    assert [row.id for row in source_table(region.settings.config_dir, cache, allow_loopback=True)] == ["board"]


def test_what_is_printed_or_written_for_a_person(region: Region, disk: Disk, tmp_path: Path) -> None:
    """`talentfeed … > file`, `dedupe --out file`."""
    (region.home / "config" / "sources").mkdir(parents=True, exist_ok=True)
    with Path("/dev/full").open("wb") as full:
        process = region.start("runs", "--json", stdout=full)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 6, errors
    assert errors.startswith("DISK_FULL: ")
    assert "Traceback" not in errors
    saved = tmp_path / "board.json"
    saved.write_text(board(*({**JOB, "id": number, "title": f"Cook {number}"} for number in range(300))))
    listings = tmp_path / "listings.jsonl"
    listings.write_text(region.run("extract", str(saved)).stdout)
    disk.fill()
    assert_one_line(region.run("dedupe", str(listings), "--out", f"{disk.path}/out.csv", code=6), "DISK_FULL")


def test_a_limit_on_files_is_a_full_disk_too(region: Region, server: WebServer) -> None:
    """Of the archive, the database, and the index, in this order."""
    big_source(region, server)
    region.run("runs")
    server.answers["/board"] = Answer(board({**JOB, "content": BIG}))
    assert_full(limited(region, 2_000_000, "harvest", "board"))
    big_source(region, server, content=BIG[:900_000])
    assert_full(limited(region, 400_000, "harvest", "board"))
    assert_well_again(region)
    size = (region.home / "talentfeed.db").stat().st_size
    assert_full(limited(region, size // 2, "resolve", "--full"))
    region.run("resolve")
    done = limited(region, 20_000, "publish")
    assert "DISK_FULL" in done.stderr
    assert done.returncode in (6, 8)
    region.run("publish")
    assert region.search("cook").total == 1


def test_a_writer_that_is_dropped_hides_nothing(disk: Disk) -> None:
    """Closing what it wrote fails as well: the first error is told."""
    archive = Archive(str(disk.path))
    with pytest.raises(StoreError) as raised:
        _write_much(archive)
    assert raised.value.code == DISK_FULL
    assert not list(disk.path.rglob("run-1"))


def test_is_full(disk: Disk) -> None:
    assert is_full(OSError(errno.ENOSPC, "x"))
    assert is_full(ValueError("An IO error occurred: 'No space left on device (os error 28)'"))
    assert not is_full(OSError(errno.EACCES, "x"))
    assert not is_full(ValueError("(os error 2)"))
    wrapped = ValueError("outer")
    wrapped.__cause__ = OSError(errno.EDQUOT, "x")
    assert is_full(wrapped)
    assert not has_no_room(disk.path)
    disk.fill()
    assert has_no_room(disk.path)
    assert os.listdir(disk.path) == ["filler"]
