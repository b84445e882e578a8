"""Room reference: see docs/architecture.md."""
