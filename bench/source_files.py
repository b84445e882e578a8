"""Source files: reading and checking them, against reading the same YAML into plain objects."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from bench.figures import Figure, own_peak_mb
from bench.sources import write_sources
from bench.timing import interleaved, ratio, typical
from records.source_file import load_source


def run(*, quick: bool) -> Iterator[Figure]:
    """Files a second."""
    count = 20 if quick else 300
    with tempfile.TemporaryDirectory() as folder:
        paths = write_sources(Path(folder), count)
        load_source(paths[0])

        def ours() -> None:
            for path in paths:
                load_source(path)

        def plain() -> None:
            for path in paths:
                YAML(typ="safe", pure=True).load(path)

        took = interleaved({"ours": ours, "plain": plain}, 1 if quick else 5)
    size = f"{count} files of 25 lines"
    speed, share = count / typical(took, "ours"), ratio(took, "ours", "plain")
    yield Figure("source files", size, speed, "files/s", share, "plain YAML in Python", peak_mb=own_peak_mb())
