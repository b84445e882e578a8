"""The indices behind the alias: made beside, switched to by one call, the one before kept, older removed.

    opportunities                            the alias portals query
    any other name                           further aliases, filtered or not, that someone set on an index of ours:
                                             a rebuild moves each, as it is, in the same call
    opportunities-<mapping version>-<time>   an index; `_meta` says up to which change it is published
    opportunities-…-write                    the index's own alias for writes

Writes go through the write alias with `require_alias`: a write to an index that was removed fails,
where Elasticsearch would otherwise make an index of that name with a guessed mapping.
"""

import re
from datetime import UTC, datetime
from typing import Any

from elasticsearch import AuthorizationException, Elasticsearch, NotFoundError

from records.errors import PublishError
from search_index.elastic.client import translated
from search_index.interface import IndexState
from search_index.mapping import analysis, mapping, mapping_version

LOADING = {"refresh_interval": "-1", "number_of_replicas": 0, "auto_expand_replicas": False}
SERVING = {"refresh_interval": "30s", "auto_expand_replicas": "0-1"}
# How long Elasticsearch remembers the version of a deleted document. With its default of a minute, a
# publisher that was frozen for longer would bring the document back.
GC_DELETES = "12h"


class Indices:
    """All indices of one alias."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias
        self._ours = re.compile(rf"^{re.escape(alias)}-([0-9a-f]{{8}})-\d{{20}}$")

    def state(self) -> IndexState | None:
        """The index that serves, as its `_meta` describes it."""
        with translated(self._alias):
            name = self.serving()
            if name is None:
                self._refuse_index_of_that_name()
                return None
            answer = self._client.indices.get_mapping(index=name, filter_path=["*.mappings._meta"])
        meta = answer.body.get(name, {}).get("mappings", {}).get("_meta", {})
        return state_of(name, meta)

    def serving(self) -> str | None:
        """The name of the index behind the alias."""
        try:
            names = list(self._client.indices.get_alias(name=self._alias).body)
        except NotFoundError:
            return None
        if len(names) != 1:
            raise PublishError(
                f"the alias {self._alias} names {len(names)} indices ({', '.join(sorted(names))}); leave it one",
                index=self._alias,
            )
        return str(names[0])

    def create(self) -> str:
        """A new empty index, set up for loading. PublishError where the switch to it would not be allowed."""
        self._refuse_aliases_that_would_stay()
        name = f"{self._alias}-{mapping_version()}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        settings = {**LOADING, "number_of_shards": 1, "gc_deletes": GC_DELETES, "analysis": analysis()}
        mappings = {**mapping(), "_meta": _meta(0, None)}
        with translated(name):
            self._client.indices.create(
                index=name, settings=settings, mappings=mappings, aliases={write_alias(name): {}}
            )
        return name

    def mark(self, name: str, sequence: int, at: datetime | None) -> None:
        """Write position and time of publishing into `_meta`; None keeps the time."""
        with translated(name):
            if at is None:
                answer = self._client.indices.get_mapping(index=name, filter_path=["*.mappings._meta"])
                at = _moment(answer.body[name]["mappings"]["_meta"].get("published_at"))
            self._client.indices.put_mapping(index=name, meta=_meta(sequence, at))

    def switch(self, name: str) -> list[str]:
        """One `_aliases` call: every alias of our indices goes to the new one, with its filter and routing."""
        with translated(name):
            self._client.indices.put_settings(index=name, settings=SERVING)
            before = self.serving()
            self._client.indices.update_aliases(actions=self._moves(before, name))
            unwanted = [found for found in self._all() if found not in (name, before)]
            if unwanted:
                self._client.indices.delete(index=unwanted, ignore_unavailable=True)
        return unwanted

    def drop(self, name: str) -> None:
        """Remove an index that does not serve."""
        with translated(name):
            if name == self.serving():
                raise PublishError(f"index {name} serves and cannot be removed", index=name)
            self._client.indices.delete(index=name, ignore_unavailable=True)

    def _moves(self, before: str | None, name: str) -> list[dict[str, Any]]:
        removed: list[dict[str, Any]] = []
        definitions: dict[str, dict[str, Any]] = {}
        # Of an alias on two of our indices, the one on what serves says how it is filtered.
        for index, alias, definition in sorted(self._aliases(), key=lambda found: (found[0] != before, found[:2])):
            if index != name:
                removed.append({"remove": {"index": index, "alias": alias, "must_exist": True}})
                definitions.setdefault(alias, definition)
        definitions.setdefault(self._alias, {})
        return removed + [{"add": {"index": name, "alias": a, **definition}} for a, definition in definitions.items()]

    def _refuse_aliases_that_would_stay(self) -> None:
        """A key may be allowed to move only some aliases; the others would serve an old index, silently.

        To add an alias where it stands already changes nothing, and needs what moving it needs.
        """
        others = [found for found in self._aliases() if found[1] != self._alias]
        if not others:
            return
        actions = [{"add": {"index": index, "alias": alias, **definition}} for index, alias, definition in others]
        try:
            with translated(self._alias):
                self._client.indices.update_aliases(actions=actions)
        except PublishError as error:
            if not isinstance(error.__cause__, AuthorizationException):
                raise
            names = ", ".join(sorted({alias for _, alias, _ in others}))
            raise PublishError(
                f"the API key may not move all aliases that stand on the index ({names}), and they would go stale:"
                " give the key `manage` on these names, remove the aliases, or let their names begin with"
                f" {self._alias}",
                index=self._alias,
                code="INDEX_FORBIDDEN",
            ) from error

    def _aliases(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(index, alias, definition) of all aliases on our indices, but those for writing.

        Asked of the indices: asked for aliases, Elasticsearch leaves out those whose names a key may not read.
        """
        with translated(self._alias):
            found = self._client.indices.get(index=f"{self._alias}-*", features=["aliases"]).body
        return [
            (index, alias, definition)
            for index, described in sorted(found.items())
            if self._ours.match(index)
            for alias, definition in described["aliases"].items()
            if alias != write_alias(index)
        ]

    def _all(self) -> list[str]:
        found = self._client.indices.get(index=f"{self._alias}-*", filter_path=["*.settings.index.uuid"]).body
        return sorted(name for name in found if self._ours.match(name))

    def _refuse_index_of_that_name(self) -> None:
        if self._client.indices.exists(index=self._alias):
            raise PublishError(
                f"{self._alias} is an index, where an alias is expected: rename or remove it", index=self._alias
            )


def write_alias(name: str) -> str:
    """The alias through which an index is written."""
    return f"{name}-write"


def state_of(name: str, meta: dict[str, Any]) -> IndexState:
    """The state that `_meta` tells."""
    version, published = meta.get("mapping_version", ""), meta.get("published_at")
    return IndexState(name, version, meta.get("sequence", 0), _moment(published))


def _meta(sequence: int, at: datetime | None) -> dict[str, Any]:
    published = None if at is None else at.astimezone(UTC).isoformat()
    return {"mapping_version": mapping_version(), "sequence": sequence, "published_at": published}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
