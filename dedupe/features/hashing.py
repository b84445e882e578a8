"""Hashes of words that are the same in every process and on every machine: they are stored.

Python's own `hash()` is salted per process and must never reach the store. All words of a text are hashed at
once: a word's hash is a polynomial of its bytes, so differences of running sums give every word's.
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

# The rest of a longer text is not read.
MOST_BYTES = 1 << 15
_BASE = 0x9E3779B97F4A7C01
# The lowest byte of a hash counts, modulo 16: its digits in the lower half, its bytes in the upper. That holds
# because the base leaves 1 modulo 256, and so do its powers.
_DIGITS, _LENGTH = 15, 4


def _powers(base: int) -> U64:
    factors = np.full(MOST_BYTES + 1, base, np.uint64)
    factors[0] = 1
    return factors.cumprod(dtype=np.uint64)


def _code(byte: int) -> int:
    digest = blake2b(bytes((byte,)), digest_size=8).digest()
    return int.from_bytes(digest, "little") & ~0xFF | 1 << _LENGTH | (48 <= byte <= 57)


_POWERS = _powers(_BASE)
_INVERSES = _powers(pow(_BASE, -1, 1 << 64))
_CODES = np.array([_code(byte) for byte in range(256)], np.uint64)
_HIGH, _FLAGS = np.uint64(32), np.uint64(0xFF)


def word_hashes(text: bytes) -> U64:
    """Hashes of the words of a text in which only spaces stand between them, in their order."""
    if len(text) > MOST_BYTES - 2:
        text = text[: max(0, text.rfind(b" ", 0, MOST_BYTES - 2))]
    read = np.frombuffer(b" " + text + b" ", np.uint8)
    space = read == 32
    first = (space[:-1] > space[1:]).nonzero()[0]  # the space before each word
    last = (space[:-1] < space[1:]).nonzero()[0]
    sums = _CODES.take(read)
    sums *= _POWERS[: len(read)]
    sums = sums.cumsum()
    hashes: U64 = (sums[last] - sums[first]) * _INVERSES[first]
    return hashes


def short(hashes: U64) -> U32:
    """Hashes in 32 bits, what they say of digits and length kept."""
    shortened: U32 = ((hashes >> _HIGH) & ~_FLAGS | hashes & _FLAGS).astype(np.uint32)
    return shortened


@lru_cache(maxsize=100_000)
def word_hash(word: str) -> int:
    """The 32-bit hash of one word."""
    hashes = short(word_hashes(word.encode("utf-8", "surrogatepass")))
    return int(hashes[0]) if len(hashes) else 0


def are_words(hashes: U32) -> NDArray[np.bool_]:
    """Which of them are of whole words: three letters or more, and no digit."""
    length = (hashes >> np.uint32(_LENGTH)) & np.uint32(15)
    whole: NDArray[np.bool_] = (hashes & np.uint32(_DIGITS) == 0) & ((length > 2) | (length == 0))
    return whole
