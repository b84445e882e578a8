"""Crawl: the harvest stage whole against a bare Scrapy spider on the same local pages.

Both run in a process of their own, one request at a time (what politeness asks of us), without a delay.
Ours fetches robots.txt, keeps request, response and payload in the archive, checks addresses, hashes,
reads JSON-LD and writes the report; the bare spider fetches and yields.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, at_least, children_peak_mb
from bench.site import count, serving
from bench.timing import Works, by_processor, interleaved, ratio, typical
from records.settings import Settings
from records.source import SourceConfig
from records.vocabulary import RunState
from spiders.stage import crawl
from store import Archive, open_store

TARGET = 0.7


def run(*, quick: bool) -> Iterator[Figure]:
    """Pages a second, whole: start of the processes included."""
    details, rounds = (90, 1) if quick else (900, 5)
    with serving(details) as site, tempfile.TemporaryDirectory() as folder:
        harvests = _Harvests(site, details, Path(folder))
        harvests.fresh()  # unmeasured: imports compiled, and the peak of our process alone
        peak = children_peak_mb()
        works: Works = {
            "ours": harvests.fresh,
            "bare": lambda: _bare(site, details),
            "bare, reading": lambda: _bare(site, details, "--read", "--feed", f"{folder}/items.jsonl"),
            "unchanged": harvests.again,
        }
        took = interleaved(works, rounds)
        harvests.close()
    size = f"{count(details)} pages"
    speed = {name: count(details) / typical(took, name) for name in took}
    bare = at_least(ratio(took, "ours", "bare"), TARGET)
    note = by_processor(took, "ours", "bare")
    yield Figure("crawl", size, speed["ours"], "pages/s", against="bare spider", peak_mb=peak, note=note, **bare)
    reading, note = ratio(took, "ours", "bare, reading"), by_processor(took, "ours", "bare, reading")
    yield Figure("crawl", size, speed["ours"], "pages/s", reading, "bare spider that reads JSON-LD", note=note)
    yield Figure("    bare spider", size, speed["bare"], "pages/s")
    unchanged = ratio(took, "unchanged", "ours")
    yield Figure("crawl, nothing changed (304)", size, speed["unchanged"], "pages/s", unchanged, "first crawl")


class _Harvests:
    """Our stage on the site: a source that was never harvested, or one where nothing changed."""

    def __init__(self, site: str, details: int, folder: Path) -> None:
        self._site, self._details, self._made = site, details, 0
        self._settings = Settings(home=folder, allow_loopback=True)
        self._store = open_store(self._settings.database_url)
        self._store.upgrade()
        self._archive = Archive(self._settings.archive_url)

    def fresh(self) -> None:
        self._made += 1
        self._crawl()

    def again(self) -> None:
        self._crawl()

    def _crawl(self) -> None:
        report = crawl(self._source(), self._settings, self._store, self._archive)
        if report.state is not RunState.COMPLETE or report.counts.fetched != self._details:
            raise RuntimeError(f"the crawl gave {report.counts.fetched} adverts: {report.state} {report.message}")

    def _source(self) -> SourceConfig:
        connector = {"type": "json_ld", "url": f"{self._site}/jobs/0", "follow": "a.job", "next": "a.next"}
        return SourceConfig.model_validate(
            {
                "id": f"bench-{self._made}",
                "name": "Bench",
                "publisher": {"name": "Bench"},
                "connector": connector,
                "politeness": {"delay_seconds": 0, "max_pages": 100_000},
                "licence": {"name": "permission"},
            }
        )

    def close(self) -> None:
        self._store.close()


def _bare(site: str, details: int, *options: str) -> None:
    command = [sys.executable, "-m", "bench.bare_spider", f"{site}/jobs/0", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if int(done.stdout) != details:
        raise RuntimeError(f"the bare spider yielded {done.stdout} of {details}: {done.stderr[-500:]}")
