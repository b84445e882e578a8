"""Hashes that are the same in every process and on every machine: they are stored.

Python's own `hash()` is salted per process and must never reach the store.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

U32 = NDArray[np.uint32]


class WordHashes(dict[bytes, int]):
    """word in UTF-8 → 64-bit BLAKE2b, remembered: a corpus repeats its words, so hashing is one dictionary look-up."""

    # Above this many words the cache starts anew: adverts in many languages must not fill the memory.
    MOST = 400_000

    def __missing__(self, word: bytes) -> int:
        if len(self) >= self.MOST:
            self.clear()
        value = self[word] = self.hash_of(word)
        return value

    def hash_of(self, word: bytes) -> int:
        """The hash of a word that is not remembered."""
        return int.from_bytes(hashlib.blake2b(word, digest_size=8).digest(), "little")
