"""`extract` and `source try` say what a run would: empty without proof, a next that is never found, unread records."""

from pathlib import Path
from typing import Any

from services.extracting import Outcome, extract_file
from services.trying import try_listings
from tests.spiders.conftest import World, detail_page, listing_page, make_source, server, world
from tests.spiders.server import Answer, WebServer

__all__ = ["server", "world"]
URL = "https://jobs.example.org/feed"


def _extract(tmp_path: Path, text: str, connector: str, **options: str) -> Outcome:
    file = tmp_path / "saved"
    file.write_text(text)
    return extract_file(file, connector=connector, source_file=None, url=URL, options=options, at=None)


def _codes(outcome: Outcome) -> list[str]:
    return [one["code"] for one in outcome.rejected]


def test_extract_takes_no_page_for_an_empty_feed(tmp_path: Path) -> None:
    for text, code in (
        ("<html><body><p>Service temporarily unavailable</p></body></html>", "NOT_XML"),
        ('<rss version="2.0"/>', "EMPTY_UNPROVED"),
        ("<maintenance/>", "EMPTY_UNPROVED"),
    ):
        outcome = _extract(tmp_path, text, "rss")
        assert (outcome.malformed, outcome.listings, _codes(outcome)) == (True, [], [code])
    proved = _extract(tmp_path, "<rss><channel><title>Jobs</title></channel></rss>", "rss")
    assert (proved.malformed, proved.rejected) == (False, [])


def test_extract_says_which_records_are_told(tmp_path: Path) -> None:
    table = "Reference,Job title,Location\nR1,Cook,Leeds\nR2,Carer,Leeds,York\n"
    outcome = _extract(tmp_path, table, "csv")
    assert [(one["code"], one["keys"]) for one in outcome.rejected] == [("ROW_RAGGED", ["R2", "Carer"])]
    assert (len(outcome.listings), outcome.malformed) == (1, False)


def test_extract_says_that_next_is_not_there(tmp_path: Path) -> None:
    options = {"item": "li.job", "fields.title": "a", "next": "a.nxt"}
    outcome = _extract(tmp_path, listing_page("/a", next_path="/jobs2"), "selectors", **options)
    assert (_codes(outcome), len(outcome.listings), outcome.malformed) == (["NEXT_NEVER_FOUND"], 1, False)
    assert (
        _codes(_extract(tmp_path, listing_page("/a", next_path="/2"), "selectors", **options, next_optional="true"))
        == []
    )


def test_try_says_what_a_run_would(world: World, server: WebServer) -> None:
    def problems(connector: dict[str, Any], body: str) -> list[str]:
        server.answers |= {"/jobs": Answer(body), "/a": Answer(detail_page("Cook"))}
        trial = try_listings(make_source({"url": server.url("/jobs"), **connector}), world.settings, 5)
        return [line.partition(":")[0] for line in trial.problems]

    pages = {"type": "selectors", "item": "li.job", "fields": {"title": "a"}, "next": "a.nxt"}
    assert problems(pages, listing_page("/a", next_path="/jobs2")) == ["NEXT_NEVER_FOUND"]
    assert problems({"type": "rss"}, "<html><p>Service temporarily unavailable</p></html>")[0] == "MALFORMED"
    assert problems({"type": "rss"}, '<rss version="2.0"/>')[0] == "EMPTY_UNPROVED"
    said = problems({"type": "csv"}, "Job title,Location\nCook,Leeds\nCarer,Leeds,York\n")
    assert said == ["ROW_RAGGED", "UNREAD_UNTOLD"]
