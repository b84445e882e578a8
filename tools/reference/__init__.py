"""The builder of `reference/data/*.gz`: `python -m tools.reference <folder of raw tables>`.

No part of the package, and imported by nothing that runs: the tables it makes are committed.
"""
