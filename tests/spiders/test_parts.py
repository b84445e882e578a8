"""The parts of a harvest that need no process: keys, decoding, waiting, deadlines, saved files."""

import gzip
import re
import zlib
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from formats.compressed import DamagedError, TooLargeError, decode_body
from records.errors import ConfigError, ExtractError
from records.ids import new_id
from records.options import CsvOptions
from records.page import Page
from spiders.connectors.base import Extraction, Found
from spiders.connectors.csv import CsvConnector
from spiders.deadline import read_page
from spiders.keys import canonical_url, payload_key, told_apart, url_key
from spiders.middlewares.patience import retry_after
from spiders.read_file import read_saved
from tests.spiders.conftest import jobs_json

ENCODERS = {
    "": lambda data: data,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "same",
    [
        ("http://x.example/a?b=1&a=2", "https://x.example/a?a=2&b=1#top"),
        ("https://x.example/a;jsessionid=1F?id=3", "https://x.example/a?id=3"),
        ("https://x.example/(S(abcdefghijklmnopqrstuvwx))/j?id=3", "https://x.example/j?id=3"),
        ("https://x.example/j?id=3&utm_source=feed&PHPSESSID=9&gclid=1", "https://x.example:443/j?id=3"),
    ],
)
def test_session_and_tracking_do_not_make_another_advert(same: tuple[str, str]) -> None:
    assert canonical_url(same[0]) == canonical_url(same[1])


def test_what_names_the_advert_stays() -> None:
    assert canonical_url("https://x.example/j?ref=7&page=2") == "https://x.example/j?page=2&ref=7"


@given(st.text())
def test_any_text_has_a_key(text: str) -> None:
    assert len(url_key(text)) == 64
    assert 1 <= len(payload_key(Found({"a": text}, key=text, url=text or None), "f")) <= 512


def test_keys_come_from_id_then_address_then_data() -> None:
    assert payload_key(Found({}, key=" J-1\x00 "), "f") == "J-1"
    assert payload_key(Found({"a": 1}, url="http://x.example/1"), "f") == url_key("https://x.example/1")
    assert payload_key(Found({"a": 1}), "f") != payload_key(Found({"a": 2}), "f")


@pytest.mark.parametrize("encoding", ENCODERS)
@given(body=st.binary(max_size=300).filter(lambda data: not data.startswith(b"\x1f\x8b\x08")))
def test_decoding_undoes_encoding(encoding: str, body: bytes) -> None:
    assert decode_body(ENCODERS[encoding](body), encoding, 1000) == body


@pytest.mark.parametrize("encoding", [name for name in ENCODERS if name])
def test_bombs_stop_at_the_limit(encoding: str) -> None:
    bomb = ENCODERS[encoding](bytes(50_000_000))
    with pytest.raises(TooLargeError):
        decode_body(bomb, encoding, 100_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_cut_off_bodies_are_not_read(encoding: str) -> None:
    whole = ENCODERS[encoding](bytes(range(256)) * 40)
    with pytest.raises(DamagedError):
        decode_body(whole[: len(whole) // 2], encoding, 100_000)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@given(st.text())
def test_any_retry_after_is_read(header: str) -> None:
    assert (retry_after(header, NOW) or 0) >= 0


class Slow(CsvConnector):
    """Reads with a pattern that takes for ever."""

    def read(self, page: Page) -> Extraction:
        re.search(r"(a+)+$", "a" * 40 + "b")
        raise AssertionError("cannot be reached")


class Broken(CsvConnector):
    """Has a fault."""

    def read(self, page: Page) -> Extraction:
        raise KeyError("fault")


def test_a_page_has_a_deadline_and_a_fault_is_its_own() -> None:
    """37: `re` hears the timer."""
    page = Page("http://x.example/", b"", "", NOW)
    options = CsvOptions()
    codes = [problem.code for problem in read_page(Slow(options), page).problems]
    assert codes == ["PAGE_TIMEOUT"]
    assert [problem.code for problem in read_page(Broken(options), page).problems] == ["READ_FAILED"]


def test_saved_files() -> None:
    body = gzip.compress(jobs_json(1, 2).encode())
    connector, extraction = read_saved(body, "https://boards-api.greenhouse.io/v1/boards/x/jobs", at=NOW)
    assert (connector.name, len(extraction.found)) == ("greenhouse", 2)
    assert read_saved(body, "https://x.example/", "greenhouse")[1].found == extraction.found
    with pytest.raises(ExtractError, match="Name one of"):
        read_saved(b"\x00\x01\x02", "https://x.example/")
    with pytest.raises(ConfigError, match="known are"):
        read_saved(body, "https://x.example/", "nonsense")
    with pytest.raises(ExtractError, match="unzipped"):
        read_saved(body[:40], "https://x.example/")


def test_ids_rise() -> None:
    later = new_id(after="7" + "z" * 24 + "0")
    assert later == "7" + "z" * 24 + "1"
    assert new_id() < later


def test_adverts_that_share_an_address_are_told_apart() -> None:
    """A link that leads all of them to the home page is the address of none; copies stay copies."""
    home = "https://jobs.example/"
    found = [
        Found({"title": "Cook"}, url=home),
        Found({"title": "Nurse"}, url=home),
        Found({"title": "Cook"}, url=home),
        Found({"title": "Porter"}, url=f"{home}porter"),
        Found({"title": "Driver"}, url=home, key="7"),
    ]
    keys = [payload_key(one, "fields") for one in told_apart(found, "fields")]
    assert len(set(keys)) == 4
    assert keys[0] == keys[2]
    assert keys[3:] == [payload_key(found[3], "fields"), "7"]
    assert told_apart(found[3:], "fields") == found[3:]
    assert told_apart([found[0], found[2]], "fields") == [found[0], found[2]], "the same advert twice"
