"""Takedown rules: which adverts a person had removed, and so are kept out of every later run."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field

from records.addresses import without_visit
from records.base import Model
from records.listing import Listing
from records.source import SourceConfig
from records.words import words

# Why a listing is closed that was taken down, and one whose takedown was lifted: the next run may open that.
REMOVED = "takedown"
LIFTED = "takedown_lifted"
# Title of a listing whose texts are gone. It has no letter, so that deduplicating takes it for like no other.
NO_TITLE = "—"
# Stands where a hash stood of what the advert said.
NO_CONTENT = "taken_down"


class Scope(StrEnum):
    """What a takedown names."""

    EMPLOYER = "employer"
    SOURCE = "source"
    URL = "url"
    LISTING = "listing"


class Takedown(Model):
    """A person's word that adverts are to be gone. `finished_at` is none while a part of it is still to be done."""

    id: str = Field(description="ULID.")
    scope: Scope = Field(description="What `value` is.")
    value: str = Field(description="Employer's name, source id, address, or listing id, as it was given.")
    why: str = Field(description="Reason, in the person's words.")
    by: str = Field(description="Who had it taken down.")
    at: AwareDatetime = Field(description="When.")
    finished_at: AwareDatetime | None = Field(default=None, description="When it was done everywhere.")
    lifted_at: AwareDatetime | None = Field(default=None, description="Since when it no longer holds.")
    lifted_by: str | None = Field(default=None, description="Who lifted it.")


class Rules:
    """The takedowns that hold. `newest`: id of the newest, '' where there is none."""

    def __init__(self, takedowns: Iterable[Takedown] = ()) -> None:
        self.newest = ""
        self._by: dict[Scope, dict[str, str]] = {scope: {} for scope in Scope}
        for takedown in takedowns:
            self.newest = max(self.newest, takedown.id)
            self._by[takedown.scope][plain(takedown.scope, takedown.value)] = takedown.id

    def __bool__(self) -> bool:
        """Whether any takedown holds."""
        return bool(self.newest)

    def of_key(self, source: SourceConfig, key: str) -> str | None:
        """The takedown of a source's advert with this key, where its source or its id is named; by former ids, too."""
        for source_id in (source.id, *source.was):
            found = self._by[Scope.SOURCE].get(source_id) or self._by[Scope.LISTING].get(f"{source_id}:{key}")
            if found is not None:
                return found
        return None

    def of_listing(self, listing: Listing) -> str | None:
        """The takedown of a listing whose employer (or who posted it for one), or address, is named."""
        names = (listing.organisation.name if listing.organisation else None, listing.via)
        for name in filter(None, names):
            if found := self._by[Scope.EMPLOYER].get(employer(name)):
                return found
        for url in filter(None, (listing.url, listing.apply_url)):
            if found := self._by[Scope.URL].get(address(url)):
                return found
        return None


def plain(scope: Scope, value: str) -> str:
    """A value as it is compared."""
    match scope:
        case Scope.EMPLOYER:
            return employer(value)
        case Scope.URL:
            return address(value)
    return value.strip()


@lru_cache(maxsize=50_000)
def employer(name: str) -> str:
    """A name without case, punctuation and legal form at its end: `Acme Care Ltd.` is `ACME Care`."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    parts = re.sub(r"[^\w]+", " ", folded).split()
    endings = frozenset(words("company_endings"))
    while len(parts) > 1 and parts[-1] in endings:
        parts.pop()
    return " ".join(parts)


def address(url: str) -> str:
    """An address without scheme, `www.`, last slash, fragment and what names a visit."""
    try:
        parts = urlsplit(without_visit(url.strip(), campaign=True))
    except ValueError:
        return url.strip()
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}{query}"
