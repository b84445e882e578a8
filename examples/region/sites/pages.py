"""A council's vacancies as plain pages: a listing in parts, and a page for each advert, without any markup."""

from html import escape

from examples.region import wording
from examples.region.model import Record
from examples.region.sites.site import Files, Site, job_path, long_date, page

_PER_PAGE = 15
# The class names of the first day; the redesign of the second day replaces them all.
_OLD = {
    "list": "vacancies",
    "item": "vacancy",
    "title": "vacancy-title",
    "facts": "vacancy-facts",
    "text": "advert-text",
}
_NEW = {"list": "c-grid", "item": "c-card", "title": "c-card__head", "facts": "c-card__meta", "text": "c-prose"}


def council_pages(records: list[Record], site: Site) -> Files:
    """The listing and the adverts; on the second day the same adverts in a new design."""
    names = _OLD if site.day == 1 else _NEW
    parts = [records[at : at + _PER_PAGE] for at in range(0, len(records), _PER_PAGE)]
    files: Files = {"index.html": page("Calder and Colne District Council", '<p><a href="/jobs">Jobs</a></p>')}
    for number, part in enumerate(parts, start=1):
        files[f"jobs@{number}.html"] = _listing(part, number, len(parts), len(records), names)
    for record in records:
        files[f"{job_path(record)}.html"] = _advert(record, names)
    return files


def _listing(records: list[Record], number: int, last: int, total: int, names: dict[str, str]) -> bytes:
    items = "\n".join(_item(record, names) for record in records)
    links = []
    if number > 1:
        links.append(f'<a rel="prev" href="/jobs?page={number - 1}">Previous</a>')
    if number < last:
        links.append(f'<a rel="next" class="next" href="/jobs?page={number + 1}">Next</a>')
    body = (
        "<header><p>Calder and Colne District Council</p></header>\n<main>\n<h1>Jobs in Calder and Colne</h1>\n"
        "<p>Vacancies with the council, our schools and employers in the district.</p>\n"
        f'<p class="{names["list"]}-total">{total} vacancies</p>\n'
        f'<ul class="{names["list"]}">\n{items}\n</ul>\n<nav>{" ".join(links)}</nav>\n</main>'
    )
    return page(f"Jobs, page {number} of {last} - Calder and Colne District Council", body)


def _item(record: Record, names: dict[str, str]) -> str:
    closes = f'<span class="closes">Closes {long_date(record.closes)}</span>' if record.closes else ""
    return (
        f'<li class="{names["item"]}"><h2 class="{names["title"]}"><a href="/{job_path(record)}">'
        f'{escape(record.title)}</a></h2><p class="{names["facts"]}"><span class="employer">'
        f'{escape(record.organisation)}</span> <span class="place">{escape(record.place)}</span> {closes}</p></li>'
    )


def _advert(record: Record, names: dict[str, str]) -> bytes:
    thing = record.thing
    facts = {
        "reference": ("Reference", record.key),
        "employer": ("Employer", record.organisation),
        "place": ("Location", record.place),
        "pay": ("Salary", record.pay_text),
        "contract": ("Contract", thing.contract),
        "hours": ("Working pattern", thing.pattern),
        "weekly": ("Hours per week", f"{thing.weekly:g}" if thing.weekly else ""),
        "posted": ("Published", long_date(record.posted)),
        "closes": ("Closing date", long_date(record.closes) if record.closes else ""),
    }
    prefix = "fact" if names is _OLD else "m"
    rows = "".join(
        f'<dt>{label}</dt><dd class="{prefix}-{name}">{escape(value)}</dd>'
        for name, (label, value) in facts.items()
        if value
    )
    body = (
        f'<main class="{names["item"]}-page">\n<h1 class="{names["title"]}">{escape(record.title)}</h1>\n'
        f'<dl class="{names["facts"]}">{rows}</dl>\n<div class="{names["text"]}">\n{wording.as_html(record)}\n</div>\n'
        '<p><a href="/jobs">All vacancies</a></p>\n</main>\n<footer>Calder and Colne District Council</footer>'
    )
    return page(f"{record.title} - Calder and Colne District Council", body)
