"""Benchmarks: `make bench`, or `python -m bench [NAME…] [--quick]`. Ratios of one run count, not seconds."""
