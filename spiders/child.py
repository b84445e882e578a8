"""One crawl's process: a fork of `spiders.server`. The first two lines of its stdin: environment of its own, a Job.

Scrapy's reactor cannot start twice in a process, and exits with 0 whatever happened. So a crawl has a
process of its own, and its outcome is the manifest it writes last; no manifest, no run.
"""

import contextlib
import json
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NoReturn

from records.disk import disk_full, is_full
from records.errors import TalentfeedError
from records.logs import set_up_child
from spiders.job import BEAT, ERROR, LOG, PROGRESS, Job

log = logging.getLogger(__name__)
BEAT_SECONDS = 2.0
PROGRESS_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1


def main(parent_pid: int) -> None:
    """Read the job, crawl, write the manifest. `parent_pid`: the process that this one ends with."""
    say = _take_stdout()
    os.environ.update(json.loads(sys.stdin.buffer.readline()))
    job = Job.model_validate_json(sys.stdin.buffer.readline())
    _die_with(parent_pid)
    set_up_child(job.log_level, lambda line: say({LOG: line}))
    try:
        _crawl(job, say)
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent is to hear of it
        _fatal(say, error)


def _take_stdout() -> Callable[[dict[str, Any]], None]:
    """The way to say things to the parent; what libraries print goes to stderr."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    speaking = threading.Lock()  # log lines come from any thread

    def say(line: dict[str, Any]) -> None:
        with speaking:
            out.write(json.dumps(line, default=str) + "\n")
            out.flush()

    return say


def _die_with(parent_pid: int) -> None:
    """End when the parent does: its end of our stdin closes, and Linux sends a signal of its own.

    The pipe works everywhere; the signal also when a library holds the interpreter's lock.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _fatal(say: Callable[[dict[str, Any]], None], error: BaseException) -> NoReturn:
    """Say why there will be no manifest, and end."""
    code, message = "CRASHED", f"{type(error).__name__}: {error}"
    if isinstance(error, TalentfeedError):
        code, message = error.code, error.message
    elif is_full(error):
        full = disk_full(f"crawling ({error})")
        code, message = full.code, full.message
    say({ERROR: {"code": code, "message": message[:1000]}})
    with contextlib.suppress(OSError):  # where there is no room for more, the line above has said it
        traceback.print_exception(error)
    _exit(1)


def _exit(status: int) -> NoReturn:
    # Everything is on disk: taking the reactor and the interpreter down in order would only take time.
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(status)


def _progress(say: Callable[[dict[str, Any]], None]) -> Callable[[int, int | None, str], None]:
    from time import monotonic

    last = 0.0

    def tell(done: int, total: int | None, label: str) -> None:
        nonlocal last
        if monotonic() - last >= PROGRESS_SECONDS:
            last = monotonic()
            say({PROGRESS: [done, total, label]})

    return tell


def _crawl(job: Job, say: Callable[[dict[str, Any]], None]) -> None:
    from scrapy.utils.reactor import install_reactor

    from spiders.crawler_settings import REACTOR

    install_reactor(REACTOR)
    from spiders.connectors.registry import make_connector
    from spiders.harvest import Harvest
    from spiders.job import extraction_version
    from spiders.mender import mender_of
    from spiders.previous import PreviousRun
    from spiders.rendering.browser import draws, program
    from store.archive import Archive

    connector = make_connector(job.source.connector)
    browser = program(job.browser) if draws(connector.options) else ""
    archive = Archive(job.archive_url)
    previous = PreviousRun.find(archive, job.source.id, extraction_version(connector), now=job.started_at)
    writer = archive.writer(job.source.id, job.run_id)
    with writer:
        mender = mender_of(connector, archive, job.source.id)
        harvest = Harvest(job, connector, writer, previous, mender=mender, on_progress=_progress(say))
        _run(harvest, say, browser)


def _run(harvest: Any, say: Callable[[dict[str, Any]], None], browser: str) -> None:
    """Start the reactor; every way out of it ends the process."""
    from twisted.internet import reactor

    loop: Any = reactor

    def end(code: str = "", message: str = "") -> None:
        try:
            if code:
                harvest.stop(code, message)
            harvest.finish()
        except Exception as error:  # noqa: BLE001 - Scrapy would swallow it
            _fatal(say, error)
        _exit(0)

    def hang() -> None:
        try:
            harvest.hung()
        except Exception as error:  # noqa: BLE001 - in the thread of the watch nobody else would hear of it
            _fatal(say, error)
        end()

    async def closed() -> None:
        if browser:
            from spiders.rendering.handler import BROWSER

            try:
                await getattr(crawler, BROWSER).shut()
            except Exception as error:  # noqa: BLE001 - the run is read: it is saved whatever the browser does
                log.warning("the browser did not close, and ends with this process: %s", error)
        end()

    def failed(failure: Any) -> None:
        _fatal(say, getattr(failure, "value", None) or RuntimeError("Scrapy ended without closing its spider"))

    crawler = _crawler(harvest, closed, failed, browser)
    _cut_short(loop, end, harvest)
    _beat(loop, say)
    _guard(crawler, loop)
    crawling: Any = crawler.crawl(harvest=harvest, on_hang=hang)
    crawling.addBoth(failed)
    loop.run(installSignalHandlers=False)


def _crawler(harvest: Any, closed: Callable[[], Awaitable[None]], failed: Callable[[Any], None], browser: str) -> Any:
    from scrapy import signals
    from scrapy.crawler import Crawler

    from spiders.crawler_settings import crawler_settings
    from spiders.middlewares.recorder import HARVEST
    from spiders.spider import HarvestSpider

    crawler = Crawler(HarvestSpider, crawler_settings(harvest.job, browser))
    setattr(crawler, HARVEST, harvest)
    crawler.signals.connect(closed, signals.spider_closed, weak=False)
    crawler.signals.connect(failed, signals.spider_error, weak=False)
    return crawler


def _cut_short(loop: Any, end: Callable[[str, str], None], harvest: Any) -> None:
    """End a crawl that is asked to stop, or that takes longer than its source's politeness allows."""
    stopped = partial(end, "STOPPED", "The crawl was asked to stop before its end; what was read is kept.")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: loop.callFromThread(stopped))

    def late() -> None:
        end("TIME_LIMIT", harvest.out_of_time())

    loop.callLater(harvest.job.source.politeness.max_minutes * 60, late)


def _beat(loop: Any, say: Callable[[dict[str, Any]], None]) -> None:
    say({BEAT: 1})
    loop.callLater(BEAT_SECONDS, _beat, loop, say)


def _guard(crawler: Any, loop: Any) -> None:
    """Put our resolver in, and refuse to run with anything that connects without asking it."""
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
    from scrapy.utils.misc import load_object

    from spiders.rendering.scrapy_names import PROGRAM
    from spiders.resolver import GuardedResolver

    GuardedResolver.from_crawler(crawler, loop).install_on_reactor()
    handlers = crawler.settings.getwithbase("DOWNLOAD_HANDLERS")
    classes = {scheme: load_object(path) for scheme, path in handlers.items() if path}
    allowed: list[Any] = [HTTP11DownloadHandler]
    if crawler.settings[PROGRAM]:
        from spiders.rendering.handler import DrawnPages

        allowed = [DrawnPages]  # whose browser asks our proxy
    # The handlers for aiohttp and httpx look names up by themselves.
    if not all(classes.get(scheme) in allowed for scheme in ("http", "https")) or len(classes) != 2:
        raise RuntimeError(f"the network guard does not hold for these download handlers: {classes}")
