"""Sources, rejected records, blocks, judgements and publications, on both databases; ids and documents."""

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import store
from records.errors import StoreError
from records.payload import Payload
from records.run import RunReport
from store import BlockEntry, DeadLetter, Edge, Publication, Store, new_id
from store.documents import dump, load
from tests.store.make import batch, day, listing, opportunity_id, payload, rejected, report, source

ROOT = Path(__file__).parents[2]


def test_sources(store: Store) -> None:
    assert store.sources.get("leeds") is None
    store.sources.put(source("york"), "north-yorkshire")
    store.sources.put(source(), "elsewhere")
    store.sources.put(source(), "west-yorkshire")
    assert [(each.id, each.region) for each in store.sources.all()] == [
        ("leeds", "west-yorkshire"),
        ("york", "north-yorkshire"),
    ]
    leeds = store.sources.get("leeds")
    assert leeds is not None
    assert (leeds.name, leeds.authority, leeds.attribution) == ("Leeds City Council", "employer", "From Leeds")
    assert leeds.config == source()


def test_rejected_of_a_run_are_replaced(store: Store) -> None:
    store.rejected.replace("run-1", [rejected(str(number)) for number in range(600)])
    store.rejected.replace("run-2", [rejected("x", "run-2")])
    store.rejected.replace("run-1", [rejected("b"), rejected("a")])
    assert [each.key for each in store.rejected.for_run("run-1")] == ["b", "a"]
    assert [each.key for each in store.rejected.for_run("run-1", limit=1)] == ["b"]
    assert store.rejected.count() == store.rejected.count(source_id="leeds") == 3
    assert store.rejected.count("run-2") == 1
    assert store.rejected.count_by_code("run-1") == {"NO_TITLE": 2}


def test_blocks(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a"), listing("b")]))
    store.blocks.put({"leeds:a": BlockEntry(["x", "y", "x"], b"\x00a"), "leeds:b": BlockEntry(["y"], b"b")})
    store.blocks.put({"leeds:b": BlockEntry(["y", "z"], b"bb")})
    assert store.blocks.members(["x", "y", "z", "w"]) == {
        "x": ["leeds:a"],
        "y": ["leeds:a", "leeds:b"],
        "z": ["leeds:b"],
    }
    assert store.blocks.sketches(["leeds:a", "leeds:b", "leeds:c"]) == {"leeds:a": b"\x00a", "leeds:b": b"bb"}
    assert store.blocks.orders(["leeds:a", "leeds:b", "leeds:c"]) == {"leeds:a": b"", "leeds:b": b""}
    assert store.blocks.only_of(0)
    assert not store.blocks.only_of(4)
    store.blocks.put({"leeds:b": BlockEntry(["y", "z"], b"bb", b"\x00order", 4)})
    assert store.blocks.orders(["leeds:b"]) == {"leeds:b": b"\x00order"}
    assert not store.blocks.only_of(4)
    store.blocks.forget(["leeds:a"])
    assert store.blocks.only_of(4)
    assert store.blocks.members(["x", "y"]) == {"y": ["leeds:b"]}
    with pytest.raises(StoreError):
        store.blocks.put({"leeds:never": BlockEntry(["x"])})


def test_judgements_are_one_a_pair(store: Store) -> None:
    store.judgements.put("leeds:b", "leeds:a", True, "ann", day(1))
    store.judgements.put("leeds:a", "leeds:b", False, "bob", day(2), "other ward")
    (judgement,) = store.judgements.all()
    assert (judgement.listing_a, judgement.listing_b, judgement.same) == ("leeds:a", "leeds:b", False)
    assert (judgement.by, judgement.at, judgement.note) == ("bob", day(2), "other ward")
    with pytest.raises(StoreError, match="two listings"):
        store.judgements.put("leeds:a", "leeds:a", True, "ann", day(1))
    store.judgements.remove("leeds:b", "leeds:a")
    assert store.judgements.all() == []


def test_a_judgement_that_is_taken_back_leaves_no_explanation(store: Store) -> None:
    store.listings.apply(batch(1, [listing("a"), listing("b"), listing("c")]))
    store.judgements.put("leeds:b", "leeds:a", True, "ann", day(1))
    due = store.listings.due_for_resolve()
    with store.resolve_transaction() as transaction:
        transaction.put_edges(
            [
                Edge("leeds:a", "leeds:b", 1.0, "judgement", day(1)),
                Edge("leeds:b", "leeds:c", 0.9, "evidence", day(1)),
                Edge("leeds:a", "leeds:c", 1.0, "judgement", day(1)),
            ]
        )
        transaction.mark_resolved(due)
    assert store.listings.due_among(["leeds:a", "leeds:b"]) == set()
    store.judgements.remove("leeds:a", "leeds:b")
    assert [(edge.listing_a, edge.listing_b) for edge in store.edges.of(["leeds:a", "leeds:b"])] == [
        ("leeds:a", "leeds:c"),
        ("leeds:b", "leeds:c"),
    ]
    assert store.listings.due_among(["leeds:a", "leeds:b", "leeds:c", "leeds:never"]) == {"leeds:a", "leeds:b"}


def test_judgements_of_some_listings(store: Store) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "d")):
        store.judgements.put(f"leeds:{one}", f"leeds:{other}", True, "ann", day(1))
    assert [row.listing_b for row in store.judgements.of(["leeds:b", "leeds:x"])] == ["leeds:b", "leeds:c"]
    assert store.judgements.of([]) == []


