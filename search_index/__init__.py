"""The index portals query: mapping, documents, queries, publishing; Elasticsearch or tantivy, one interface."""
