"""Build the example region: its sites on two days, the source files that read them, and the truth.

    python -m examples.region.build --out var/example [--today 2026-11-21] [--port 8765] [--one-host]

The same arguments give the same bytes. Dates are counted from `--today`, so that no demo goes stale.
"""

import argparse
import json
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from examples.region import change, plan
from examples.region.flaws import with_flaws
from examples.region.model import Record
from examples.region.sites.catalogue import DEFAULT_PORT, SITES, address, make_site, recorded_records
from examples.region.sites.site import Site
from examples.region.truth import TruthRow, save_truth
from examples.region.world.region import SEED, make_region

REGION = "west-yorkshire"
TEMPLATES = Path(__file__).parents[1] / "config"
_MARK = "built-by-examples-region.txt"


@dataclass(frozen=True)
class Built:
    """What a build wrote: the folder, and how many records each day has."""

    folder: Path
    records: dict[int, int]
    sites: dict[str, str]


def build(folder: Path, today: date, *, port: int = DEFAULT_PORT, one_host: bool = False, seed: int = SEED) -> Built:
    """Write the whole region into `folder`, which must be new, empty, or an earlier build."""
    _clear(folder)
    bases = {source: address(source, port, one_host=one_host) for source in SITES}
    made = plan.Plan(make_region(today, seed), seed, today)
    records = with_flaws(made.make(), made.of_pair, today)
    recorded = recorded_records(today)
    days = {
        1: [*change.first_day(records), *recorded],
        2: [*change.second_day(made, records, today), *recorded],
    }
    for day, shown in days.items():
        for source, base in bases.items():
            # The sites' own clock: the second day is today, the first the day before.
            site = Site(source, base, today - timedelta(days=2 - day), day)
            _write_site(folder / f"day{day}" / source, make_site(shown, site))
        save_truth((_row(record) for record in shown), folder / "truth" / f"day{day}.tsv")
    _write_config(folder, bases)
    meta = {"today": today.isoformat(), "sites": bases, "down": {"2": [change.DOWN]}}
    (folder / "sites.json").write_text(json.dumps(meta, indent=1), encoding="utf-8")
    return Built(folder, {day: sum(r.served for r in shown) for day, shown in days.items()}, bases)


def _clear(folder: Path) -> None:
    """Empty an earlier build; a folder with anything else in it is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise SystemExit(f"{folder} is not empty and no earlier build: name another folder with --out")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / _MARK).write_text(
        "Made by `python -m examples.region.build`; a new build deletes it.\n", encoding="utf-8"
    )


def _write_site(root: Path, files: dict[str, bytes]) -> None:
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def _write_config(folder: Path, bases: dict[str, str]) -> None:
    """The committed source files, with the addresses of this build in place of the usual ones."""
    for template in sorted((TEMPLATES / "sources" / REGION).glob("*.yaml")):
        text = template.read_text(encoding="utf-8").replace(address(template.stem), bases[template.stem])
        path = folder / "config" / "sources" / REGION / template.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _row(record: Record) -> TruthRow:
    pay = record.pay
    return TruthRow(
        source=record.source,
        key=record.key,
        thing=record.thing.id,
        kind=record.thing.kind,
        title=record.title,
        organisation=record.organisation,
        town=record.thing.place.town,
        pay_min=f"{pay.low:g}" if pay else "",
        pay_max=f"{pay.high:g}" if pay else "",
        pay_period=pay.period if pay else "",
        closes=record.closes.isoformat() if record.closes else "",
        status=record.status,
        flaw=record.flaw,
        relation=record.relation or change.near_text(record.thing.near),
        change=record.change,
    )


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Build the example region.")
    parser.add_argument("--out", type=Path, default=Path("var/example"), help="folder to build into")
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date(), help="default: today")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default: {DEFAULT_PORT}")
    parser.add_argument("--one-host", action="store_true", help="one port a site on 127.0.0.1 (macOS)")
    options = parser.parse_args(arguments)
    built = build(options.out, options.today, port=options.port, one_host=options.one_host)
    print(f"{built.folder}: {len(built.sites)} sources, {built.records[1]} records on the first day, "
          f"{built.records[2]} on the second")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
