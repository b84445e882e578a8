"""The resolve stage on a real store: ids, merges, redirects, splits, judgements, re-posts, explanations."""

from datetime import UTC, datetime

import pytest

from dedupe.stage import resolve
from dedupe.writing import Written, write_groups
from records.errors import BusyError
from records.opportunity import Opportunity
from records.vocabulary import ListingStatus, OpportunityStatus
from store import BlockEntry, Store
from tests.dedupe.history import History, advert
from tests.dedupe.labelled import listing_of
from tests.dedupe.near_misses import near_miss_set

NOW = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def store(either_store: Store) -> Store:
    return either_store


def owner(store: Store, listing_id: str) -> str:
    return store.opportunities.by_listing([listing_id])[listing_id]


def opportunity(store: Store, listing_id: str) -> Opportunity:
    found = store.opportunities.get(owner(store, listing_id))
    assert found is not None
    return found


def test_two_sources_become_one_opportunity_with_its_explanation(history: History, store: Store) -> None:
    history.run([advert("council:1"), advert("board:7", title="URGENT - Healthcare Assistant (Ref: 123456)")])
    report = resolve(store, now=NOW)
    assert (report.created, report.due) == (1, 2)
    assert history.clusters() == {frozenset({"council:1", "board:7"})}
    [edge] = store.edges.of(["council:1"])
    assert edge.merged
    assert edge.rule == "evidence"
    assert edge.score > 0.5
    assert {"title", "employer", "place", "pay", "text"} <= set(edge.features)


def test_resolving_again_changes_nothing(history: History, store: Store) -> None:
    history.run([advert("council:1"), advert("board:7"), advert("board:8", title="Cook")])
    resolve(store)
    before, last = store.opportunities.memberships(), store.changes.last_sequence()
    assert resolve(store).due == 0
    report = resolve(store, full=True)
    assert (report.created, report.changed, report.redirected) == (0, 0, 0)
    assert store.opportunities.memberships() == before
    assert store.changes.last_sequence() == last


def test_an_id_lives_through_a_change_of_the_advert(history: History, store: Store) -> None:
    history.run([advert("council:1")])
    resolve(store)
    before = owner(store, "council:1")
    history.run([advert("council:1", title="Senior Gardener", employer="Leeds City Council")])
    resolve(store)
    assert owner(store, "council:1") == before
    assert opportunity(store, "council:1").title == "Senior Gardener"


def test_the_older_id_lives_on_and_the_other_redirects(history: History, store: Store) -> None:
    history.run([advert("council:1")])
    history.run([advert("board:7", title="Cook")])
    resolve(store)
    older, younger = owner(store, "council:1"), owner(store, "board:7")
    assert older != younger
    history.run([advert("board:7")])
    report = resolve(store)
    assert report.redirected == 1
    assert owner(store, "board:7") == older
    redirect = store.opportunities.get(younger)
    assert redirect is not None
    assert redirect.merged_into == older


def test_on_a_split_the_founder_keeps_the_id_and_the_other_gets_its_own_back(history: History, store: Store) -> None:
    history.run([advert("council:1")])
    history.run([advert("board:7")])
    resolve(store)
    shared = owner(store, "council:1")
    assert owner(store, "board:7") == shared
    history.run([advert("board:7", title="Cook")])
    resolve(store)
    assert owner(store, "council:1") == shared
    apart = owner(store, "board:7")
    assert apart != shared
    history.run([advert("board:7")])
    resolve(store)
    history.run([advert("board:7", title="Cook")])
    resolve(store)
    assert owner(store, "board:7") == apart


def test_a_person_outranks_the_model_for_good(history: History, store: Store) -> None:
    history.run([advert("council:1"), advert("board:7"), advert("board:9", title="Driver")])
    resolve(store)
    store.judgements.put("council:1", "board:7", False, "ann", NOW, "two posts")
    store.judgements.put("council:1", "board:9", True, "ann", NOW, "the same, says the manager")
    resolve(store)
    expected = {frozenset({"council:1", "board:9"}), frozenset({"board:7"})}
    assert history.clusters() == expected
    assert any(edge.rule == "judgement" for edge in store.edges.of(["council:1"]))
    history.run([advert("board:7", salary="£24,100 per annum")])
    resolve(store)
    resolve(store, full=True)
    assert history.clusters() == expected
    store.judgements.remove("council:1", "board:7")
    store.judgements.remove("council:1", "board:9")
    resolve(store)
    assert history.clusters() == {frozenset({"council:1", "board:7"}), frozenset({"board:9"})}


