"""A release that adds fields, or hashes otherwise, makes no stored listing look changed.

`first_form/store.sql` is the database that version 0.1.0 wrote when it read `first_form/adverts.json`.
"""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import AwareDatetime, Field

from normalise.content_hash import FIRST_FORM, content_hash
from normalise.steps.listing_draft import ListingDraft
from records import listing as schema
from records.base import Model
from records.listing import UNHASHED_FIELDS, Advert, Listing, Place
from records.vocabulary import Kind
from tests.factories import make_listing
from tests.normalise.test_stage import World

STORED = Path(__file__).parent / "first_form"


class Access(Model):
    """What a later release may know of a place."""

    step_free: bool | None = None


class LaterPlace(Place):
    """A place with fields that the first form had not."""

    floor: str | None = None
    access: list[Access] = Field(default_factory=list)


class LaterListing(Listing):
    """A listing with such fields, of its own and of its places."""

    places: list[LaterPlace] = Field(default_factory=list)  # type: ignore[assignment] # as a release would state it
    sponsored: bool = False
    summary: str | None = None
    benefits: list[str] = Field(default_factory=list)


def later(given: Listing, place: dict[str, object] | None = None, **values: object) -> LaterListing:
    """The listing as a later release would make it."""
    places = [LaterPlace(**{**one.model_dump(), **(place or {})}) for one in given.places]
    return LaterListing.model_validate({**dict(given), "places": places, **values})


def test_the_first_run_after_an_upgrade_finds_nothing_changed(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.executescript((STORED / "store.sql").read_text(encoding="utf-8"))
    database.close()
    world = World(tmp_path)
    (before,) = world.store.runs.recent("leeds")
    adverts = json.loads((STORED / "adverts.json").read_text(encoding="utf-8"))
    world.last = before.id
    world.crawl(adverts)
    report = world.normalise(mode="again")
    assert (report.counts.unchanged, report.counts.changed, report.counts.new) == (len(adverts), 0, 0)
    world.crawl(adverts | {"bare": {"title": "Head Cook"}})
    assert world.normalise(mode="again").counts.changed == 1
    world.store.close()


def test_a_later_field_counts_once_it_has_a_value() -> None:
    first = make_listing(places=[Place(text="Leeds", town="Leeds")])
    same = content_hash(first)
    assert content_hash(later(first)) == same
    told = [
        later(first, sponsored=True),
        later(first, summary="A cook"),
        later(first, benefits=["Lunch"]),
        later(first, {"floor": "3"}),
        later(first, {"access": [Access()]}),
        later(first, {"access": [Access(step_free=True)]}),
    ]
    assert len({same, *map(content_hash, told)}) == len(told) + 1


def test_an_empty_field_of_the_first_form_counts_as_it_did() -> None:
    assert content_hash(make_listing(via=None)) != content_hash(make_listing(via="A board"))
    assert content_hash(make_listing(modified_at=None)) == content_hash(make_listing(issues=[]))


@pytest.mark.parametrize("name", FIRST_FORM)
def test_no_field_of_the_first_form_is_gone(name: str) -> None:
    """A field that is renamed or taken away changes every hash: that release needs a migration of the stored ones."""
    model = getattr(schema, name)
    unhashed = UNHASHED_FIELDS if name == "Listing" else set()
    assert FIRST_FORM[name] <= model.model_fields.keys() - unhashed


def test_the_draft_of_a_listing_has_its_fields() -> None:
    """Each with the type and the default that `Advert` gives it; the two that it must have are empty at first."""
    draft = ListingDraft().values()
    fields = Advert.model_fields
    assert list(draft) == list(fields)
    given = {name: field.get_default(call_default_factory=True) for name, field in fields.items()}
    assert draft == given | {"kind": None, "title": ""}
    assert get_type_hints(ListingDraft) == {name: _unchecked(field.annotation) for name, field in fields.items()} | {
        "kind": Kind | None
    }


def _unchecked(annotation: object) -> object:
    """A field's type without what pydantic checks in it."""
    return datetime | None if annotation == AwareDatetime | None else annotation
