"""Feeds: a jobs board's RSS with snippets, and the region's news as Atom."""

from html import escape

from examples.region import wording
from examples.region.model import Record
from examples.region.sites.site import Files, Site, email_date, job_path


def job_feed(records: list[Record], site: Site) -> Files:
    """RSS 2.0 with the board's own elements for employer, place and pay; descriptions are snippets."""
    items = "\n".join(_item(record, site) for record in records)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:job="http://feeds.example/job">\n<channel>\n'
        f"<title>Moor and Mill Jobs</title>\n<link>{site.base}/</link>\n<description>Jobs in West Yorkshire"
        f"</description>\n<language>en-gb</language>\n{items}\n</channel>\n</rss>\n"
    )
    return {"feed.rss": text.encode()}


def _item(record: Record, site: Site) -> str:
    pay = f"<job:salary>{escape(record.pay_text, quote=False)}</job:salary>\n" if record.pay_text else ""
    return (
        f"<item>\n<title>{escape(record.title, quote=False)}</title>\n<link>{site.base}/{job_path(record)}"
        f'?utm_source=rss</link>\n<guid isPermaLink="false">{record.key}</guid>\n'
        f"<pubDate>{email_date(record.posted)}</pubDate>\n"
        f"<job:company>{escape(record.organisation, quote=False)}</job:company>\n"
        f"<job:location>{escape(record.place, quote=False)}</job:location>\n{pay}"
        f"<description><![CDATA[{wording.as_text(record)}]]></description>\n</item>"
    )


def news_feed(records: list[Record], site: Site) -> Files:
    """Atom, newest first."""
    newest = sorted(records, key=lambda record: (record.posted, record.key), reverse=True)
    entries = "\n".join(_entry(record, site) for record in newest)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="en-GB">\n<title>West Riding skills news</title>\n'
        f'<id>tag:skills.example,2026:news</id>\n<link rel="self" href="{site.base}/news.atom"/>\n'
        f"<updated>{site.today.isoformat()}T06:00:00Z</updated>\n{entries}\n</feed>\n"
    )
    return {"news.atom": text.encode()}


def _entry(record: Record, site: Site) -> str:
    text = f"{record.thing.text.intro[0]} {record.extra}".strip()
    return (
        f"<entry>\n<id>{record.key}</id>\n<title>{escape(record.title, quote=False)}</title>\n"
        f'<link href="{site.base}/news/{record.key.rpartition("-")[2]}"/>\n'
        f"<published>{record.posted.isoformat()}T07:30:00Z</published>\n"
        f"<updated>{record.posted.isoformat()}T07:30:00Z</updated>\n"
        f"<dc:publisher>{escape(record.organisation, quote=False)}</dc:publisher>\n"
        f'<content type="html">{escape(f"<p>{escape(text)}</p>", quote=False)}</content>\n</entry>'
    )
