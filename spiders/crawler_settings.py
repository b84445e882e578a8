"""Scrapy's settings for one harvest: everything off that we do not use, everything unsafe closed."""

from typing import Any

from spiders.job import Job

DRAWING_HANDLER = "spiders.rendering.handler.DrawnPages"
HTTP_HANDLER = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_HERE = "spiders"
# From the engine (first to see a request, last to see an answer) to the network.
MIDDLEWARES = (
    f"{_HERE}.middlewares.robots.Robots",
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware",
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware",
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware",
    f"{_HERE}.middlewares.patience.Patience",
    f"{_HERE}.middlewares.redirects.Redirects",
    f"{_HERE}.middlewares.recorder.Recorder",
    f"{_HERE}.middlewares.decoding.Decoding",
    f"{_HERE}.middlewares.guard.NetworkGuard",
    f"{_HERE}.middlewares.recorder.Wire",
)


def crawler_settings(job: Job, browser: str = "") -> dict[str, Any]:
    """Scrapy settings; a setting that is not here has Scrapy's default. `browser`: the program that draws pages."""
    polite = job.source.politeness
    handler = DRAWING_HANDLER if browser else HTTP_HANDLER
    return {
        "USER_AGENT": job.user_agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "en"},
        # One request at a time, evenly spaced.
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": polite.delay_seconds,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": polite.timeout_seconds,
        "DOWNLOAD_MAXSIZE": int(polite.max_page_mb * 1_000_000),
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "REDIRECT_MAX_TIMES": 8,
        "REDIRECT_PRIORITY_ADJUST": 0,
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "DNS_TIMEOUT": 15,
        # Scrapy's defaults accept any certificate, read local files and open a console.
        "DOWNLOAD_VERIFY_CERTIFICATES": polite.tls_waiver is None,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "TALENTFEED_BROWSER": browser,
        # The browser's own headers; one page at a time; a navigation may take as long as a page.
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": polite.timeout_seconds * 1000,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1000,
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "TWISTED_REACTOR": REACTOR,
        "TWISTED_DNS_RESOLVER": f"{_HERE}.resolver.GuardedResolver",
        "TALENTFEED_ALLOW_LOOPBACK": job.allow_loopback,
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {path: 10 * place for place, path in enumerate(MIDDLEWARES, 1)},
        # The spider judges every status, and counts depth, itself; nothing is exported by Scrapy.
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        # The spider yields requests only, from callbacks that return nothing: 100 tasks for a page's items, and
        # reading a callback's source for every page, would be a third of a page's time.
        "CONCURRENT_ITEMS": 1,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
    }
