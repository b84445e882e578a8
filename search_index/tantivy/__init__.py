"""The embedded engine, tantivy: inside the process, no server."""
