"""Catalogues of a college (XCRI-CAP) and of a software firm's job board (Greenhouse)."""

import json
from datetime import date, datetime, time
from html import escape
from zoneinfo import ZoneInfo

from examples.region import wording
from examples.region.model import Record
from examples.region.sites.site import Files, Site

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<catalog xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:xcriTerms="http://xcri.org/profiles/1.2/catalog/terms"
 xmlns:mlo="http://purl.org/net/mlo" xmlns:credit="http://purl.org/net/cm" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xhtml="http://www.w3.org/1999/xhtml"
 xmlns:courseDataProgramme="http://xcri.co.uk" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 generated="{day}T04:00:00Z">
<dc:contributor>Weavers' College</dc:contributor>
<provider>
<dc:identifier xsi:type="courseDataProgramme:ukprn">10099901</dc:identifier>
<dc:title>Weavers' College</dc:title>
<mlo:url>{base}/</mlo:url>
<mlo:location><mlo:town>Bradford</mlo:town><mlo:postcode>BD1 3AZ</mlo:postcode></mlo:location>
"""
_TAIL = "</provider>\n</catalog>\n"


def college_catalogue(records: list[Record], site: Site) -> Files:
    """XCRI-CAP 1.2; records that are `unread` stand behind the point where the download breaks off."""
    head = _HEAD.format(day=site.today.isoformat(), base=site.base)
    whole = [_course(record, site) for record in records if record.status != "unread"]
    cut = next((_course(record, site) for record in records if record.status == "unread"), None)
    body = head + "".join(whole) + (cut[: len(cut) // 2] if cut else _TAIL)
    return {"xcri/catalogue.xml": body.encode()}


def _course(record: Record, site: Site) -> str:
    thing, facts = record.thing, record.thing.facts
    evening = facts["pattern"] == "evening"
    cost = "Free" if facts["cost"] == "0" else f"£{float(facts['cost']):,.0f}"
    paragraphs = "".join(f"<xhtml:p>{escape(sentence)}</xhtml:p>" for sentence in thing.text.intro)
    extra = f"<xhtml:p>{escape(record.extra)}</xhtml:p>" if record.extra else ""
    return f"""<course>
<dc:identifier>{record.key}</dc:identifier>
<dc:title>{escape(record.title)}</dc:title>
<dc:subject>{escape(facts["subject"])}</dc:subject>
<dc:description><xhtml:div>{paragraphs}{extra}</xhtml:div></dc:description>
<mlo:url>{site.base}/courses/{record.key.lower()}</mlo:url>
<mlo:qualification><dc:title>{escape(facts["award"])}</dc:title>
<dcterms:educationLevel>Level {facts["level"]}</dcterms:educationLevel></mlo:qualification>
<presentation>
<dc:identifier>{record.key}-{facts["starts"][:4]}</dc:identifier>
<mlo:start dtf="{facts["starts"]}">{facts["starts"]}</mlo:start>
<end dtf="{facts["ends"]}">{facts["ends"]}</end>
<mlo:duration interval="P{facts["duration"].split()[0]}W">{facts["duration"]}</mlo:duration>
<studyMode identifier="{"PT" if evening else "FT"}">{"Part time" if evening else "Full time"}</studyMode>
<attendanceMode identifier="CM">Campus</attendanceMode>
<attendancePattern identifier="{"EV" if evening else "DT"}">{"Evening" if evening else "Daytime"}</attendancePattern>
<mlo:cost>{cost}</mlo:cost>
<venue><provider><dc:title>Weavers' College, {thing.place.town}</dc:title>
<mlo:location><mlo:town>{thing.place.town}</mlo:town><mlo:postcode>{thing.place.postcode}</mlo:postcode>
<mlo:phone>0113 496 0555</mlo:phone><mlo:email>courses@weavers.example</mlo:email></mlo:location></provider></venue>
</presentation>
</course>
"""


def greenhouse_board(records: list[Record], site: Site) -> Files:
    """The board's one document; `content` is HTML escaped once, pay stands in `metadata`."""
    jobs = [_job(record, site) for record in records]
    document = {"jobs": jobs, "meta": {"total": len(jobs)}}
    return {"v1/boards/brightloom/jobs.json": json.dumps(document, indent=1, ensure_ascii=False).encode()}


def _job(record: Record, site: Site) -> dict[str, object]:
    thing, pay = record.thing, record.pay
    number = int(record.key)
    metadata: list[dict[str, object]] = [
        {"id": 7001, "name": "Employment Type", "value": thing.contract, "value_type": "single_select"},
        {"id": 7002, "name": "Working pattern", "value": thing.pattern, "value_type": "single_select"},
        {"id": 7003, "name": "Workplace", "value": "Hybrid", "value_type": "single_select"},
    ]
    if pay:
        value = {"min_value": f"{pay.low:.2f}", "max_value": f"{pay.high:.2f}", "unit": "GBP"}
        name = {"year": "Annual salary", "hour": "Hourly rate", "week": "Weekly pay"}[pay.period]
        metadata.append({"id": 7004, "name": name, "value": value, "value_type": "currency_range"})
    return {
        "id": number,
        "internal_job_id": number - 1_000_000,
        "requisition_id": f"BL-{number % 10_000}",
        "title": record.title,
        "company_name": record.organisation,
        "absolute_url": f"{site.base}/brightloom/jobs/{number}?gh_jid={number}",
        "location": {"name": f"{thing.place.town}, West Yorkshire"},
        "offices": [{"id": 31, "name": thing.place.town, "location": f"{thing.place.town}, England, United Kingdom"}],
        "departments": [{"id": 11, "name": "Everyone", "child_ids": [], "parent_id": None}],
        "metadata": metadata,
        "first_published": _moment(record.posted, time(9, 30)),
        "updated_at": _moment(site.today, time(3, 15)),
        "application_deadline": _moment(record.closes, time(23, 59)) if record.closes else None,
        "language": "en",
        "data_compliance": [],
        "content": escape(wording.as_html(record)),
    }


def _moment(day: date, at: time) -> str:
    """A moment with the offset that London has that day."""
    return datetime.combine(day, at, ZoneInfo("Europe/London")).isoformat()