def test_a_post_advertised_again_after_closing_is_linked_not_merged(history: History, store: Store) -> None:
    history.run([advert("council:1")])
    resolve(store)
    history.close(["council:1"])
    resolve(store)
    history.run([advert("council:2", date_posted="")])
    resolve(store)
    assert len(history.clusters()) == 2
    again = opportunity(store, "council:2")
    assert again.reposts == [owner(store, "council:1")]
    assert again.status is OpportunityStatus.OPEN


def test_a_repost_that_moved_to_another_town_is_linked_by_its_address(history: History, store: Store) -> None:
    history.run([advert("council:1", url="https://jobs.example/vacancy/84512")])
    resolve(store)
    history.close(["council:1"])
    moved = {"url": "https://jobs.example/vacancy/84512", "location": "Torquay, Devon", "date_posted": ""}
    history.run([advert("board:7", **moved)])
    resolve(store)
    assert opportunity(store, "board:7").reposts == [owner(store, "council:1")]


def test_blocks_of_another_version_are_made_anew(history: History, store: Store) -> None:
    history.run([advert("council:1"), advert("board:7", title="Cook")])
    resolve(store)
    known = ["council:1", "board:7"]
    store.blocks.put(
        {m: BlockEntry(["of an older version"], sketch) for m, sketch in store.blocks.sketches(known).items()}
    )
    history.run([advert("agency:3")])
    report = resolve(store)
    assert report.full
    assert history.clusters() == {frozenset({"council:1", "agency:3"}), frozenset({"board:7"})}


def test_a_source_that_withdraws_does_not_end_what_another_offers(history: History, store: Store) -> None:
    history.run([advert("council:1"), advert("board:7")])
    resolve(store)
    history.close(["council:1"], ListingStatus.WITHDRAWN)
    resolve(store)
    assert len(history.clusters()) == 1
    assert opportunity(store, "council:1").status is OpportunityStatus.OPEN
    history.close(["board:7"], ListingStatus.WITHDRAWN)
    resolve(store)
    assert opportunity(store, "council:1").status is OpportunityStatus.WITHDRAWN


def test_a_resolve_that_was_killed_is_taken_up_again(
    history: History, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.run([listing_of(row) for row in near_miss_set(3, 6)])
    monkeypatch.setattr("dedupe.stage.PER_TRANSACTION", 3)
    written: list[int] = []

    def killed(*arguments: object, **options: object) -> Written:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(1)
        return write_groups(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("dedupe.stage.write_groups", killed)
    with pytest.raises(KeyboardInterrupt):
        resolve(store)
    done = len(store.opportunities.memberships())
    assert 0 < done < store.listings.count()
    monkeypatch.setattr("dedupe.stage.write_groups", write_groups)
    assert resolve(store).due == store.listings.count() - done
    report = resolve(store, full=True)
    assert (report.created, report.changed, report.redirected) == (0, 0, 0)


def test_one_resolve_at_a_time(history: History, store: Store) -> None:
    history.run([advert("council:1")])
    with store.leases.hold("resolve"), pytest.raises(BusyError):
        resolve(store)


def test_work_follows_change(history: History, store: Store) -> None:
    towns = ("Leeds", "York", "Derby", "Exeter", "Norwich")
    history.run(
        [
            advert(f"board:{n}-{town}", title=f"Teacher of {subject}", location=town, employer=f"School {n}")
            for n, subject in enumerate(("Music", "Art", "French", "History", "Physics", "Drama"))
            for town in towns
        ]
    )
    resolve(store)
    history.run([advert("council:1", title="Teacher of Art", location="York", employer="School 1")])
    assert resolve(store).touched == 2


def test_what_a_person_should_look_at(history: History, store: Store) -> None:
    history.run([advert("council:1", title="Healthcare Assistant - Nights")])
    resolve(store)
    history.run([advert("board:7"), *(advert(f"board:{n}", title="Cook") for n in range(20, 29))])
    resolve(store)
    [vetoed] = [edge for edge in store.edges.of(["board:7"]) if edge.rule.startswith("veto")]
    assert not vetoed.merged
    assert vetoed.features["review"] == "vetoed, one text"
    assert {edge.features["review"] for edge in store.edges.of(["board:20"])} == {"9 adverts"}
    history.run([advert("board:30", title="Driver", date_posted="2026-05-01"), advert("board:31", title="Driver")])
    resolve(store)
    assert {edge.features["review"] for edge in store.edges.of(["board:30"])} == {"posted over 121 days"}
