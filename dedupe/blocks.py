"""The blocks as they were stored and as they are now, read as far as somebody asks."""

from collections.abc import Iterable, Mapping

from dedupe.blocking import CAP, blocking_keys, window_order
from dedupe.features.model import Features, decode
from store import Store


class Blocks:
    """The blocks as the store has them, with `changed` adverts put over them: new, or other than stored."""

    def __init__(self, store: Store, changed: Mapping[str, Features]) -> None:
        self._store, self._changed = store, changed
        self._features: dict[str, Features] = dict(changed)
        self._orders: dict[str, bytes] = {}
        self._stored: dict[str, list[str]] = {}
        self._members: dict[str, list[str]] = {}
        self._ranks: dict[str, dict[str, int]] = {}
        self._keys: dict[str, list[str]] = {}
        self._added: dict[str, set[str]] = {}
        for advert in changed.values():
            for key in self.keys(advert):
                self._added.setdefault(key, set()).add(advert.id)

    def features(self, ids: Iterable[str]) -> dict[str, Features]:
        """Features by id; an id the store has no sketch of is left out."""
        wanted = list(dict.fromkeys(ids))
        missing = [listing_id for listing_id in wanted if listing_id not in self._features]
        if missing:
            sketches = self._store.blocks.sketches(missing)
            self._features.update((listing_id, decode(sketch)) for listing_id, sketch in sketches.items())
        return {listing_id: self._features[listing_id] for listing_id in wanted if listing_id in self._features}

    def stored(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """key → ids that have it in the store; none where nobody has."""
        wanted = list(keys)
        unread = [key for key in wanted if key not in self._stored]
        if unread:
            members = self._store.blocks.members(unread)
            self._stored.update((key, members.get(key, [])) for key in unread)
        return {key: self._stored[key] for key in wanted}

    def members(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """key → ids that have it now; of a large block in the order its window goes over."""
        wanted = set(keys)
        unread = wanted - self._members.keys()
        for key, stored in self.stored(unread).items():
            still = [m for m in stored if m not in self._changed]
            self._members[key] = [*still, *self._added.get(key, ())]
        large = [key for key in unread if len(self._members[key]) > CAP]
        self._read_orders(m for key in large for m in self._members[key])
        for key in large:
            self._members[key].sort(key=self._orders.__getitem__)
        return {key: self._members[key] for key in wanted}

    def ranks(self, key: str) -> dict[str, int]:
        """id → its place among the members of a block."""
        places = self._ranks.get(key)
        if places is None:
            places = self._ranks[key] = {m: place for place, m in enumerate(self.members([key])[key])}
        return places

    def as_stored(self, key: str, old: Mapping[str, Features]) -> list[str]:
        """The members a block had before, in the order its window went over; `old`: what the changed were."""
        then = list(self.stored([key])[key])
        if len(then) > CAP:
            self._read_orders(m for m in then if m not in old)
            then.sort(key=lambda m: window_order(old[m]) if m in old else self._orders[m])
        return then

    def keys(self, advert: Features) -> list[str]:
        """Blocking keys of an advert as it is now."""
        own_keys = self._keys.get(advert.id)
        if own_keys is None:
            own_keys = self._keys[advert.id] = blocking_keys(advert)
        return own_keys

    def _read_orders(self, ids: Iterable[str]) -> None:
        missing = {listing_id for listing_id in ids if listing_id not in self._orders}
        if not missing:
            return
        changed = missing & self._changed.keys()
        self._orders.update((m, window_order(self._changed[m])) for m in changed)
        self._orders.update(self._store.blocks.orders(missing - changed))
