"""Cases of names that changes beside this one bring: each is asked from the day on which its name is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from normalise.stage import normalise
from records.settings import Settings
from records.url_keys import former_keys, url_key
from spiders.stage import crawl
from store import Archive
from tests.fleet.case import Bench, Case
from tests.fleet.options import LEAST, LINKS, LIST, case
from tests.fleet.running import START, archived, fresh, harvest, source, store_of
from tests.fleet.source_keys import CSV, runs, some
from tests.spiders.server import Answer

ONE_PAGE = LINKS.replace('rel="next"', 'rel="nothing"')


def _grace(bench: Bench, days: int) -> Any:
    """What is open a week after the source's file went."""
    from normalise.source_ends import close_ended  # type: ignore[import-not-found, unused-ignore]

    folder = fresh(bench)
    (folder / "config" / "sources").mkdir(parents=True)
    settings = Settings.model_validate({"home": folder, "config_dir": folder / "config", "source_grace_days": days})
    archive, config = Archive(settings.archive_url), source(CSV)
    with store_of(settings) as store:
        store.sources.put(config, "testshire")
        run = archived(archive, config, "", START, some(3), 0)
        normalise(config, store, archive, run_id=run, now=START)
        for later in (0, 7):
            close_ended(store, settings.model_copy(update={"now": START + timedelta(days=later)}))
        return sorted(state.key for state in store.listings.states(config.id).values() if state.status.value == "open")


def _was(bench: Bench, former: list[str]) -> Any:
    """The adverts that a source has after its first run, where another id had some before."""
    settings = Settings(home=fresh(bench))
    archive = Archive(settings.archive_url)
    old, new = source(CSV, {"id": "old"}), source(CSV, {"id": "new", "was": former})
    with store_of(settings) as store:
        store.sources.put(old, "testshire")
        run = archived(archive, old, "", START, some(3), 0)
        normalise(old, store, archive, run_id=run, now=START)
        store.sources.put(new, "testshire")
        return len(store.listings.states("old")), len(store.listings.states("new"))


def _was_at(_bench: Bench, former: list[str]) -> Any:
    """The keys by which an advert on the site's present host is known."""
    url = "https://new.example.org/jobs/7"
    return list(former_keys(url_key(url), url, source(CSV, {"was_at": former}).was_at))


def _mend(bench: Bench, wanted: str) -> Any:
    """How a run ends whose list page was redesigned."""
    server, folder = bench.server, fresh(bench)
    given = Settings(home=folder, allow_loopback=True)
    config = source(
        {"type": "selectors", "url": server.url("/mend"), "item": "li", "fields": {"title": "b"}, "mend": wanted}
    )
    titles = ("Cook at a school", "Night porter", "Gardener", "Gate keeper")
    with store_of(given) as store:
        for form in ("<li><b>{}</b></li>", '<div class="job"><i class="job-title">{}</i></div>'):
            server.answers["/mend"] = Answer(f"<main>{''.join(form.format(title) for title in titles)}</main>")
            report = crawl(config, given, store, Archive(given.archive_url))
    return report.state.value, report.reason, report.counts.fetched


def _render(connector: str) -> Callable[[Bench, Any], Any]:
    """Whether a crawl asks for a browser; there is none."""

    def see(bench: Bench, value: Any) -> Any:
        url = bench.server.url("/render")
        bench.server.answers["/render"] = Answer("<p>")
        given = {**LEAST[connector], "type": connector, "url": url, "render": value}
        return harvest(bench, source(given), browser="/nowhere/chromium")

    return see


def _browser(bench: Bench, program: str) -> Any:
    """Which program is to draw a page; neither can."""
    bench.server.answers["/render"] = Answer("<p>")
    given = Settings(home=fresh(bench), allow_loopback=True, browser=program)
    url = bench.server.url("/render")
    config = source({**LEAST["selectors"], "type": "selectors", "url": url, "render": "browser"})
    with store_of(given) as store:
        return crawl(config, given, store, Archive(given.archive_url)).message


LATER: dict[str, dict[str, Case]] = {
    "option of a connector": dict([
        case("json_ld.next_optional", True, False, ONE_PAGE, follow="a.job", next="a[rel=next]"),
        *((f"{name}.render", Case(None, "browser", _render(name))) for name in ("selectors", "json_ld", "table")),
        ("selectors.mend", Case("propose", "accept", _mend)),
        case("selectors.next_optional", True, False, LIST, next="a.further"),
    ]),
    "key of a source file": dict([
        ("was", Case([], ["old"], _was)),
        ("was_at", Case([], ["https://old.example.org"], _was_at)),
        runs("expectations.max_unseen_days", 60, 5, [some(20)], later=10),
    ]),
    "setting": {
        "source_grace_days": Case(0, 30, _grace),
        "browser": Case("/nowhere/chromium", "/bin/false", _browser),
    },
}  # fmt: skip
