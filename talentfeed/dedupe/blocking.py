"""Which pairs are looked at at all: adverts that share a key. Large blocks only within a sorted window."""

from talentfeed.dedupe.features.hashing import WordHashes
from talentfeed.dedupe.features.model import Features
from talentfeed.dedupe.vetoes import family

CAP = 60
WINDOW = 8
_KEYS = WordHashes()


def blocking_keys(features: Features) -> list[str]:
    """The keys under which an advert is found, sorted; 16 hexadecimal digits each."""
    core = " ".join(sorted(set(features.title.core) - features.own_words))
    kind = family(features.kind)
    towns = {place.local for place in features.places if place.local}
    counties = {name for place in features.places for name in (*place.names[1:], place.town) if name} - towns
    words = {f"{kind}|title|{core}"}
    words.update(f"{kind}|title+place|{core}|{name}" for name in (*towns, *counties))
    if features.employer:
        words.add(f"{kind}|employer|{features.employer}")
        words.add(f"{kind}|title+employer|{core}|{features.employer}")
        words.update(f"{kind}|employer+town|{features.employer}|{town}" for town in towns)
    words.update(f"{kind}|head|{value}" for value in features.text.head)
    words.update(f"{kind}|text|{value}" for value in features.text.lowest)
    words.update(f"link|{link}" for link in features.identities)
    words.update(f"{kind}|start|{start}|{core}" for start in features.schedule.starts)
    return sorted(format(_KEYS[word.encode("utf-8", "surrogatepass")], "016x") for word in words)


def window_order(features: Features) -> bytes:
    """Its place inside a large block, as bytes that sort: like titles, then like beginnings, stand together."""
    heads = b"".join(value.to_bytes(8, "big") for value in features.text.head)
    joined, own = (text.encode("utf-8", "surrogatepass") for text in (features.joined, features.id))
    return b"\0".join((joined, heads, own))
