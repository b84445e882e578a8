"""Which engine a URL names."""

from records.errors import ConfigError
from records.settings import Settings
from search_index.interface import SearchIndex
from search_index.understanding.reader import reader_of

__all__ = ["SearchIndex", "open_index"]


def open_index(settings: Settings) -> SearchIndex:
    """The index of `settings.index_url`: `tantivy:<folder>` or `http(s)://…`. Opening connects to nothing."""
    url = settings.index_url
    reader = reader_of(settings.config_dir / "search")
    if url.startswith("tantivy:"):
        from search_index.tantivy.engine import TantivyIndex

        return TantivyIndex(url.removeprefix("tantivy:"), reader, settings.clock)
    if url.startswith(("http://", "https://")):
        from search_index.elastic.engine import ElasticsearchIndex

        return ElasticsearchIndex(
            url, reader, settings.clock, alias=settings.index_alias, api_key=settings.index_api_key
        )
    raise ConfigError(f"index_url {url!r} names no engine we have: tantivy:<folder> or http(s)://…", rule="index_url")
