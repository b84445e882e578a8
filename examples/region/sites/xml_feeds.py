"""XML of recruitment systems: a council's Tribepad feed, and a search of NHS Jobs."""

from html import escape
from pathlib import Path

from examples.region import wording
from examples.region.model import Record
from examples.region.sites.site import Files, Site

_OPTIONS = Path(__file__).parents[1] / "recorded" / "tribepad_job_options.xml"
_PER_PAGE = 20
_NHS_SNIPPET = 300
_FREQUENCY = {"year": "1", "hour": "2", "week": "3"}


def council_feed(records: list[Record], site: Site) -> Files:
    """Tribepad: jobs, the table of categories (recorded, OGL), and the answers of a custom field."""
    jobs = "\n".join(_tribepad_job(record, site) for record in records if record.status != "unread")
    return {
        "feed/jobs.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<jobs>\n{jobs}\n</jobs>\n'.encode(),
        "feed/job_options.xml": _OPTIONS.read_bytes(),
        "feed/custom_fields.xml": _CUSTOM_FIELDS,
    }


_CUSTOM_FIELDS = b"""<?xml version="1.0" encoding="UTF-8"?>
<job_options><custom_fields><id>1</id><question_id>13</question_id><label>Working Pattern</label>
<options><id>16</id><label>Full time</label></options><options><id>17</id><label>Part time</label></options>
</custom_fields></job_options>
"""


def _twice(text: str) -> str:
    """The feed escapes its texts once more than XML asks for."""
    return escape(escape(text), quote=False)


def _tribepad_job(record: Record, site: Site) -> str:
    thing = record.thing
    head, _, rest = wording.as_html(record).partition("\n")
    if record.flaw == "bare_ampersand":
        body, bare = _twice(rest).replace("R&amp;amp;amp;D", "R&D"), True
    else:
        body, bare = _twice(rest), False
    pay = record.pay
    fields = {
        "job_id": record.key,
        "job_title": _twice(record.title),
        "reference": f"AWC/{site.today.year % 100}/{record.key}",
        "language_code": "en",
        "no_of_positions": "1",
        "open_date": record.posted.isoformat(),
        "expiry_date": record.closes.isoformat() if record.closes else "0000-00-00",
        "evergreen": "0" if record.closes else "1",
        "salary_currency": "1",
        "salary_frequency": _FREQUENCY[pay.period] if pay else "0",
        "salary_from": f"{pay.low:g}" if pay else "0",
        "salary_to": f"{pay.high:g}" if pay else "0",
        "salaryText": _twice(record.pay_text),
        "location_city": thing.place.town,
        "location_county": "West Yorkshire",
        "location_postcode": thing.place.postcode,
        "location_country": "United Kingdom",
        "company_name": _twice(record.organisation),
        "business_unit": "Aire and Wharfe: People and Places",
        "region": "Aire and Wharfe Council",
        "shift_hours": f"{thing.weekly:g}" if thing.weekly else "",
        "job_type": "2",
        "job_type_text": _twice(thing.contract),
        "summary_external": _twice(head),
        "main_responsibilities": body,
        "public_url": f"{site.base}/members/modules/job/detail.php?record={record.key}",
        "hiring_manager_name": "Jo Denby",
        "recruiter_name": "Recruitment Team",
        "is_event": "0",
        "no_apply": "0",
    }
    answer = "16" if thing.pattern == "Full time" else "17"
    custom = f"<custom_13><field_id>13</field_id><answer>{answer}</answer></custom_13>"
    lines = "\n".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<job>\n{lines}\n{custom}\n</job>" if not bare else f"<job>\n{lines}\n</job>"


def nhs_feed(records: list[Record], site: Site) -> Files:
    """NHS Jobs: pages of twenty, totals on each."""
    pages = [records[at : at + _PER_PAGE] for at in range(0, len(records), _PER_PAGE)]
    files: Files = {}
    for number, part in enumerate(pages, start=1):
        body = "\n".join(_vacancy(record) for record in part)
        files[f"api/v1/search_xml@{number}.xml"] = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<nhsJobs>\n<totalPages>{len(pages)}</totalPages>\n'
            f"<totalResults>{len(records)}</totalResults>\n{body}\n</nhsJobs>\n"
        ).encode()
    return files


def _vacancy(record: Record) -> str:
    thing = record.thing
    closes = "0001-01-01T00:00:00" if record.flaw == "year_one" else record.closes.isoformat() if record.closes else ""
    reference = f"C9{record.key[-3:]}-{record.posted:%y}-{record.key[-4:]}"
    snippet = wording.as_text(record)[:_NHS_SNIPPET].replace("\n", " ").rsplit(" ", 1)[0] + "..."
    fields = {
        "id": record.key,
        "reference": reference,
        "title": record.title,
        "description": snippet,
        "employer": record.organisation,
        "type": thing.contract.split(" ")[0] if thing.contract.startswith("Permanent") else "Fixed-Term",
        "salary": record.pay_text,
        "closeDate": closes,
        "postDate": f"{record.posted.isoformat()}T09:12:37.450927",
        "url": f"https://beta.jobs.nhs.uk/candidate/jobadvert/{reference}",
    }
    lines = "\n".join(f"<{name}>{escape(value, quote=False)}</{name}>" for name, value in fields.items())
    where = f"<locations><location>{escape(record.place)}</location></locations>"
    return f"<vacancyDetails>\n{lines}\n{where}\n</vacancyDetails>"
