"""Which pairs are looked at at all: adverts that share a key. Large blocks only within a sorted window."""

from functools import cache
from hashlib import blake2b

from dedupe.features.model import Features
from dedupe.vetoes import family

CAP = 60
WINDOW = 8
_EVERY_BIT = (1 << 64) - 1
_SPREAD = 0x9E3779B97F4A7C15  # an odd number: no two values fall on one


def blocking_keys(features: Features) -> list[str]:
    """The keys under which an advert is found, sorted; 16 hexadecimal digits each."""
    return [format(key, "016x") for key in sorted(key_numbers(features))]


def key_numbers(features: Features) -> set[int]:
    """The keys as 64-bit numbers; none of an advert that says nothing (it was taken down): it is like no other."""
    if not (features.title.core or features.employer or features.text.size or features.identities):
        return set()
    core = " ".join(sorted(set(features.title.core) - features.own_words))
    kind = family(features.kind)
    towns = {place.local for place in features.places if place.local}
    counties = {name for place in features.places for name in (*place.names[1:], place.town) if name} - towns
    words = [f"{kind}|title|{core}", *(f"{kind}|title+place|{core}|{name}" for name in (*towns, *counties))]
    if features.employer:
        words.extend((f"{kind}|employer|{features.employer}", f"{kind}|title+employer|{core}|{features.employer}"))
        words.extend(f"{kind}|employer+town|{features.employer}|{town}" for town in towns)
    words.extend(f"link|{link}" for link in features.identities)
    words.extend(f"{kind}|start|{start}|{core}" for start in features.schedule.starts)
    keys = {_number(word) for word in words}
    head, text = _seed(f"{kind}|head"), _seed(f"{kind}|text")
    keys.update((head ^ value) * _SPREAD & _EVERY_BIT for value in features.text.head)
    keys.update((text ^ value) * _SPREAD & _EVERY_BIT for value in features.text.lowest)
    return keys


def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


_seed = cache(_number)


def window_order(features: Features) -> bytes:
    """Its place inside a large block, as bytes that sort: like titles, then like beginnings, stand together."""
    heads = b"".join(value.to_bytes(8, "big") for value in features.text.head)
    joined, own = (text.encode("utf-8", "surrogatepass") for text in (features.joined, features.id))
    return b"\0".join((joined, heads, own))
