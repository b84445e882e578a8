"""Organisation: who offers it, and through whom."""

from urllib.parse import urlsplit

from normalise.steps.base import Work
from normalise.text import html
from records.listing import Organisation
from records.vocabulary import Authority
from records.words import says_nothing


def organisation(work: Work) -> None:
    """Set `organisation` and `via`. A source that is the employer's own names its publisher if it names nobody."""
    draft, publisher = work.draft, work.source.publisher
    name = html.one_line(draft.organisation)
    if name and (says_nothing(name, "organisation") or web_url(name)):
        name = None
    own = name is None and publisher.authority is Authority.EMPLOYER
    if own:
        name = publisher.name
    if name:
        work.out.organisation = Organisation(
            name=name,
            url=web_url(draft.organisation_url) or (publisher.url if own else None),
            logo=web_url(draft.organisation_logo),
            identifiers={k: v.strip() for k, v in draft.organisation_identifiers.items() if v.strip()},
            kind=publisher.kind if own or name == publisher.name else None,
        )
    else:
        work.issue(
            "organisation",
            "ORGANISATION_MISSING",
            "no employer or provider is named; set defaults.organisation",
        )
    via = html.one_line(draft.via)
    if via is None and publisher.authority in (Authority.BOARD, Authority.AGGREGATOR):
        via = publisher.name
    work.out.via = via


def web_url(value: str | None) -> str | None:
    """The address when it is http(s) with a host and sane length, else None."""
    text = (value or "").strip()
    if text.startswith("//"):
        text = f"https:{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    good = parts.scheme in ("http", "https") and parts.hostname and len(text) <= 2048 and " " not in text
    return text if good and not parts.username else None
