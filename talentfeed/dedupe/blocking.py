"""Which pairs are looked at at all: adverts that share a key. Large blocks only within a sorted window."""

from collections.abc import Iterable, Iterator, Sequence

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
    towns = {place.local for place in features.places}
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


def window_order(features: Features) -> tuple[str, tuple[int, ...], str]:
    """The order inside a large block: like titles, then like beginnings, stand together."""
    return (features.joined, features.text.head, features.id)


def pairs_of(block: Sequence[int], ordered: Sequence[int] | None = None) -> Iterator[tuple[int, int]]:
    """Pairs of a block's members: all of a small one; of a large one (given in window order) neighbours."""
    if len(block) <= CAP:
        for place, first in enumerate(block):
            for second in block[place + 1 :]:
                yield (first, second) if first < second else (second, first)
        return
    members = block if ordered is None else ordered
    for place, first in enumerate(members):
        for second in members[place + 1 : place + 1 + WINDOW]:
            yield (first, second) if first < second else (second, first)


def group(keys: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """key → members, of keys that have two members or more."""
    blocks: dict[str, list[int]] = {}
    for key, member in keys:
        blocks.setdefault(key, []).append(member)
    return {key: members for key, members in blocks.items() if len(members) > 1}
