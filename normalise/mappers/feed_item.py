"""An item of a feed: its elements by draft name and by plain name, wherever a wrapper put them."""

from pydantic import JsonValue

from normalise.mappers.base import Fields
from normalise.mappers.values import text_of
from records.synonyms import SYNONYMS, plain

# Plain name → the draft names that it may mean.
_MEANS: dict[str, list[str]] = {}
for _draft_name, _words in SYNONYMS.items():
    for _word in _words:
        _MEANS.setdefault(_word, []).append(_draft_name)
# A wrapper of more elements than this is a record, of fewer an extension (`media:group`).
_FEWEST_FIELDS = 4


class Item:
    """An item's elements by draft name and by plain name."""

    def __init__(self, fields: Fields, data: dict[str, JsonValue], overrides: dict[str, str]) -> None:
        self._fields, self._overrides = fields, overrides
        self._names: dict[str, list[str]] = {}
        data = _unwrapped(fields, data)
        for name in data:
            # Atom's and media's elements of the same local name (media:title, media:description) mean pictures.
            if not name.startswith(("media:", "itunes:", "link:", "@")) or name == "@id":
                self._names.setdefault(plain(name), []).append(name)
        # Of the 50 draft names an item has ten: the others' synonyms need not be looked for.
        self._meant = {draft_name for name in self._names for draft_name in _MEANS.get(name, ())}

    def get(self, draft_name: str) -> JsonValue:
        """The element that means this draft name."""
        if override := self._overrides.get(draft_name):
            return self._fields.take(override)
        return self.named(*SYNONYMS[draft_name]) if draft_name in self._meant else None

    def named(self, *plain_names: str) -> JsonValue:
        """The first of these elements, by plain name, that is not empty."""
        for name in plain_names:
            for actual in self._names.get(name, ()):
                if (value := self._fields.take(actual)) is not None:
                    return value
        return None

    def has_prefix(self, *prefixes: str) -> bool:
        """Whether an element of one of these namespaces is there."""
        return any(name.startswith(prefixes) for names in self._names.values() for name in names)


def _unwrapped(fields: Fields, data: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """`data` with the elements of a record that a wrapper holds (`a10:content/Vacancy/…`) as the item's own."""
    for name in ("content", "a10:content", "atom:content", "content:encoded", "description"):
        inner = data.get(name)
        while isinstance(inner, dict):
            children = {key: value for key, value in inner.items() if not key.startswith("@") and key != "#text"}
            if len(children) > _FEWEST_FIELDS:
                fields.ignore((name,))
                fields.add(children)
                return {key: value for key, value in data.items() if key != name} | children
            inner = next(iter(children.values())) if len(children) == 1 else None
    return data


def flat(value: JsonValue) -> JsonValue:
    """`{"jobtype": ["Part-time", "Full-time"]}` → the list in it; Atom's `{"@term": "x"}` → x."""
    if isinstance(value, list):
        return [one for item in value if (one := flat(item)) is not None]
    if isinstance(value, dict):
        if "@term" in value:
            return value.get("@label") or value["@term"]
        inner = [item for key, item in value.items() if not key.startswith("@")]
        return flat(inner[0]) if len(inner) == 1 else text_of(value)
    return value
