"""`talentfeed dedupe`: stand-alone, listings in, clusters out."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer

from cli.output import note


def dedupe(
    file: Annotated[Path, typer.Argument(help="Listings as JSON lines, as `extract` prints them; - for stdin.")],
    out: Annotated[Path, typer.Option("--out", help="CSV to write: listing_id,opportunity_id,score,reason.")],
) -> None:
    """Cluster listings from a file, without a store.

    Example: `talentfeed extract adverts.csv | talentfeed dedupe - --out clusters.csv`
    """
    from cli.listing_lines import read_listings
    from dedupe.standalone import cluster

    assignments = cluster(read_listings(file))
    with out.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target)
        writer.writerow(("listing_id", "opportunity_id", "score", "reason"))
        for one in assignments:
            writer.writerow((one.listing_id, one.opportunity_id, f"{one.score:.4f}", one.reason))
    note(f"{len(assignments)} listings, {len({a.opportunity_id for a in assignments})} opportunities → {out}")
