"""Web addresses that still work tomorrow: session tokens removed, relative ones resolved."""

import base64
import binascii
import re
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from records.addresses import without_visit

_CSJ_HOST = "civilservicejobs.service.gov.uk"
_UNSAFE = re.compile(r"[\s<>\"{}|\\^`]")


def absolute(base: str, link: str) -> str | None:
    """`link` as an absolute web address; None for mailto:, javascript:, fragments and nonsense."""
    link = link.strip()
    if not link or link.startswith("#"):
        return None
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:
        return None
    return _UNSAFE.sub(lambda match: quote(match.group()), url)


def is_unknown(url: str) -> bool:
    """True for the address that stands for none (`.invalid` is reserved): a file saved without its own."""
    try:
        return (urlsplit(url).hostname or "").endswith(".invalid")
    except ValueError:
        return False


def durable(url: str) -> str | None:
    """`url` without what binds it to one visit; None when nothing but the visit would be left of it.

    Civil Service Jobs packs everything, the vacancy's code too, into the session id (base64).
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if host.endswith(_CSJ_HOST) and "sid=" in parts.query.lower():
        code = _civil_service_code(parts.query)
        return f"https://www.{_CSJ_HOST}/csr/jobs.cgi?jcode={code}" if code else None
    return without_visit(url)


def _civil_service_code(query: str) -> str | None:
    for token in parse_qs(query).get("SID", []):
        try:
            packed = base64.b64decode(token + "=" * (-len(token) % 4), validate=False).decode("ascii", "replace")
        except (binascii.Error, ValueError):
            continue
        if match := re.search(r"joblist_view_vac=(\d+)", packed):
            return match.group(1)
    return None
