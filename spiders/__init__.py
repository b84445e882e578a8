"""Room spiders: see docs/architecture.md."""
