"""The key of a payload: what makes it the same advert in the next run."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from records.payload import payload_hash
from records.words import Wording, any_of, words
from spiders.connectors.base import Found

MOST_KEY_CHARACTERS = 512
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


def payload_key(found: Found, payload_format: str) -> str:
    """The source's own id; else the hash of the advert's address; else of what it says."""
    own = _CONTROL.sub("", found.key).strip()
    if own:
        long = len(own) > MOST_KEY_CHARACTERS
        return hashlib.sha256(own.encode()).hexdigest() if long else own
    if found.url:
        return url_key(found.url)
    return payload_hash(payload_format, found.data)


def told_apart(found: Sequence[Found], payload_format: str) -> list[Found]:
    """The adverts of one page, where several that differ share one address: keyed by what they say.

    An address that stands for several adverts (the home page, or all that is left of a link bound to a
    visit) names none of them: taken as their key, all but the first would be lost.
    """
    addresses = ["" if one.key.strip() or not one.url else url_key(one.url) for one in found]
    if len(set(addresses)) == len(addresses):
        return list(found)
    says = [payload_hash(payload_format, one.data) for one in found]
    differing = Counter(address for address, _ in set(zip(addresses, says, strict=True)))
    return [
        replace(one, key=text) if address and differing[address] > 1 else one
        for one, address, text in zip(found, addresses, says, strict=True)
    ]
