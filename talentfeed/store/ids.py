"""Ids of runs and opportunities: lower-case ULIDs that rise within a process, even inside a millisecond."""

import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A new ULID: 26 characters, 48 bits of milliseconds and 80 random bits.

    It is greater than every id this process made before, also when the clock went back.
    """
    global _last  # noqa: PLW0603 - the last id is what makes the next one greater
    fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        _last = value = max(fresh, _last + 1)
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
