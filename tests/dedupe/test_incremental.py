"""However a history came about, piece by piece or at once, it ends in the same partition."""

import random
from datetime import timedelta

import pytest

from dedupe.stage import resolve
from records.listing import Listing
from records.vocabulary import ListingStatus
from store import Store
from tests.dedupe.history import History
from tests.dedupe.labelled import listing_of
from tests.dedupe.near_misses import near_miss_set


def pool(seed: int) -> list[Listing]:
    return [listing_of(row) for row in near_miss_set(seed, 12)]


def changed(rng: random.Random, listing: Listing, other: Listing) -> Listing:
    """The advert with something of another's: what may happen to it at its source."""
    names = rng.sample(("title", "description", "organisation", "places", "pay", "url"), k=rng.choice((1, 2)))
    update = {name: getattr(other, name) for name in names}
    return listing.model_copy(update={**update, "content_hash": f"{rng.random()}"})


def step(rng: random.Random, history: History, waiting: list[Listing], known: dict[str, Listing]) -> None:
    """One thing that happens: new adverts, changed ones, closed ones, a judgement."""
    what = rng.choice(("new", "new", "new", "change", "close", "judge", "reopen"))
    if what == "new" or len(known) < 2:
        some = [waiting.pop() for _ in range(min(len(waiting), rng.randint(1, 9)))]
        known.update((listing.id, listing) for listing in some)
        history.run(some)
    elif what in ("change", "reopen"):
        ids = rng.sample(sorted(known), k=min(3, len(known)))
        others = list(known.values())
        for listing_id in ids:
            known[listing_id] = changed(rng, known[listing_id], rng.choice(others))
        history.run([known[listing_id] for listing_id in ids])
    elif what == "close":
        history.close(rng.sample(sorted(known), k=min(4, len(known))), ListingStatus.CLOSED)
    else:
        one, two = rng.sample(sorted(known), k=2)
        history.store.judgements.put(one, two, rng.random() < 0.5, "ann", history.day + timedelta(hours=1), "")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("cap", "window"), [(60, 8), (4, 2)], ids=["usual blocks", "tiny blocks"])
def test_piece_by_piece_ends_as_all_at_once(
    seed: int, cap: int, window: int, store: Store, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("candidates", "neighbourhood", "blocks"):
        monkeypatch.setattr(f"dedupe.{module}.CAP", cap)
    for module in ("candidates", "neighbourhood"):
        monkeypatch.setattr(f"dedupe.{module}.WINDOW", window)
    rng = random.Random(seed)
    waiting, known = pool(seed), dict[str, Listing]()
    for number in range(14):
        step(rng, history, waiting, known)
        if rng.random() < 0.8:
            resolve(store)
        if number % 5 == 4:
            resolve(store)
            check(store, history)
    resolve(store)
    check(store, history)


def check(store: Store, history: History) -> None:
    piece_by_piece = history.clusters()
    report = resolve(store, full=True)
    assert history.clusters() == piece_by_piece
    assert (report.created, report.changed, report.redirected) == (0, 0, 0)
