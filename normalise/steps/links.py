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
    draft, out = work.draft, work.out
    out.url = _read(work, "url", draft.url or work.payload.url)
    out.apply_url = _read(work, "apply_url", draft.apply_url)
    if not draft.apply_url and out.kind in _APPLIED_FOR:
        # Where a source names no other place, its own page is where one applies.
        out.apply_url = out.url


def _read(work: Work, name: str, raw: str | None) -> str | None:
    if not raw:
        return None
    clean = durable_url(raw, work.payload.page_url)
    if clean is None:
        work.issue(name, "URL_INVALID", f"not a web address: {raw[:120]!r}")
    return clean


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
