"""ULIDs: ids that rise with time, made without a server (https://github.com/ulid/spec), in small letters."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80


def new_id(after: str = "") -> str:
    """A fresh ULID of 26 characters; greater than `after` even when the clock went backwards."""
    value = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    if after:
        value = max(value, _number(after) + 1)
    digits = []
    for _ in range(26):
        value, digit = divmod(value, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def _number(ulid: str) -> int:
    value = 0
    for char in ulid.lower():
        value = value * 32 + _ALPHABET.index(char)
    return value
