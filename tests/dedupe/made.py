"""Features of adverts that a test makes up part by part."""

from dataclasses import replace
from typing import Any

from dedupe.features.build import features_of
from dedupe.features.model import Features
from dedupe.features.text import read_text
from tests.dedupe.history import advert


def words(count: int, *more: str) -> str:
    """A text of so many words, with these at its end."""
    return " ".join([*(f"zz{number}" for number in range(count - len(more))), *more])


def features(key: str = "a", said: str = "", **changes: Any) -> Features:
    """An advert of a cook. `title`: fields of its title; the rest replaces features."""
    made = features_of(advert(f"{key}:1", "Cook", employer="", location="", salary="", description=""))
    title = replace(made.title, **changes.pop("title", {}))
    return replace(made, title=title, text=read_text(said.encode()), **changes)


def both(left: dict[str, Any], right: dict[str, Any]) -> list[tuple[Features, Features]]:
    """The pair in both orders: a contradiction has none."""
    a, b = features("a", **left), features("b", **right)
    return [(a, b), (b, a)]
