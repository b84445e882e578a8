"""The table of samples: what each recorded file gives, by the connector that is found by itself.

`samples.tsv`: file, connector (`-`: no connector may claim it), records, and of the first record and the last the
facts that were read by eye. `python -m tests.connectors.sample_facts` writes what is read now to standard output; a
line goes into the table only after somebody has held it against its file.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from records.listing import Listing
from services.extracting import Outcome, extract_file
from tests.connectors.cases import NOW

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples"
TABLE = Path(__file__).with_name("samples.tsv")
COLUMNS = (
    "file", "connector", "records", "which", "kind", "title", "organisation", "places", "remote", "pay", "work",
    "posted", "closes", "starts", "url", "reference",
)  # fmt: skip


def rows() -> list[dict[str, str]]:
    """The lines of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(name: str) -> Outcome:
    """What one sample gives."""
    return extract_file(SAMPLES / name, connector=None, source_file=None, url="", options={}, at=NOW)


def facts(one: Listing) -> dict[str, str]:
    """A listing as the table writes it."""
    pay = one.pay
    amounts = [f"{amount:g}" for amount in (float(pay.min or 0), float(pay.max or 0))] if pay else []
    paid = [*amounts, pay.currency or "", pay.period.value if pay.period else ""] if pay else []
    return {
        "kind": one.kind.value,
        "title": " ".join(one.title.split()),
        "organisation": one.organisation.name if one.organisation else "",
        "places": "; ".join(place.postcode or place.town or place.country or "" for place in one.places),
        "remote": one.remote.value if one.remote else "",
        "pay": " ".join(paid).strip() if pay and (pay.min or pay.max) else "",
        "work": " ".join(word.value for word in (*one.contract, *one.hours)),
        "posted": one.posted_at.date().isoformat() if one.posted_at else "",
        "closes": one.closes_at.isoformat() if one.closes_at else "",
        "starts": one.starts_on.isoformat() if one.starts_on else "",
        "url": one.url or "",
        "reference": one.reference or "",
    }


def lines(name: str, outcome: Outcome) -> Iterator[dict[str, str]]:
    """The lines of one sample: of its first record and its last."""
    listings = outcome.listings
    connector = listings[0].provenance.connector if listings else "-"
    head = {"file": name, "connector": connector, "records": str(len(listings))}
    if not listings:
        yield head
    for which, at in (("first", 0), ("last", -1))[: len(listings)]:
        yield {**head, "which": which, **facts(listings[at])}


def main() -> None:
    """Write the table of what is read now."""
    out = csv.DictWriter(
        sys.stdout, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None
    )
    out.writeheader()
    for path in sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.name != "SAMPLES.tsv"):
        name = path.relative_to(SAMPLES).as_posix()
        for line in lines(name, read(name)):
            out.writerow({column: line.get(column, "").replace("\t", " ") for column in COLUMNS})


if __name__ == "__main__":
    main()
