"""Downloader middlewares, one concern a file; `crawler_settings.MIDDLEWARES` says their order."""
