"""XML feeds as JSON: every element of every item, by its prefixed name.

RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom, and XML lists of a vendor's own (`source/job`, `offers/offer`, ….).
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree
from pydantic import JsonValue

from records.synonyms import SYNONYMS, plain

# What these prefixes stand for wherever a feed uses them, declared or not.
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "g": "http://base.google.com/ns/1.0",
    "georss": "http://www.georss.org/georss",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "xcal": "urn:ietf:params:xml:ns:xcal",
    "joblisting": "http://www.neogov.com/namespaces/JobListing",
    "tt": "https://teamtailor.com/locations",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "atom": "http://www.w3.org/2005/Atom",
}
# Prefixes differ from feed to feed; a field map in YAML must not. Unlisted namespaces keep their own prefix.
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items() if prefix != "atom"} | {
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_ATOM = "http://www.w3.org/2005/Atom"
# Default namespaces of the formats themselves: their elements need no prefix.
_PLAIN = frozenset({_ATOM, "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/", "http://backend.userland.com/rss2"})
_RECORDS = frozenset(
    {
        "job", "item", "entry", "offer", "vacancy", "position", "posting", "event", "meeting", "course", "listing",
        "record", "row", "opportunity", "advert", "vacancydetails", "jobposting", "jobs-item", "product",
    }
)  # fmt: skip
_MARKUP = frozenset(
    {
        "p", "br", "div", "span", "ul", "ol", "li", "b", "strong", "i", "em", "a", "h1", "h2", "h3", "h4", "h5", "h6",
        "table", "tr", "td", "th", "tbody", "img", "font", "u",
    }
)  # fmt: skip
_NEVER_NESTED = frozenset({"title", "guid", "pubdate", "category", "link"})
_OF_AN_ITEM = frozenset({"title", "link", "description", "summary", "content", "guid", "pubdate", "category", "id"})
_TOTALS = ("expectedJobCount", "totalResults", "total", "count")
_DEEPEST = 12
_TITLES = frozenset(SYNONYMS["title"])
# What an advert has besides a name.
_SIGNALS = frozenset(
    word
    for name in ("organisation", "place", "town", "postcode", "pay", "pay_min", "posted_at", "closes_at", "starts_on",
                 "url", "apply_url", "description", "contract", "hours", "duration", "cost", "entry_requirements")
    for word in SYNONYMS[name]
) | frozenset({"jobdescriptions", "requirements", "responsibilities"})  # fmt: skip


@dataclass
class Feed:
    """`kind`: rss, atom or xml (a list of the vendor's own); '' when it is no feed at all."""

    kind: str = ""
    items: list[dict[str, JsonValue]] = field(default_factory=list)
    channel: dict[str, JsonValue] = field(default_factory=dict)
    advertised: int | None = None
    # What relative addresses are joined to, where the feed says so itself (xml:base).
    base: str = ""


def local(element: etree._Element) -> str:
    """An element's name without namespace; '' for comments."""
    tag: object = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


def _bare(tag: str) -> str:
    """By text: recovered documents hold names (`https:`) that lxml itself refuses."""
    return tag.rsplit("}", 1)[-1]


def read_feed(root: etree._Element) -> Feed:
    """All items of a parsed feed."""
    name = local(root).lower()
    if name in ("rss", "rdf", "feed", "channel"):
        known = _known(root, name)
        # `<rss><jobs><job>…`: a list of a vendor's own that only borrowed the root.
        return known if known.items or not _records(root) else _listed(root)
    return _listed(root)


def _listed(root: etree._Element) -> Feed:
    """A vendor's own XML list."""
    records = _records(root)
    if not records:
        return Feed(kind="xml", advertised=_count(root)) if _is_empty_list(root) else Feed()
    items: list[dict[str, JsonValue]] = [{"@element": local(record), **_item(record)} for record in records]
    if not any(map(_is_advert, items)):
        # Lists of an office's own: categories, regions, users. They have names, and nothing one can apply for.
        return Feed()
    return Feed(kind="xml", items=items, advertised=_count(root), base=_base(root))


def _is_advert(item: dict[str, JsonValue]) -> bool:
    """Whether a record of a vendor's own XML says more than what something is called."""
    said = {plain(name) for name, value in item.items() if not name.startswith("@") and value not in (None, "", [], {})}
    if any(isinstance(value, dict) for value in item.values()):
        said |= {plain(name) for value in item.values() if isinstance(value, dict) for name in value}
    return bool(said & _TITLES) and bool(said & _SIGNALS)


def _base(root: etree._Element) -> str:
    return root.get("{http://www.w3.org/XML/1998/namespace}base") or ""


def _known(root: etree._Element, name: str) -> Feed:
    """RSS keeps items in the channel, RDF beside it, Atom calls them entries; broken feeds put them anywhere."""
    kind = "atom" if name == "feed" else "rss"
    items = [element for element in root.iter() if local(element).lower() == ("entry" if kind == "atom" else "item")]
    items = [element for element in items if not _is_inside_item(element)]
    head = root if kind == "atom" else next((e for e in root.iter() if local(e).lower() == "channel"), root)
    channel: dict[str, JsonValue] = {}
    for key in ("title", "language", "link"):
        found = next((child for child in head if local(child).lower() == key), None)
        if found is not None and (text := (found.text or found.get("href") or "").strip()):
            channel[key] = text
    if "language" not in channel and (lang := root.get("{http://www.w3.org/XML/1998/namespace}lang")):
        channel["language"] = lang
    return Feed(kind=kind, items=[_item(item) for item in items], channel=channel, base=_base(root) or _base(head))


def _is_inside_item(element: etree._Element) -> bool:
    """Whether an item is part of another one; not where only a missing end tag put it there."""
    for up in element.iterancestors():
        if local(up).lower() in ("item", "entry"):
            return False
        if local(up).lower() not in _NEVER_NESTED:
            return any(local(above).lower() in ("item", "entry") for above in up.iterancestors())
    return False


def _records(root: etree._Element) -> list[etree._Element]:
    """The repeated element: known names first, then the largest group of like-named elements with children."""
    level = [root]
    for _ in range(4):
        level = [child for element in level for child in element if local(child)]
        with_children = [element for element in level if len(element) >= 2]
        groups = Counter(local(element) for element in with_children)
        known = [name for name in groups if name.lower() in _RECORDS]
        repeated = [name for name, count in groups.most_common(1) if count >= 2]
        if picked := (known or repeated)[:1]:
            # Records that are too bare to be told by themselves still belong to their group.
            return [element for element in level if local(element) == picked[0]]
    return []


def has_channel(root: etree._Element) -> bool:
    """Whether the root is a feed's own and holds what every feed has: a channel, or Atom's namespace and a title."""
    children = {local(child).lower() for child in root}
    if str(root.tag).startswith(f"{{{_ATOM}}}") and local(root) == "feed":
        return bool(children & {"title", "id", "updated"})
    return local(root).lower() in ("rss", "rdf") and "channel" in children


def _is_empty_list(root: etree._Element) -> bool:
    """Whether there is nothing but what a list says of itself."""
    totals = [child for child in root if local(child) in _TOTALS and not len(child)]
    name = local(root).lower()
    return len(root) == len(totals) and not (root.text or "").strip() and name not in ("html", "body", "error")


def _count(root: etree._Element) -> int | None:
    """Totals that lists state about themselves: Eploy's `Count`, LinkedIn's `expectedJobCount`."""
    texts = [root.get(name) for name in ("Count", "count", "total", "Total")]
    texts += [child.text for child in root if local(child) in _TOTALS]
    return next((int(text) for text in texts if text and text.strip().isdigit()), None)


def name_of(element: etree._Element) -> str:
    """`dc:creator`, `joblisting:maximumSalary`, `title`."""
    tag = str(element.tag)
    bare = _bare(tag)
    namespace = tag[1:].split("}", 1)[0] if tag.startswith("{") else ""
    if not namespace or namespace in _PLAIN:
        return bare
    prefix = _PREFIXES.get(namespace) or element.prefix
    return f"{prefix}:{bare}" if prefix else bare


def _item(element: etree._Element) -> dict[str, JsonValue]:
    data: dict[str, JsonValue] = {}
    for key, value in element.attrib.items():
        data[f"@{_bare(str(key))}"] = str(value)
    for child in element:
        if not local(child) or local(child).lower() in ("item", "entry"):
            continue
        name = name_of(child)
        if name == "link" and child.get("href"):
            _atom_link(child, data)
            continue
        swallowed = _swallowed(child)
        _put(data, name, (child.text or "").strip() if swallowed else _value(child, 0))
        for lost in swallowed:
            _put(data, name_of(lost), _value(lost, 0))
    return data


def _swallowed(element: etree._Element) -> list[etree._Element]:
    """Elements of the item that stand inside another one because its end tag is missing."""
    if local(element).lower() not in _NEVER_NESTED:
        return []
    inner = [child for child in element if local(child) and local(child).lower() not in _MARKUP | {"item", "entry"}]
    return inner if any(local(child).lower() in _OF_AN_ITEM for child in inner) else []


def _put(data: dict[str, JsonValue], name: str, value: JsonValue) -> None:
    """A name that stands twice becomes a list."""
    if value in (None, "", {}):
        data.setdefault(name, "")
        return
    held = data.get(name)
    if held in (None, ""):
        data[name] = value
    elif isinstance(held, list):
        held.append(value)
    else:
        data[name] = [held, value]


def _atom_link(element: etree._Element, data: dict[str, JsonValue]) -> None:
    rel = element.get("rel") or "alternate"
    href = element.get("href") or ""
    if rel == "alternate" and not data.get("link"):
        data["link"] = href
    else:
        _put(data, f"link:{rel}", href)


def _value(element: etree._Element, depth: int) -> JsonValue:
    """Text, markup as text, or an object of children and `@attributes`."""
    children = [child for child in element if local(child)]
    kind = element.get("type") or ""
    if (children and (kind == "xhtml" or _is_markup(element, children))) or depth >= _DEEPEST:
        return inner_markup(element)
    text = (element.text or "").strip()
    attributes: dict[str, JsonValue] = {
        f"@{_bare(str(key))}": str(value) for key, value in element.attrib.items() if value
    }
    if not children:
        bare = not attributes or (text and set(attributes) <= {"@type", "@lang", "@base", "@mode", "@space"})
        return text if bare else {**attributes, "#text": text} if text else attributes
    data = attributes
    for child in children:
        _put(data, name_of(child), _value(child, depth + 1))
    return data


def _is_markup(element: etree._Element, children: list[etree._Element]) -> bool:
    """HTML that was not escaped: text between the elements, or only HTML's own elements."""
    mixed = bool((element.text or "").strip()) or any((child.tail or "").strip() for child in children)
    return mixed or all(local(child).lower() in _MARKUP for child in children)


def inner_markup(element: etree._Element) -> str:
    """What stands inside an element, as markup without namespaces."""
    parts = [element.text or "", *(etree.tostring(child, encoding="unicode") for child in element)]
    text = "".join(parts).strip()
    return re.sub(r"\s+xmlns(?::\w+)?=\"[^\"]*\"|(?<=</)\w+:(?=\w)|(?<=<)(?!/)\w+:(?=\w)", "", text)
