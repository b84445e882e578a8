"""Which engine a URL names."""

from records.errors import ConfigError
from records.settings import Settings
from search_index.interface import SearchIndex

__all__ = ["SearchIndex", "open_index"]


def open_index(settings: Settings) -> SearchIndex:
    """The index of `settings.index_url`: `tantivy:<folder>` or `http(s)://…`. Opening connects to nothing."""
    url = settings.index_url
    if url.startswith("tantivy:"):
        from search_index.tantivy.engine import TantivyIndex

        return TantivyIndex(url.removeprefix("tantivy:"))
    if url.startswith(("http://", "https://")):
        from search_index.elastic.engine import ElasticsearchIndex

        return ElasticsearchIndex(url, alias=settings.index_alias, api_key=settings.index_api_key)
    raise ConfigError(f"index_url {url!r} names no engine we have: tantivy:<folder> or http(s)://…", rule="index_url")
