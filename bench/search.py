"""Search: a mix of what portals ask, one question after the other, on each engine with the same records."""

import os
import random
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from bench.data import NOW
from bench.figures import Figure, own_peak_mb
from bench.prepare import put_opportunities
from bench.subprocesses import in_process
from bench.timing import percentiles
from bench.words import QUERIES
from records.settings import Settings
from search_index.engine import open_index
from search_index.request import SearchRequest, Sort
from search_index.stage import publish
from store import open_store

TOWNS = ("Leeds", "Bradford", "York", "LS1", "Sheffield", "M1", "Birmingham", "Truro", "Norwich", "Cardiff")
WARM_UP = 50


def embedded(*, quick: bool) -> Iterator[Figure]:
    """The engine inside our process."""
    return _run("", quick=quick)


def elasticsearch(*, quick: bool) -> Iterator[Figure]:
    """A server on this machine."""
    return _run(os.environ["ELASTICSEARCH_URL"], quick=quick)


def _run(index_url: str, *, quick: bool) -> Iterator[Figure]:
    count, asked = (1000, 100) if quick else (20_000, 1500)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=folder, index_url=index_url, index_alias=f"bench-{uuid.uuid4().hex[:12]}")
        rate = in_process(_fill, settings, count)
        with closing(open_index(settings)) as index:
            engine = index.engine
            took: dict[str, list[float]] = {}
            for number, (kind, request) in enumerate(requests(WARM_UP + asked)):
                start = time.perf_counter()
                index.search(request)
                if number >= WARM_UP:
                    took.setdefault(kind, []).append(1000 * (time.perf_counter() - start))
            peak = own_peak_mb()
        in_process(_remove, settings)
    if not index_url:
        yield Figure("publish, embedded engine", f"{count:,} documents", rate, "documents/s")
    size = f"{asked:,} searches in {count:,} records"
    p50, p95 = percentiles([each for times in took.values() for each in times])
    yield Figure(f"search, {engine}, p50", size, p50, "ms", peak_mb=peak)
    yield Figure(f"search, {engine}, p95", size, p95, "ms")
    for kind, times in took.items():
        low, high = percentiles(times)
        yield Figure(f"    {kind}, {engine}, p50", f"{len(times)} searches", low, "ms", note=f"p95 {high:.1f} ms")


def requests(count: int) -> Iterator[tuple[str, SearchRequest]]:
    """Searches with the name of their sort, the same every time."""
    chance = random.Random(3)
    for _ in range(count):
        text, near = chance.choice(QUERIES), chance.choice(TOWNS)
        mix: tuple[tuple[str, dict[str, Any]], ...] = (
            ("text", {"text": text}),
            ("text + kind", {"text": text, "kinds": ["job"]}),
            ("near + radius", {"text": text, "near": near, "within": "15mi"}),
            ("near, by distance", {"near": near, "within": "25mi", "sort": Sort.DISTANCE}),
            ("facets", {"text": text, "facets": ["kinds", "organisations", "areas", "hours"], "highlight": True}),
            ("newest", {"sort": Sort.NEWEST, "closes_after": NOW, "pay_at_least": 30_000}),
        )
        name, asked = chance.choice(mix)
        yield name, SearchRequest(**asked)


def _fill(settings: Settings, count: int) -> float:
    """Records in the store and in the index; documents a second of publishing."""
    put_opportunities(settings.database_url, count)
    with closing(open_store(settings.database_url)) as store:
        start = time.perf_counter()
        report = publish(store, settings)
        took = time.perf_counter() - start
    if not report.reconciled:
        raise RuntimeError(report.message)
    return count / took


def _remove(settings: Settings) -> None:
    if settings.index_url.startswith("http"):
        from search_index.elastic.client import connect

        with closing(connect(settings.index_url, "")) as client:
            for name in client.indices.get(index=f"{settings.index_alias}*", filter_path=["*.aliases"]).body:
                client.indices.delete(index=name)
