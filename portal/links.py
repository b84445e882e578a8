"""Where a listing's page sends people: always somewhere, and the page says where it leads."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.wording import web
from records.opportunity import Member, Opportunity
from records.source import SourceConfig
from records.vocabulary import Kind
from store import Store

ACTIONS = {
    Kind.JOB: "Apply for this job",
    Kind.APPRENTICESHIP: "Apply for this apprenticeship",
    Kind.COURSE: "See how to enrol",
    Kind.EVENT: "See how to book",
    Kind.SUPPORT: "See how to get this",
    Kind.NEWS: "Read the full story",
}
NO_PAGE = "The advert has no page of its own."
# These read pages that people can look at; the others read a feed or a table.
READS_PAGES = frozenset({"selectors", "json_ld"})


@dataclass(frozen=True)
class Link:
    """An address of the web; `text` names what is there, `note` why it is not the advert itself."""

    url: str
    text: str
    note: str = ""


def way_on(store: Store, one: Opportunity) -> Link | None:
    """The advert's own page; else the page it was found on, else its publisher's site, else the organisation's.

    None where nobody gave any address.
    """
    own = next(filter(None, map(web, (one.apply_url, one.url, *(member.url for member in one.listings)))), None)
    if own is not None:
        return Link(own, ACTIONS[one.kind])
    found = next(filter(None, (place_of(store, member) for member in one.listings)), None)
    if found is not None:
        return found
    site = web(one.organisation.url) if one.organisation else None
    if site is None or one.organisation is None:
        return None
    return Link(site, f"Go to {one.organisation.name}", f"{NO_PAGE} This is the organisation’s.")


def place_of(store: Store, member: Member) -> Link | None:
    """Where people can look for a listing that has no page of its own: by its source's file."""
    stored = store.sources.get(member.source)
    return _place_of(stored.config) if stored is not None else None


def _place_of(source: SourceConfig) -> Link | None:
    read = web(getattr(source.connector, "url", None))
    if read is not None and source.connector.type in READS_PAGES:
        return Link(read, "See the page we found this on", f"{NO_PAGE} It is one of several on that page.")
    publisher = source.publisher
    site = web(publisher.url) or _root(read or web(getattr(source.connector, "sitemap", None)))
    if site is None:
        return None
    return Link(site, f"Go to {publisher.name}", f"{NO_PAGE} This is its publisher’s.")


def _root(url: str | None) -> str | None:
    """The site that an address is on: the address itself is a file for programs."""
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
