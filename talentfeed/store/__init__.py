"""Room store: see docs/architecture.md."""
