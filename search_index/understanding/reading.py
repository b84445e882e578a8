"""What a question was understood as, the same for both engines."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import Field

from records.base import Model


class Part(StrEnum):
    """What may be understood. As a parameter: `all`, `none`, or those that may be."""

    ALL = "all"
    NONE = "none"
    PLACE = "place"
    KIND = "kind"
    HOURS = "hours"
    CONTRACT = "contract"
    REMOTE = "remote"
    PAY = "pay"
    LEVEL = "level"
    AUDIENCE = "audience"
    SYNONYMS = "synonyms"
    SPELLING = "spelling"


class Understood(Model):
    """One part of a question, and what it was taken for."""

    part: Part = Field(description="What sort of part it is; `understand` without it undoes it.")
    text: str = Field(description="The words of the question.")
    means: str = Field(description="What they were taken for, in words.")
    parameters: dict[str, list[str]] = Field(
        default_factory=dict, description="The same as parameters of a search; empty for words."
    )


class Choice(Model):
    """A place that the words may mean as well."""

    label: str = Field(description="Name of the place, with its area.")
    near: str = Field(description="As the parameter `near` takes it.")


class Understanding(Model):
    """What a question was understood as."""

    words: str = Field(description="The words that were left to be found.")
    parts: list[Understood] = Field(default_factory=list, description="Everything else, in the order of the question.")
    places: list[Choice] = Field(default_factory=list, description="Other places of that name: ask which is meant.")
    did_you_mean: str | None = Field(default=None, description="The question with what look like typing errors mended.")


class Loosened(StrEnum):
    """How a broader result differs from what was asked."""

    FILTERS = "filters"
    DISTANCE = "distance"
    KIND = "kind"
    TEXT = "text"
    OCCUPATION = "occupation"
    WORDS = "words"


class Broader(Model):
    """Why a result is given that is not quite what was asked."""

    why: list[Loosened] = Field(
        description="filters: a condition of the question was left out; distance: it is farther away; kind: it is of "
        "another kind; text: the words are only mentioned; occupation: it is similar work; words: some are missing."
    )
    says: str = Field(description="The same for people.")


# How well a word stands for what was typed: as typed; the same by our lists; implied; only by a classification.
OWN_WORDS, SAME, MEANS, CLASSIFIED = 4, 3, 2, 1


@dataclass(frozen=True)
class Alternative:
    """A word or phrase that satisfies a part of the question."""

    text: str
    strength: int = OWN_WORDS
    phrase: bool = False


@dataclass(frozen=True)
class Unit:
    """Something that a result must have: one of its alternatives."""

    text: str
    alternatives: tuple[Alternative, ...]
    # Whether it names work: what is left of a question when some of its words are left out.
    occupation: bool = False
    # Whether it stands in our files: it is then not taken apart.
    listed: bool = False


@dataclass(frozen=True)
class Reading:
    """A question read: filters (fields of SearchRequest) and what is to be found beside them."""

    filters: dict[str, Any] = field(default_factory=dict)
    units: tuple[Unit, ...] = ()
    understanding: Understanding = field(default_factory=lambda: Understanding(words=""))
    # No word of the question can be found: `***`.
    empty: bool = False
