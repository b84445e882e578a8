"""SearchResponse: what a search gives, from either engine."""

from pydantic import AwareDatetime, Field

from records.base import Model
from records.opportunity import Opportunity
from search_index.request import Near
from search_index.understanding.reading import Broader, Understanding


class Given(Model):
    """Points that a result got by one row of the ranking."""

    name: str = Field(description="What it matched.")
    points: float = Field(description="They add up to the score.")


class Hit(Model):
    """One opportunity found."""

    opportunity: Opportunity = Field(description="The record as published.")
    score: float | None = Field(default=None, description="Relevance; only to compare within one response.")
    distance_m: float | None = Field(default=None, description="Metres from `near` to its nearest place.")
    highlight: dict[str, list[str]] = Field(
        default_factory=dict, description="Field → HTML fragments, escaped, found words in <mark>."
    )
    broader: Broader | None = Field(default=None, description="Set where it is not quite what was asked: why.")
    explain: list[Given] | None = Field(default=None, description="With `explain`: how its score came about.")


class FacetValue(Model):
    """One value of a facet."""

    value: str = Field(description="As the filter of the same name takes it.")
    count: int = Field(description="Results it would leave, were its own filter set to it alone.")
    label: str | None = Field(default=None, description="Name of a code, where we know it.")


class Freshness(Model):
    """How new the index is."""

    name: str = Field(description="Physical index or generation.")
    sequence: int = Field(description="Changes up to this number are in it.")
    published_at: AwareDatetime | None = Field(description="When the last publish ended well.")
    age_seconds: float | None = Field(description="Since `published_at`.")


class SearchResponse(Model):
    """One page of results."""

    total: int = Field(description="All results but the broader ones, counted exactly.")
    results: list[Hit] = Field(description="Where there are few, broader ones follow, which say so.")
    facets: dict[str, list[FacetValue]] = Field(default_factory=dict)
    next_cursor: str | None = Field(default=None, description="For the next page; absent on the last.")
    understood: Understanding | None = Field(
        default=None, description="What `text` was understood as; absent where it was taken as words."
    )
    near: Near | None = Field(default=None, description="The point `near` was understood as.")
    index: Freshness
