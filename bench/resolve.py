"""Resolve: all listings of a store into opportunities, then a day's worth of new ones into the same store."""

import tempfile
import time
from collections.abc import Iterator

from bench.figures import Figure, own_peak_mb
from bench.prepare import put_listings
from bench.subprocesses import in_process
from dedupe.stage import resolve
from store import open_store

NEW = 1000


def ten_thousand(*, quick: bool) -> Iterator[Figure]:
    """10,000 listings."""
    return _run(1000 if quick else 10_000)


def hundred_thousand(*, quick: bool) -> Iterator[Figure]:
    """100,000 listings."""
    return _run(3000 if quick else 100_000)


def _run(count: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        new = min(NEW, count // 10)
        in_process(put_listings, url, 0, count)
        store = open_store(url)
        start = time.perf_counter()
        report = resolve(store)
        whole = time.perf_counter() - start
        peak = own_peak_mb()
        repeats = count - report.clusters
        size = f"{count:,} listings"
        yield Figure("resolve", size, count / whole, "listings/s", peak_mb=peak, note=f"{repeats:,} merged away")
        in_process(put_listings, url, count, new)
        start = time.perf_counter()
        report = resolve(store)
        later = time.perf_counter() - start
        store.close()
        size = f"{new:,} new beside {count:,}"
        note = f"touched {report.touched:,}"
        speed = new / later
        yield Figure("resolve, new ones", size, speed, "listings/s", whole / later, "resolving all", note=note)
