"""Hard pairs of adverts, pinned: each row of `pairs.tsv` says what two adverts are, and why."""

import csv
from pathlib import Path

import pytest

from dedupe.standalone import cluster
from records.listing import Listing
from tests.dedupe.history import BODY
from tests.dedupe.labelled import listing_of

OTHER = (
    "The kitchen feeds three hundred guests a day. You will cook from fresh produce, order stock, keep the "
    "temperature sheets and train two commis chefs. You have run a section before and know your allergens. Tips are "
    "shared, meals are free on duty, and the rota is published four weeks ahead so that you can plan your life. "
    "The house has forty rooms, a garden that grows our herbs and a bar with a local following."
)
SECOND = (
    "You will visit people in their own homes, four calls a morning, and stay long enough to talk. You need a car "
    "and a telephone. Training takes one week and is paid. You will have the same clients every week, plan your "
    "route with the office and report changes the same day. We have done this since 1998 and most of our carers "
    "have been with us for more than five years, because we pay for travel and do not clip calls to a quarter hour."
)
TEXTS = {
    "": "",
    "body": BODY,
    "cut": BODY[:300] + "...",
    "html": "<div>" + "".join(f"<p>{part}.</p>" for part in BODY.split(". ")) + "</div>",
    "footer": BODY + " Apply now on our website. View this job and thousands more on our site.",
    "reordered": ". ".join(reversed(BODY.split(". "))),
    "nights": "You will work night shifts. " + BODY,
    "days": "You will work day shifts. " + BODY,
    "band2": "This is a Band 2 post. " + BODY,
    "band3": "This is a Band 3 post. " + BODY,
    **{
        name: f"{sentence} {BODY}"
        for name, sentence in {
            "seacroft": "You will be based at Seacroft Hospital.",
            "wharfedale": "You will be based at Wharfedale Hospital.",
            "hours30": "Hours: 30 per week.",
            "hours20": "Hours: 20 per week.",
            "maths": "You will teach Maths.",
            "music": "You will teach Music.",
            "pattern_days": "The shift pattern is Mon-Fri.",
            "pattern_ends": "The shift pattern is weekends.",
            "perm": "Contract: Permanent.",
            "fixed": "Contract: fixed term, 12 months.",
            "unit_a": "The post is based at Unit A.",
            "unit_b": "The post is based at Unit B.",
            "early": "Shift pattern: 06:00-14:00.",
            "late": "Shift pattern: 14:00-22:00.",
            "oncology": "You will join our friendly colleagues in Oncology.",
            "dermatology": "You will join our friendly colleagues in Dermatology.",
            "dementia": "You will look after adults living with dementia.",
            "children": "You will look after children living with asthma.",
        }.items()
    },
    "board_a": BODY + " This vacancy was found on a public website. Check the employer's own page before you apply.",
    "board_b": BODY + " Employers on our board answer within a week. Never pay anybody for a job application.",
    "other": OTHER,
    "second": SECOND,
}
PAIRS = list(csv.DictReader((Path(__file__).parent / "pairs.tsv").read_text("utf-8").splitlines(), delimiter="\t"))


def side(row: dict[str, str], name: str) -> Listing:
    fields = {key.removesuffix(f"_{name}"): value or "" for key, value in row.items() if key.endswith(f"_{name}")}
    return listing_of(
        {
            "source": f"source-{name}",
            "record_id": name,
            "title": fields["title"],
            "employer": fields["employer"],
            "location": fields["place"],
            "salary": fields["pay"],
            "description": TEXTS[fields["text"]],
            "advert_kind": row.get("kind") or "job",
        }
    )


@pytest.mark.parametrize("row", PAIRS, ids=[f"{number}: {row['why']}" for number, row in enumerate(PAIRS, 2)])
def test_pair(row: dict[str, str]) -> None:
    one, two = cluster([side(row, "a"), side(row, "b")])
    found = "same" if one.opportunity_id == two.opportunity_id else "different"
    assert found == row["expect"], f"{one.reason}"


def test_there_are_enough_of_both() -> None:
    counts = [row["expect"] for row in PAIRS]
    assert counts.count("same") >= 25
    assert counts.count("different") >= 35
