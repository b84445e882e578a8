"""Harvest: what a source where nothing changed costs a processor, alone in a command and among many.

Seconds of processor, of the command and of all its processes, its start included: crawls are forks of one server.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, at_most, children_peak_mb
from bench.site import BOARD, BOARD_ADVERTS, serving
from bench.timing import interleaved, processor_seconds, typical

TARGET_SECONDS = 1.2


def run(*, quick: bool) -> Iterator[Figure]:
    """Seconds of processor for each unchanged source."""
    many = 5 if quick else 200
    with serving(0) as site, tempfile.TemporaryDirectory() as folder:
        names = [f"board-{number}" for number in range(many)]
        environment = _environment(Path(folder))
        _write_sources(Path(folder), site, names)
        _harvest(environment, *names)  # unmeasured: after it nothing is new
        works = {
            "one": lambda: _harvest(environment, names[0]),
            "many": lambda: _harvest(environment, *names),
        }
        took = interleaved(works, 1 if quick else 3)
    one, all_of_them = processor_seconds(took, "one"), processor_seconds(took, "many")
    adverts = f"{BOARD_ADVERTS} adverts, nothing changed"
    peak = children_peak_mb()
    yield Figure(
        "harvest of one source", adverts, one, "processor s", peak_mb=peak, **at_most(one, TARGET_SECONDS, "s")
    )
    yield Figure(
        "    each of many",
        f"{many} sources of {adverts}",
        all_of_them / many,
        "processor s",
        note=f"{all_of_them:.0f} s for all, {typical(took, 'many'):.0f} s by the clock, all of one host",
    )


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TALENTFEED_")}
    return kept | {
        "TALENTFEED_HOME": str(home),
        "TALENTFEED_CONFIG_DIR": str(home / "config"),
        "TALENTFEED_ALLOW_LOOPBACK": "1",
        "NO_PROXY": "127.0.0.1",
    }


def _write_sources(home: Path, site: str, names: list[str]) -> None:
    folder = home / "config" / "sources" / "bench"
    folder.mkdir(parents=True)
    for name in names:
        about = {
            "id": name,
            "name": "Bench",
            "publisher": {"name": "Bench"},
            "licence": {"name": "permission"},
            "politeness": {"delay_seconds": 0},
            "connector": {"type": "greenhouse", "url": f"{site}{BOARD}?{name}"},
        }
        (folder / f"{name}.yaml").write_text(json.dumps(about), encoding="utf-8")


def _harvest(environment: dict[str, str], *names: str) -> None:
    command = [sys.executable, "-m", "cli.main", "harvest", *names, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the harvest ended with {done.returncode}: {done.stderr[-500:]}")
