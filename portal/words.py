"""The words of filters for people: the heading of a filter's choices, and how one of its values is said."""

from enum import StrEnum

from portal import wording
from search_index.filters import Filter

LEGENDS = {
    "hours": "Hours",
    "contract": "Contract",
    "remote": "Where you work or learn",
    "audience": "Especially for",
    "organisations": "Organisation",
}
# Of values that do not speak for themselves.
TEMPLATES = {
    "qualification_levels": "Level {}",
    "posted_since": "Posted since {}",
    "closes_before": "Closes before {}",
    "closes_after": "Open until {} or later",
    "starts_after": "Starts {} or later",
    "pay_at_least": "At least £{} a year",
    "areas": "Area {}",
    "sources": "From {}",
    "occupations": "Occupation {}",
    "subjects": "Subject {}",
}


def legend(row: Filter) -> str:
    """The heading of a filter's choices."""
    return LEGENDS.get(row.name) or wording.label(row.parameter)


def said(row: Filter, value: str) -> str:
    """One value: a vocabulary's by its label, others in the words of TEMPLATES."""
    if issubclass(row.takes, StrEnum):
        return wording.label(value)
    return TEMPLATES.get(row.name, "{}").format(value)
