"""The key of a payload: what makes it the same advert in the next run."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from records.payload import payload_hash
from records.url_keys import canonical_url, url_key
from spiders.connectors.base import Found

__all__ = ["MOST_KEY_CHARACTERS", "canonical_url", "payload_key", "told_apart", "url_key"]

MOST_KEY_CHARACTERS = 512
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


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
