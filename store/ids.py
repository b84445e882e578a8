"""Ids of runs and opportunities, for those who have the store at hand."""

from records.ids import new_id

__all__ = ["new_id"]
