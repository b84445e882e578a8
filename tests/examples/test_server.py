"""The local server answers as web servers do: conditional requests, compression, failures, its own address a site."""

import gzip
import json
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest

from examples.region.sites.catalogue import SITES
from examples.server import Region, RegionServer
from tests.waiting import PATIENCE


def _get(
    url: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> "tuple[int, Message[str, str], bytes]":
    request = urllib.request.Request(url, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_every_site_has_a_host_of_its_own(region_server: RegionServer) -> None:
    hosts = [base.rpartition(":")[0] for base in region_server.region.sites.values()]
    assert len(set(hosts)) == len(hosts) == len(SITES)
    for source, base in region_server.region.sites.items():
        assert _get(base + SITES[source].start)[0] == 200, source
        assert _get(f"{base}/robots.txt")[0] == 200


def test_an_unchanged_page_is_a_304(region_server: RegionServer) -> None:
    url = region_server.region.sites["westriding-skills-events"] + "/whats-on"
    _, headers, _ = _get(url)
    assert _get(url, {"If-None-Match": headers["ETag"]})[0] == 304
    assert _get(url, {"If-Modified-Since": headers["Last-Modified"]})[0] == 304
    assert _get(url, {"If-None-Match": '"other"'})[0] == 200


def test_what_stays_the_same_over_night_keeps_its_mark(region_folder: Path) -> None:
    """Most pages of the board are one conditional request each on the second day."""
    region = Region(region_folder)
    pages = sorted((region_folder / "day1" / "five-towns-jobs" / "jobs").glob("*.html"))
    marks = {page.stem: region.answer("five-towns-jobs", f"/jobs/{page.stem}", {}).headers["ETag"] for page in pages}
    region.day = 2
    statuses = [
        region.answer("five-towns-jobs", f"/jobs/{stem}", {"If-None-Match": mark}).status
        for stem, mark in marks.items()
    ]
    assert statuses.count(304) > 0.8 * len(statuses)
    assert 200 in statuses
    assert 404 in statuses


def test_compression(region_server: RegionServer) -> None:
    url = region_server.region.sites["brightloom-careers"] + "/v1/boards/brightloom/jobs"
    _, plain, body = _get(url)
    _, headers, packed = _get(url, {"Accept-Encoding": "gzip"})
    assert plain["Content-Encoding"] is None
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == body
    assert json.loads(body)["meta"]["total"] == len(json.loads(body)["jobs"])


def test_the_day_is_switched_while_it_runs(region_server: RegionServer) -> None:
    feed = region_server.region.sites["moor-and-mill-jobs"]
    assert _get(f"{feed}/feed.rss")[0] == 200
    assert _get(f"{feed}/__day?n=2", method="POST")[0] == 200
    status, headers, _ = _get(f"{feed}/feed.rss")
    assert (status, headers["Retry-After"]) == (503, "1")
    assert _get(f"{feed}/__day?n=7", method="POST")[0] == 400


def test_requests_are_counted(region_server: RegionServer) -> None:
    base = region_server.region.sites["westriding-skills-news"]
    _get(f"{base}/__reset", method="POST")
    _get(f"{base}/news.atom")
    _get(f"{base}/nothing")
    asked = json.loads(_get(f"{base}/__requests")[2])
    assert [(one["path"], one["status"]) for one in asked] == [("/news.atom", 200), ("/nothing", 404)]


def test_nothing_outside_a_site_is_served(region_folder: Path) -> None:
    region = Region(region_folder)
    for path in ("/../../sites.json", "/../five-towns-jobs/jobs", "/%2e%2e/sites", "/jobs/../../../truth/day1.tsv"):
        assert region.answer("brightloom-careers", path, {}).status == 404, path


def test_a_folder_without_a_region_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"examples\.region\.build"):
        Region(tmp_path)


def test_a_taken_port_is_named(region_server: RegionServer) -> None:
    with pytest.raises(SystemExit, match="cannot listen on"), RegionServer(region_server.region.folder):
        pass
