"""Platforms as tables: one YAML file says how the boards of one applicant system are fetched and read."""