def test_near_ids(store: Store) -> None:
    assert store.listings.near("leeds:1") == []
    store.listings.apply(batch(1, [listing(f"gardener-{number}") for number in range(5)]))
    assert store.listings.near("leeds:gardener-33")[0] == "leeds:gardener-3"
    assert len(store.listings.near("leeds:gardener")) == 3
    assert store.listings.near("leds:gardener-4")[0] == "leeds:gardener-4"
    assert store.listings.near("york:cook") == []


def test_publications_and_dead_letters(store: Store) -> None:
    assert store.publications.get("jobs") is None
    store.publications.put(Publication("jobs", 4, day(1)))
    store.publications.put(Publication("jobs", 7, day(2), '{"index": "jobs-2"}'))
    assert store.publications.get("jobs") == Publication("jobs", 7, day(2), '{"index": "jobs-2"}')
    letters = [DeadLetter("jobs", opportunity_id(each), each, "MAPPING", "no", day(each)) for each in (3, 1, 2)]
    store.publications.put_dead_letters([*letters, letters[0]])
    assert [each.sequence for each in store.publications.dead_letters("jobs")] == [1, 2, 3]
    store.publications.clear_dead_letters("jobs", [opportunity_id(1)])
    assert [each.sequence for each in store.publications.dead_letters()] == [2, 3]
    store.publications.clear_dead_letters("jobs")
    assert store.publications.dead_letters() == []


def test_times_come_back_in_utc_and_naive_ones_are_refused(store: Store) -> None:
    summer = timezone(timedelta(hours=1))
    store.publications.put(Publication("jobs", 1, datetime(2026, 7, 1, 0, 30, tzinfo=summer)))
    found = store.publications.get("jobs")
    assert found is not None
    assert found.at.isoformat() == "2026-06-30T23:30:00+00:00"
    with pytest.raises(StoreError, match="without zone"):
        store.publications.put(Publication("jobs", 1, datetime(2026, 7, 1)))  # noqa: DTZ001


def test_ids_rise_and_have_their_form() -> None:
    ids = [new_id() for _ in range(2000)]
    assert ids == sorted(set(ids))
    assert {len(each) for each in ids} == {26}
    assert not set("".join(ids)) & set("ilouILOU")


def test_documents_survive_lone_surrogates_and_say_what_is_wrong() -> None:
    odd = payload("1", text="\ud800")
    assert load(Payload, dump(odd)) == odd
    with pytest.raises(StoreError, match="stored RunReport run-9 cannot be read"):
        load(RunReport, "{}", "run-9")
    assert load(RunReport, dump(report())) == report()


def test_the_room_is_light_until_it_is_used() -> None:
    assert {name for name in store.__all__ if getattr(store, name)} == set(store._HOMES)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = store.nothing
    code = "import sys, store; sys.exit('sqlalchemy' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
