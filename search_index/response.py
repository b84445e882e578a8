"""SearchResponse: what a search gives, from either engine."""

from pydantic import AwareDatetime, Field

from records.base import Model
from records.opportunity import Opportunity
from search_index.request import Near


class Hit(Model):
    """One opportunity found."""

    opportunity: Opportunity = Field(description="The record as published.")
    score: float | None = Field(default=None, description="Relevance; only to compare within one response.")
    distance_m: float | None = Field(default=None, description="Metres from `near` to its nearest place.")
    highlight: dict[str, list[str]] = Field(
        default_factory=dict, description="Field → HTML fragments, escaped, found words in <mark>."
    )


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

    total: int = Field(description="All results, counted exactly.")
    results: list[Hit]
    facets: dict[str, list[FacetValue]] = Field(default_factory=dict)
    next_cursor: str | None = Field(default=None, description="For the next page; absent on the last.")
    near: Near | None = Field(default=None, description="The point `near` was understood as.")
    index: Freshness
