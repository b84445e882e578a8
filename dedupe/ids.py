"""Ids of opportunities: a ULID made from the listing an opportunity began with.

Made from the founding listing, so that a resolve that was killed and runs again, and a cluster that is
taken apart again, come to the same id; the store keeps it, and it never changes afterwards.
"""

import hashlib
from collections.abc import Container
from datetime import datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def opportunity_id(listing_id: str, first_seen_at: datetime, taken: Container[str] = ()) -> str:
    """26 characters: the founding listing's first day in milliseconds, then 80 bits of its id's hash.

    `taken`: ids that others carry already; the next free one of the same founder is given.
    """
    milliseconds = max(0, int(first_seen_at.timestamp() * 1000)) & (1 << 48) - 1
    attempt = 0
    while True:
        seed = (
            f"{listing_id}\n{attempt}".encode("utf-8", "surrogatepass")
            if attempt
            else listing_id.encode("utf-8", "surrogatepass")
        )
        random = int.from_bytes(hashlib.blake2b(seed, digest_size=10).digest(), "big")
        value = milliseconds << 80 | random
        made = "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
        if made not in taken:
            return made
        attempt += 1
