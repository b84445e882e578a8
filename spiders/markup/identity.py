"""Which advert is this: the key and the address of a schema.org node."""

import hashlib
import json
import re
from collections import Counter
from urllib.parse import urlsplit

from pydantic import JsonValue

from spiders.markup.nodes import Node
from spiders.markup.urls import absolute, durable

# Identifiers that name the employer or the occupation, not the advert.
_APART = ("name", "title", "startDate", "location", "jobLocation")
_NOT_THE_ADVERT = re.compile(r"urn\b|ukprn|companies.?house|duns|vat|lei\b|charity|soc\b|onet|isco", re.IGNORECASE)


def node_url(node: Node, page_url: str, base: str, canonical: str, alone: bool) -> str | None:
    """The advert's own durable address: what the node says, else the page's canonical link, else the page.

    Boards put the employer's home page into `url`; that is not where the advert stands.
    """
    for key in ("url", "mainEntityOfPage", "@id"):
        found = _address(node.get(key), base)
        if found and not _is_home(found, node, page_url):
            return durable(found)
    if not alone:
        return None
    home = canonical and urlsplit(canonical).path in ("", "/") and urlsplit(page_url).path not in ("", "/")
    return (durable(canonical) if canonical and not home else None) or durable(page_url)


def _address(value: JsonValue, base: str) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    if not isinstance(value, str) or not re.match(r"https?://|/", value.strip()):
        return None
    return absolute(base, value)


def _is_home(found: str, node: Node, page_url: str) -> bool:
    parts = urlsplit(found)
    if parts.path in ("", "/") and not parts.query and not parts.fragment:
        return True
    organisation = node.get("hiringOrganization")
    if isinstance(organisation, dict) and parts.hostname != urlsplit(page_url).hostname:
        return found in (organisation.get("sameAs"), organisation.get("url"))
    return False


def node_keys(nodes: list[Node]) -> list[str]:
    """The source's own id of each node, '' where it has none that tells this advert from the others."""
    keys = [_identifier(node) for node in nodes]
    counts = Counter(keys)
    return [key if counts[key] == 1 else "" for key in keys]


def shared_address_key(node: Node, url: str) -> str:
    """A key for one of several adverts at one address: dates of a course, posts of a page.

    What tells them apart is name, start and place; a description may be reworded.
    """
    parts = [url, *(json.dumps(node.get(name), sort_keys=True) for name in _APART)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _identifier(node: Node) -> str:
    value = node.get("identifier")
    candidates = value if isinstance(value, list) else [value]
    taken = _organisation_words(node)
    for stated in candidates:
        label, candidate = "", stated
        if isinstance(stated, dict):
            label = f"{stated.get('name') or ''} {stated.get('propertyID') or ''}"
            candidate = stated.get("value") or stated.get("@value")
        text = "" if isinstance(candidate, bool) or candidate is None else str(candidate).strip()
        if isinstance(candidate, str | int) and _looks_like_id(text, taken) and not _NOT_THE_ADVERT.search(label):
            return text
    return ""


def _organisation_words(node: Node) -> set[str]:
    """Everything by which the node calls its organisation."""
    organisation = node.get("hiringOrganization") or node.get("provider") or node.get("organizer")
    if isinstance(organisation, str):
        return {organisation.casefold()}
    words = set()
    if isinstance(organisation, dict):
        for key in ("name", "identifier", "legalName", "url", "sameAs"):
            value = organisation.get(key)
            if isinstance(value, dict):
                value = value.get("value")
            if isinstance(value, str | int):
                words.add(str(value).casefold())
    return words


def _looks_like_id(text: str, taken: set[str]) -> bool:
    if not text or len(text) > 128 or text.casefold() in taken or "://" in text or re.search(r"\s{2,}", text):
        return False
    if not re.search(r"\d", text):
        # `bluelight-consulting-devops-engineer` is an id, `Acme` and `TBD` are not.
        return text.count("-") >= 2 and " " not in text
    return text.count(" ") <= 2
