"""The key of an advert that has no id of its own: its address, without what changes from visit to visit."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from records.words import Wording, any_of, words

# Who sent the visitor, and which visitor it is. `ref` and `id` are not here: they often name the advert.
# More than `records.addresses` takes away, for what is only compared need not work; and a list that stays as it is,
# for each name more would give known adverts another key.
_VOLATILE = Wording(lambda: any_of(words("address_parameters", "keys"), whole=False))
_PATH_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/?#;]*|/\([SXF]\([a-z0-9]{24}\)\)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def canonical_url(url: str) -> str:
    """`url` without what changes from visit to visit: session, tracking, fragment, order of parameters.

    Only for comparing, never for fetching: http and https count as the same.
    """
    try:
        parts = urlsplit(_CONTROL.sub("", url))
        query = [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _VOLATILE.fullmatch(name)
        ]
        path = _PATH_SESSION.sub("", parts.path)
        scheme = "https" if parts.scheme == "http" else parts.scheme
        netloc = parts.netloc.removesuffix(":443" if parts.scheme == "https" else ":80")
        tidy: str = canonicalize_url(urlunsplit((scheme, netloc, path, urlencode(query), "")))
        return tidy
    except ValueError:
        return url


def url_key(url: str) -> str:
    """SHA-256 (hex) of the canonical address."""
    return hashlib.sha256(canonical_url(url).encode("utf-8", "surrogatepass")).hexdigest()


def former_keys(key: str, url: str | None, sites: Iterable[str]) -> Iterator[str]:
    """The keys that an advert had while its site was at other addresses; none for one that is keyed otherwise."""
    if not url or key != url_key(url):
        return
    parts = urlsplit(url)
    for site in sites:
        former = urlsplit(site)
        yield url_key(urlunsplit((former.scheme, former.netloc, parts.path, parts.query, "")))
