"""Facts of boards in the style of UK councils, trusts, charities, colleges and agencies: tables, JSON, XML, RSS.

`tests/fixtures/boards/<name>.tsv` has of each advert the title, where, pay, contract and hours, hours a week, closing
(UTC), as a person reads them in the document of that name; of an empty column nothing is to be read.
"""

from pathlib import Path

import pytest

from records.listing import Listing
from services.extracting import extract_file
from tests.connectors.cases import NOW

FOLDER = Path(__file__).parents[1] / "fixtures" / "boards"
BOARDS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".tsv")


def facts(one: Listing) -> list[str]:
    """A listing as the table writes it."""
    pay, week = one.pay, one.hours_per_week
    amounts = [f"{float(amount or 0):g}" for amount in (pay.min, pay.max)] if pay and (pay.min or pay.max) else []
    unit = [pay.currency or "", pay.period.value if pay.period else ""] if pay and amounts else []
    hours = {f"{week.min:g}", f"{week.max:g}"} if week else set()
    return [
        one.title,
        "; ".join(place.postcode or place.town or "" for place in one.places if place.postcode or place.town),
        " ".join([*amounts, *unit]),
        " ".join(word.value for word in (*one.contract, *one.hours)),
        " ".join(sorted(hours, key=float)),
        one.closes_at.isoformat()[:16] if one.closes_at else "",
    ]


@pytest.mark.parametrize("board", BOARDS, ids=lambda path: path.name)
def test_facts(board: Path) -> None:
    outcome = extract_file(board, connector=None, source_file=None, url="", options={}, at=NOW)
    wanted = [line.split("\t") for line in board.with_suffix(".tsv").read_text("utf-8").splitlines()]
    assert [facts(one) for one in outcome.listings] == [[*row, *[""] * (6 - len(row))] for row in wanted]
