"""Room dedupe: see docs/architecture.md."""
