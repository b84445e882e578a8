"""Room normalise: see docs/architecture.md."""
