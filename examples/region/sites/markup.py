"""Sites with schema.org markup: a jobs board, the university's courses, the region's events."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape
from typing import Any

from examples.region import wording
from examples.region.model import Pay, Record, Thing
from examples.region.sites.site import Files, Site, job_path, long_date, page

_PER_PAGE = 25
_PERIODS = {"year": "YEAR", "hour": "HOUR", "week": "WEEK"}
_MODES = {
    "on_site": "https://schema.org/OfflineEventAttendanceMode",
    "online": "https://schema.org/OnlineEventAttendanceMode",
    "mixed": "https://schema.org/MixedEventAttendanceMode",
}


def script(node: dict[str, Any] | list[Any], flaw: str = "") -> str:
    """The markup as a page carries it, broken where the record says so."""
    text = json.dumps(node, ensure_ascii=False, indent=1)
    if flaw == "raw_newlines":
        text = text.replace("\\n", "\n")
    elif flaw == "entities":
        text = escape(text)
    safe = text.replace("</", "<\\/")
    return f'<script type="application/ld+json">\n{safe}\n</script>\n'


def board(records: list[Record], site: Site) -> Files:
    """Listing pages whose cards link to the adverts; each advert has a JobPosting."""
    parts = [records[at : at + _PER_PAGE] for at in range(0, len(records), _PER_PAGE)]
    files: Files = {}
    for number, part in enumerate(parts, start=1):
        cards = "\n".join(
            f'<article><a class="job-card" href="/{job_path(r)}">{escape(r.title or "Vacancy")}</a>'
            f"<p>{escape(r.organisation)}, {escape(r.place)}</p></article>"
            for r in part
        )
        more = f'<a rel="next" href="/jobs?page={number + 1}">More jobs</a>' if number < len(parts) else ""
        body = f"<h1>Jobs in the Five Towns and beyond</h1>\n{cards}\n<p>{more}</p>"
        files[f"jobs@{number}.html"] = page("Five Towns Jobs", body)
    for record in records:
        files[f"{job_path(record)}.html"] = _posting_page(record, site)
    return files


def _posting_page(record: Record, site: Site) -> bytes:
    body = (
        f"<h1>{escape(record.title)}</h1>\n<p>{escape(record.organisation)} | {escape(record.place)} | "
        f"{escape(record.pay_text)}</p>\n{wording.as_html(record)}"
    )
    return page(f"{record.title} | Five Towns Jobs", body, head=script(_posting(record, site), record.flaw))


def _posting(record: Record, site: Site) -> dict[str, Any]:
    thing = record.thing
    node: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": record.title,
        "description": wording.as_html(record),
        "identifier": {"@type": "PropertyValue", "name": "Five Towns Jobs", "value": record.key},
        "datePosted": record.posted.isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": record.organisation},
        "jobLocation": {"@type": "Place", "address": _address(record)},
        "employmentType": ["FULL_TIME" if thing.pattern == "Full time" else "PART_TIME", *_contract(thing)],
        "url": f"{site.base}/{job_path(record)}",
        "directApply": False,
    }
    if record.closes:
        node["validThrough"] = f"{record.closes.isoformat()}T23:59:59"
    if record.pay:
        node["baseSalary"] = _salary(record.pay)
    if not record.title:
        del node["title"]
    if record.flaw == "markup_lost":
        return {"@context": "https://schema.org/", "@type": "WebPage", "name": record.title}
    return node


def _contract(thing: Thing) -> list[str]:
    if thing.kind == "apprenticeship":
        return ["APPRENTICESHIP"]
    return ["TEMPORARY"] if thing.contract.startswith("Fixed") else []


def _address(record: Record) -> dict[str, str]:
    if record.place == "West Yorkshire":
        return {"@type": "PostalAddress", "addressRegion": "West Yorkshire", "addressCountry": "GB"}
    address = {
        "@type": "PostalAddress",
        "addressLocality": record.thing.place.town,
        "addressRegion": "West Yorkshire",
        "addressCountry": "GB",
    }
    if record.thing.place.postcode in record.place:
        address["postalCode"] = record.thing.place.postcode
    return address


def _salary(pay: Pay) -> dict[str, Any]:
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": _PERIODS[pay.period]}
    value |= {"value": pay.low} if pay.low == pay.high else {"minValue": pay.low, "maxValue": pay.high}
    return {"@type": "MonetaryAmount", "currency": "GBP", "value": value}


def university(records: list[Record], site: Site) -> Files:
    """A sitemap of all pages, of which those under /courses/ are courses."""
    files: Files = {
        "index.html": page("University of the Three Valleys", "<h1>Welcome</h1>"),
        "about.html": page("About the university", "<p>Founded as a mechanics' institute in 1841.</p>"),
    }
    urls = [f"{site.base}/about"]
    for record in records:
        path = f"courses/{wording.slug(record.thing.title)}"
        urls.append(f"{site.base}/{path}")
        text = "".join(f"<p>{escape(line)}</p>" for line in (*record.thing.text.intro, record.extra) if line)
        node = _course(record, f"{site.base}/{path}")
        files[f"{path}.html"] = page(record.title, f"<h1>{escape(record.title)}</h1>{text}", head=script(node))
    locs = "\n".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    files["sitemap.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{locs}\n</urlset>\n"
    ).encode()
    return files


def _course(record: Record, url: str) -> dict[str, Any]:
    thing, facts = record.thing, record.thing.facts
    place = {
        "@type": "Place",
        "name": f"{thing.place.town} campus",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": thing.place.town,
            "postalCode": thing.place.postcode,
            "addressCountry": "GB",
        },
    }
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": record.title,
        "description": " ".join([*thing.text.intro, record.extra]).strip(),
        "identifier": {"@type": "PropertyValue", "name": "course code", "value": record.key},
        "provider": {"@type": "CollegeOrUniversity", "name": record.organisation},
        "educationalCredentialAwarded": facts["award"],
        "educationalLevel": f"Level {facts['level']}",
        "about": facts["subject"],
        "url": url,
        "offers": {"@type": "Offer", "price": facts["cost"], "priceCurrency": "GBP", "category": "Per year"},
        "hasCourseInstance": [
            {
                "@type": "CourseInstance",
                "courseMode": ["full-time", "onsite"],
                "startDate": facts["starts"],
                "endDate": facts["ends"],
                "location": place,
            }
        ],
    }


def events(records: list[Record], site: Site) -> Files:
    """One page that holds every event."""
    nodes = list(_events(records, site))
    items = "".join(f"<h2>{escape(r.title)}</h2><p>{escape(r.thing.text.intro[0])}</p>" for r in records)
    head = "".join(script(node) for node in nodes)
    return {"whats-on.html": page("What's on: skills and jobs", f"<h1>What's on</h1>{items}", head=head)}


def _events(records: list[Record], site: Site) -> Iterator[dict[str, Any]]:
    for record in records:
        thing, facts = record.thing, record.thing.facts
        start = datetime.fromisoformat(f"{facts['starts']}T{facts['at']}:00")
        ends = start + timedelta(hours=float(facts["hours"]))
        url = f"{site.base}/whats-on/{record.key.lower()}"
        venue: dict[str, Any] = {
            "@type": "Place",
            "name": thing.place.site,
            "address": {
                "@type": "PostalAddress",
                "addressLocality": thing.place.town,
                "postalCode": thing.place.postcode,
                "addressCountry": "GB",
            },
        }
        yield {
            "@context": "https://schema.org",
            "@type": "Event",
            "name": record.title,
            "description": f"{thing.text.intro[0]} {record.extra}".strip() + f" ({long_date(start.date())})",
            "identifier": record.key,
            "startDate": start.isoformat(),
            "endDate": ends.isoformat(),
            "eventAttendanceMode": _MODES[facts["mode"]],
            "location": {"@type": "VirtualLocation", "url": url} if facts["mode"] == "online" else venue,
            "organizer": {"@type": "Organization", "name": record.organisation},
            "offers": {"@type": "Offer", "price": facts["price"], "priceCurrency": "GBP", "url": f"{url}/book"},
            "url": url,
        }
