"""Feeds that are no XML at all (unclosed tags, unquoted attributes): feedparser's loose reading."""

from pydantic import JsonValue

from formats.json import clean
from spiders.markup.feed import Feed

_KEPT = ("title", "link", "id", "published", "updated", "author", "summary")


def read_with_feedparser(text: str, content_type: str) -> Feed | None:
    """The items feedparser can make out; None when there are none."""
    if "<item" not in text.lower() and "<entry" not in text.lower():
        return None
    import feedparser

    kind_of = content_type.split(";", maxsplit=1)[0] or "application/xml"
    try:
        parsed = feedparser.parse(
            text.encode("utf-8", "replace"), sanitize_html=False, resolve_relative_uris=False,
            response_headers={"content-type": f"{kind_of}; charset=utf-8"},
        )  # fmt: skip
    except Exception:  # noqa: BLE001 - a loose parser may fail anywhere on hostile text; the page is then no feed
        return None
    # As plain dicts: feedparser answers a missing `updated` with `published`, and a warning.
    items = [_item(dict(entry.items())) for entry in parsed.entries]
    if not items:
        return None
    kind = "atom" if str(parsed.get("version", "")).startswith("atom") else "rss"
    channel: dict[str, JsonValue] = {
        key: str(parsed.feed[key]) for key in ("title", "language", "link") if parsed.feed.get(key)
    }
    return Feed(kind=kind, items=items, channel=channel)


def _item(entry: dict[str, object]) -> dict[str, JsonValue]:
    item: dict[str, JsonValue] = {key: clean(entry[key]) for key in _KEPT if entry.get(key)}
    content = entry.get("content")
    if isinstance(content, list) and content:
        item["content:encoded"] = clean(content[0].get("value"))
    tags = entry.get("tags")
    if isinstance(tags, list):
        item["category"] = [clean(tag.get("term")) for tag in tags if tag.get("term")]
    known = {*_KEPT, "content", "tags", "links", "authors", "guidislink"}
    for key, value in entry.items():
        if key not in known and isinstance(value, str) and value:
            item[key] = clean(value)
    if "id" in item:
        item["guid"] = item.pop("id")
    if "summary" in item:
        item["description"] = item.pop("summary")
    return item
