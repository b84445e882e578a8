"""The places of several listings, united: each place once, at its finest."""

from collections.abc import Iterable

from dedupe.features.place import PlaceKey, Relation, place_key, relate
from records.listing import Place

_PRECISIONS = ("address", "postcode", "outcode", "town", "area", "country")


def _fineness(place: Place) -> int:
    return _PRECISIONS.index(place.precision.value) if place.precision else len(_PRECISIONS)


def united(places: Iterable[Place]) -> list[Place]:
    """One place of those that are the same (the finest, then the first); counties go where a town in them stays."""
    kept: list[tuple[Place, PlaceKey]] = []
    for place in places:
        key = place_key(place)
        for number, (other, other_key) in enumerate(kept):
            relation = relate(key, other_key) if key.local and other_key.local else Relation.UNKNOWN
            if place == other or relation in (Relation.SAME, Relation.PARENT):
                if _fineness(place) < _fineness(other):
                    kept[number] = (place, key)
                break
        else:
            kept.append((place, key))
    return [place for place, _ in kept]
