"""Relevance: how well each engine answers the judged questions over the example region (`tests/relevance`)."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.figures import Figure
from records.settings import Settings
from search_index.engine import open_index
from search_index.stage import publish
from store import open_store
from tests.factories import put_opportunities
from tests.relevance.judged import corpus
from tests.relevance.measure import Measured, figures, measure

TARGET = 0.80


def embedded(*, quick: bool) -> Iterator[Figure]:
    """The engine inside our process; all questions, however quick it is to be."""
    return _run("")


def elasticsearch(*, quick: bool) -> Iterator[Figure]:
    """A server on this machine."""
    return _run(os.environ["ELASTICSEARCH_URL"])


def _run(index_url: str) -> Iterator[Figure]:
    records = list(corpus())
    with tempfile.TemporaryDirectory() as folder:
        alias = f"bench-{uuid.uuid4().hex[:8]}"
        now = max(one.last_seen_at for one in records)
        settings = Settings(home=Path(folder), index_url=index_url, index_alias=alias, now=now)
        with closing(open_store(settings.database_url)) as store:
            store.upgrade()
            put_opportunities(store, *records)
            publish(store, settings)
        with closing(open_index(settings)) as index:
            measured = measure(index.search, records)
    for name, part in (("", [one for one in measured if not one.question.aside]),
                       (", aside", [one for one in measured if one.question.aside])):  # fmt: skip
        yield from _figures(name, part)


def _figures(name: str, measured: list[Measured]) -> Iterator[Figure]:
    found = figures(measured)
    size = f"{found.questions} questions{name}"
    met = found.precision >= TARGET
    yield Figure("precision of the first five", size, round(found.precision, 3), "", target=f">= {TARGET}", met=met)
    yield Figure("nDCG of the first ten", size, round(found.ndcg, 3), "")
    yield Figure("questions without an answer", size, len(found.unanswered), "")
