"""Hashes that are the same in every process and on every machine: they are stored.

Python's own `hash()` is salted per process and must never reach the store.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]


def hash64(text: str) -> int:
    """64-bit BLAKE2b of a text."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class WordHashes(dict[str, int]):
    """word → 64-bit hash, remembered: a corpus repeats its words, so hashing is one dictionary look-up."""

    # Above this many words the cache starts anew: adverts in many languages must not fill the memory.
    MOST = 400_000

    def __missing__(self, word: str) -> int:
        if len(self) >= self.MOST:
            self.clear()
        value = self[word] = hash64(word)
        return value


def mix(values: U64) -> U64:
    """Spread the bits of 64-bit values (the finaliser of splitmix64)."""
    out = values.copy()
    out ^= out >> np.uint64(30)
    out *= np.uint64(0xBF58476D1CE4E5B9)
    out ^= out >> np.uint64(27)
    out *= np.uint64(0x94D049BB133111EB)
    out ^= out >> np.uint64(31)
    return out
