"""A case for every key of a source file outside the connector's options."""

from collections.abc import Callable
from typing import Any

from records.settings import Settings
from records.source_table import source_table
from services.workspace import pick_sources
from spiders.crawler_settings import crawler_settings
from spiders.job import Job
from tests.fleet.case import Bench, Case
from tests.fleet.reading import listing
from tests.fleet.running import START, days, fresh, harvest, source, store_of
from tests.spiders.server import Answer, Seen

CSV = {"type": "csv", "url": "https://data.example.org/jobs.csv"}
NO_EFFECT: dict[str, str] = {}


def nested(name: str, value: Any) -> dict[str, Any]:
    """`{"publisher": {"name": value}}` for `publisher.name`."""
    outer, _, inner = name.partition(".")
    return {outer: {**LEAST.get(outer, {}), inner: value} if inner else value}


LEAST: dict[str, dict[str, Any]] = {"publisher": {"name": "Hill Council"}, "licence": {"name": "unknown"}}
Item = dict[str, Any]


def read(name: str, one: Any, other: Any, item: Item | None = None, **beside: Any) -> tuple[str, Case]:
    """One advert of a feed is listed otherwise."""

    def see(_bench: Bench, value: Any) -> Any:
        keys = nested(name, value)
        for outer, inner in beside.items():
            keys[outer] = {**inner, **keys.get(outer, {})} if isinstance(inner, dict) else inner
        return listing(item or {}, keys)

    return name, Case(one, other, see)


def file(name: str, one: Any, other: Any) -> tuple[str, Case]:
    """The row that Airflow's DAG is made of, and whether `talentfeed run` harvests the source, are otherwise."""

    def see(bench: Bench, value: Any) -> Any:
        folder = fresh(bench)
        path = folder / "config" / "sources" / "testshire" / "demo.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(source(CSV, nested(name, value)).model_dump_json(exclude_unset=True), encoding="utf-8")
        settings = Settings(home=folder, config_dir=folder / "config")
        [row] = source_table(settings.config_dir, folder / "sources.json")
        told = row.model_dump(mode="json", include={"name", "schedule", "timezone", "status"})
        return told, row.runs, len(pick_sources(settings, []))

    return name, Case(one, other, see)


def runs(name: str, one: Any, other: Any, adverts: list[list[Item]], **more: Any) -> tuple[str, Case]:
    """The gates hold a run back, or adverts close, otherwise."""
    beside = more.pop("beside", {})

    def see(bench: Bench, value: Any) -> Any:
        keys = {**beside, **nested(name, value)}
        return days(bench, source(CSV, keys), adverts, **more)

    return name, Case(one, other, see)


def some(count: int, **fields: str) -> list[Item]:
    """So many adverts."""
    return [{"key": str(n), "title": f"Gardener {n}", **fields} for n in range(count)]


def crawled(name: str, one: Any, other: Any, answer: Callable[[Seen], Answer]) -> tuple[str, Case]:
    """A real crawl of a page on loopback ends otherwise."""

    def see(bench: Bench, value: Any) -> Any:
        bench.server.answers["/list"] = answer
        bench.server.answers["/list?2"] = answer
        page = {
            "type": "selectors",
            "url": bench.server.url("/list"),
            "item": "li",
            "fields": {"title": "b"},
            "next": "a",
        }
        return harvest(bench, source(page, nested(name, value)))

    return name, Case(one, other, see)


PAGE = '<ul><li><b>Cook</b></li></ul><a href="/list?2">next</a>'


def plain(seen: Seen) -> Answer:
    """Two pages of one advert each."""
    return Answer(PAGE if seen.path == "/list" else PAGE.replace("Cook", "Baker").replace('href="/list?2"', ""))


def large(seen: Seen) -> Answer:
    """Pages of one and a half megabytes."""
    answer = plain(seen)
    return Answer(f"{answer.body!s}<!--{'x' * 1_500_000}-->")


def slow(seen: Seen) -> Answer:
    """The second page comes after six seconds."""

    def act(handler: Any) -> None:
        import time

        time.sleep(6 if "?2" in seen.path else 0)
        body = str(plain(seen).body).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return Answer(act=act)


def asked(name: str, one: Any, other: Any) -> tuple[str, Case]:
    """Scrapy is told otherwise: a pause cannot be seen without a clock, a certificate not without an authority."""

    def see(_bench: Bench, value: Any) -> Any:
        job = Job(
            source=source(CSV, nested(name, value)), run_id="run", started_at=START, archive_url="", user_agent="x",
        )  # fmt: skip
        return crawler_settings(job)

    return name, Case(one, other, see)


def _stored_name(bench: Bench, value: Any) -> Any:
    """The name that stands beside an advert of the source."""
    settings = Settings(home=fresh(bench))
    with store_of(settings) as store:
        store.sources.put(source(CSV, {"name": value}), "testshire")
        return [one.name for one in store.sources.all()]


EMPLOYER = {"publisher": {"authority": "employer"}}
PAID = "£25,000 a year"
KEYS: dict[str, Case] = dict([
    read("id", "feed", "other"),
    ("name", Case("Demo", "Other", _stored_name)),
    read("publisher.name", "Hill Council", "Dale Council", **EMPLOYER),
    read("publisher.url", None, "https://hill.example.org/", **EMPLOYER),
    read("publisher.kind", None, "council", **EMPLOYER),
    read("publisher.authority", "employer", "board"),
    read("kind", "job", "course"),
    file("schedule", "@daily", "@hourly"),
    read("area", None, "Shropshire", {"location": "Countywide"}),
    read("timezone", "Europe/London", "Asia/Tokyo", {"closingdate": "2026-10-01"}),
    read("country", "GB", "US", {"salary": "50000"}),
    read("defaults", {"town": "Leeds"}, {"town": "York"}),
    read("lookups", {"title": {"Cook": "Chef"}}, {}),
    runs("expectations.min_listings", 0, 30, [some(20)]),
    runs("expectations.max_listings", None, 10, [some(20)]),
    runs("expectations.fill", {}, {"pay": 0.9}, [some(20)]),
    runs("expectations.max_loss", 0.9, 0.2, [some(40), some(20)]),
    runs("expectations.max_rejected", 0.5, 0.05, [some(20)], broken=10),
    runs("expectations.complete", True, False, [some(40), some(39), some(39)]),
    asked("politeness.delay_seconds", 0, 2),
    asked("politeness.tls_waiver", None, "their certificate has expired"),
    crawled("politeness.max_pages", 1, 5, plain),
    crawled("politeness.max_minutes", 0.04, 9, slow),
    crawled("politeness.max_page_mb", 1, 5, large),
    crawled("politeness.timeout_seconds", 1, 120, slow),
    read("licence.name", "OGL-UK-3.0", "permission"),
    read("licence.attribution", None, "Contains public data"),
    read("licence.url", None, "https://terms.example.org/"),
    file("status", "active", "paused"),
])  # fmt: skip
