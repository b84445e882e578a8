"""Links: http(s) only, absolute, without session tokens."""

import re
from urllib.parse import urljoin

from normalise.steps.base import Work
from normalise.steps.organisation import web_url
from records.addresses import without_visit
from records.vocabulary import Kind

_APPLIED_FOR = (Kind.JOB, Kind.APPRENTICESHIP)


def links(work: Work) -> None:
    """Set `url` and `apply_url`; a relative address is joined to the page it stood on."""
    base = work.payload.page_url
    for name in ("url", "apply_url"):
        raw = getattr(work.draft, name) or (work.payload.url if name == "url" else None)
        if not raw:
            continue
        clean = durable_url(raw, base)
        if clean is None:
            work.issue(name, "URL_INVALID", f"not a web address: {raw[:120]!r}")
        work.out[name] = clean
    if work.out["kind"] in _APPLIED_FOR:
        # Where a source names no other place, its own page is where one applies.
        work.out.setdefault("apply_url", work.out.get("url"))


def durable_url(raw: str, base: str = "") -> str | None:
    """The absolute address without session and campaign parameters; None if it is no http(s) address."""
    text = raw.strip()
    try:
        if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", text):
            text = urljoin(base, text)
        url = web_url(text)
        return without_visit(url, campaign=True) if url else None
    except ValueError:
        return None
