"""Ids of runs and opportunities: ULIDs (https://github.com/ulid/spec) in small letters, made without a server."""

import secrets
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def new_id(after: str = "") -> str:
    """A new ULID: 26 characters, 48 bits of milliseconds and 80 random bits.

    It is greater than every id this process made before, and than `after`, also when the clock went back.
    """
    global _last  # noqa: PLW0603 - the last id is what makes the next one greater
    fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    beyond = _number(after) + 1 if after else 0
    with _lock:
        value = max(fresh, _last + 1)
        # An `after` from a clock that is ahead must not push the ids of everything else ahead.
        if beyond <= value:
            _last = value
        value = max(value, beyond)
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def _number(ulid: str) -> int:
    value = 0
    for char in ulid.lower():
        value = value * 32 + _ALPHABET.index(char)
    return value
