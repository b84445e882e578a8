"""The indices behind the alias: made beside, switched to by one call, the one before kept, older removed.

    opportunities                            the alias portals query; further (filtered) aliases move with it
    opportunities-<mapping version>-<time>   an index; `_meta` says up to which change it is published
    opportunities-…-write                    the index's own alias for writes

Writes go through the write alias with `require_alias`: a write to an index that was removed fails,
where Elasticsearch would otherwise make an index of that name with a guessed mapping.
"""

import re
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from records.errors import PublishError
from search_index.elasticsearch_client import translated
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
        """A new empty index, set up for loading."""
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
        """One `_aliases` call: every alias of the old index goes to the new one, filters included."""
        with translated(name):
            self._client.indices.put_settings(index=name, settings=SERVING)
            before = self.serving()
            actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self._alias}}]
            if before is not None:
                actions = self._moves(before, name)
            self._client.indices.update_aliases(actions=actions)
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

    def _moves(self, before: str, name: str) -> list[dict[str, Any]]:
        aliases = self._client.indices.get_alias(index=before).body[before]["aliases"]
        actions: list[dict[str, Any]] = []
        for alias, definition in aliases.items():
            if alias != write_alias(before):
                actions.append({"remove": {"index": before, "alias": alias, "must_exist": True}})
                actions.append({"add": {"index": name, "alias": alias, **definition}})
        return actions

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
