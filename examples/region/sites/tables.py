"""Tables: courses, apprenticeships, support schemes, and what an aggregator collected."""

import csv
import io
from datetime import date

from examples.region import wording
from examples.region.model import Record
from examples.region.sites.site import Files, Site, uk_date

Row = dict[str, str]


def _table(rows: list[Row], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def course_finder(records: list[Record], site: Site) -> Files:
    """One row a course and start, with a byte-order mark, as spreadsheets save it."""
    rows = []
    for record in records:
        thing, facts = record.thing, record.thing.facts
        cost = float(facts["cost"])
        rows.append(
            {
                "Course ID": record.key,
                "Course title": record.title,
                "Provider": record.organisation,
                "Venue town": record.place,
                "Venue postcode": thing.place.postcode,
                "Start date": uk_date(_day(facts["starts"])),
                "Cost": f"£{cost:,.2f}" if cost else "Free",
                "Duration": facts["duration"],
                "Level": facts["level"],
                "Study time": "Evening" if facts["pattern"] == "evening" else "Daytime",
                "Course description": " ".join([*thing.text.intro, record.extra]).strip(),
                "Web page": f"{site.base}/courses/{record.key}",
            }
        )
    return {"downloads/courses.csv": _table(rows, "utf-8-sig")}


def apprenticeships(records: list[Record], site: Site) -> Files:
    """Vacancies of the region's training providers."""
    rows = []
    for record in records:
        thing, facts = record.thing, record.thing.facts
        rows.append(
            {
                "Vacancy reference": record.key,
                "Vacancy title": record.title,
                "Employer": record.organisation,
                "Training provider": facts["provider"],
                "Apprenticeship": f"{facts['standard']} (level {facts['level']})",
                "Level": facts["level"],
                "Town": thing.place.town,
                "Postcode": thing.place.postcode,
                "Wage": record.pay_text,
                "Hours per week": f"{thing.weekly:g}",
                "Duration": f"{facts['months']} months",
                "Start date": uk_date(_day(facts["starts"])),
                "Posted": uk_date(record.posted),
                "Closing date": uk_date(record.closes),
                "Description": wording.as_text(record),
                "Link": f"{site.base}/apprenticeships/{record.key}",
            }
        )
    return {"apprenticeships.csv": _table(rows)}


def support(records: list[Record], site: Site) -> Files:
    """Grants, loans, workspace, advice, training and volunteering, with semicolons between the cells."""
    rows = []
    for record in records:
        facts = record.thing.facts
        rows.append(
            {
                "Ref": record.key,
                "Scheme": record.title,
                "Type of support": facts["offer"],
                "Run by": record.organisation,
                "Town": record.thing.place.town,
                "Amount": facts["amount"],
                "For": facts["audience"],
                "Who can apply": facts["eligibility"],
                "What it is": f"{record.thing.text.intro[0]} {record.extra}".strip(),
                "More": f"{site.base}/support/{wording.slug(record.title)}",
            }
        )
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return {"support.csv": out.getvalue().encode()}


def aggregator(records: list[Record], site: Site) -> Files:
    """What a search engine for jobs collected, with its usual faults."""
    rows, ragged = [], []
    for record in records:
        row = _collected(record, site)
        if record.flaw == "ragged_row":
            ragged.append(",".join(f'"{cell}"' for cell in list(row.values())[:5]) + "\r\n")
        else:
            rows.append(row)
    return {"export/yorkshire.csv": _table(rows) + "".join(ragged).encode()}


def _collected(record: Record, site: Site) -> Row:
    closes = uk_date(record.closes)
    if record.flaw == "impossible_date":
        closes = f"31/02/{site.today.year + 1}"
    return {
        "id": record.key,
        "job_title": record.title,
        "company": record.organisation,
        "location": record.place,
        "salary": record.pay_text,
        "posted": uk_date(record.posted),
        "expires": closes,
        "type": record.thing.pattern,
        "url": f"{site.base}/job/{record.key}?utm_campaign=feed",
        "text": wording.as_text(record),
    }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
