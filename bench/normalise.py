"""Normalise: archived payloads into listings of the store, whole and where nothing changed."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.data import NOW, Made, adverts, job_posting
from bench.figures import Figure, own_peak_mb
from bench.subprocesses import in_process
from normalise.pipeline import to_listing
from normalise.stage import normalise
from records.ids import new_id
from records.payload import Payload
from records.run import RunCounts, RunReport
from records.source import SourceConfig
from records.vocabulary import RunState
from store import Archive, open_store


def run(*, quick: bool) -> Iterator[Figure]:
    """Listings a second of a first run, of a second run that says the same, and of the mapping alone."""
    count = 500 if quick else 5000
    with tempfile.TemporaryDirectory() as folder:
        first, second = in_process(_archive, folder, count)
        store, archive = open_store(f"sqlite:///{folder}/bench.db"), Archive(f"{folder}/archive")
        store.upgrade()
        took = []
        for run_id, field in ((first, "new"), (second, "unchanged")):
            start = time.perf_counter()
            report = normalise(_source(), store, archive, run_id=run_id, now=NOW)
            took.append(time.perf_counter() - start)
            if getattr(report.counts, field) != count:
                raise RuntimeError(f"{count} payloads gave {report.counts}: {report.message}")
        peak = own_peak_mb()
        store.close()
    # Others than above: places, languages and labels that were read once are remembered.
    some = [_payload(made, first) for made in adverts(min(1000, count), seed=2, sources=1)]
    start = time.perf_counter()
    for payload in some:
        to_listing(payload, _source_made, now=NOW)
    alone = time.perf_counter() - start
    size = f"{count:,} JobPosting payloads"
    yield Figure("normalise", size, count / took[0], "listings/s", peak_mb=peak)
    yield Figure("normalise, nothing changed", size, count / took[1], "listings/s", took[0] / took[1], "first run")
    yield Figure("normalise, mapping and steps alone", f"{len(some):,} payloads", len(some) / alone, "listings/s")


def _source() -> SourceConfig:
    return SourceConfig.model_validate(
        {
            "id": "bench",
            "name": "Bench",
            "publisher": {"name": "Bench"},
            "connector": {"type": "json_ld", "url": "https://board.example/jobs"},
            "licence": {"name": "permission"},
        }
    )


_source_made = _source()


def _archive(folder: str, count: int) -> tuple[str, str]:
    """Two archived runs of the same payloads; their ids."""
    archive = Archive(str(Path(folder) / "archive"))
    ids: list[str] = []
    for _ in range(2):
        ids.append(new_id(after=ids[-1] if ids else ""))
        with archive.writer("bench", ids[-1]) as writer:
            for made in adverts(count, sources=1):
                writer.payload(_payload(made, ids[-1]))
            writer.finish(
                RunReport(
                    id=ids[-1],
                    source_id="bench",
                    state=RunState.COMPLETE,
                    config_hash=_source_made.config_hash,
                    started_at=NOW,
                    ended_at=NOW,
                    counts=RunCounts(fetched=count),
                )
            )
    return ids[0], ids[1]


def _payload(made: Made, run_id: str) -> Payload:
    return Payload(
        source_id="bench",
        run_id=run_id,
        key=made.key,
        connector="json_ld",
        format="schema_org",
        data=job_posting(made),
        url=made.url,
        page_url=made.url,
        fetched_at=NOW,
    )
