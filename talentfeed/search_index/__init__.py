"""Room search_index: see docs/architecture.md."""
