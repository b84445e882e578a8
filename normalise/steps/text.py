"""Description: plain text and safe HTML, without contacts' personal data."""

from normalise.steps.base import Work
from normalise.steps.privacy import redact
from normalise.text import html

_SNIPPET_ENDS = ("...", "…", "[...]", "[…]", "read more", "&hellip;")
# An advert longer than this is a page that was taken whole by mistake.
_MAX_CHARS = 100_000


def description(work: Work) -> None:
    """Set `description`, `description_html` and `description_complete`."""
    raw = work.draft.description
    if not raw or not raw.strip():
        work.out.description_complete = work.draft.description_complete
        return
    text, safe = read_description(raw, country=work.source.country)
    if len(text) > _MAX_CHARS:
        work.issue("description", "DESCRIPTION_TOO_LONG", f"{len(text)} characters; cut at {_MAX_CHARS}")
        text, safe = text[:_MAX_CHARS], html.from_text(text[:_MAX_CHARS])
    snippet = text.rstrip().lower().endswith(_SNIPPET_ENDS)
    work.out.description = text or None
    work.out.description_html = safe or None
    work.out.description_complete = work.draft.description_complete and not snippet


def read_description(raw: str, *, country: str = "GB") -> tuple[str, str]:
    """Plain text and safe HTML of a description in text or HTML, e-mails and phone numbers taken out."""
    decoded = html.decode(raw)
    if html.is_html(decoded):
        text = redact(html.to_text(decoded), country)
        return text, redact(html.sanitise(decoded), country)
    text = redact(html.tidy_lines(html.html_unescape(decoded)), country)
    return text, html.from_text(text)
