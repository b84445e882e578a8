"""What we compare with: a Scrapy spider as a tutorial writes it. `python -m bench.bare_spider URL [--read]`.

It follows the same links of the same site and yields every page; with `--read` it also reads each page's
JSON-LD by the call our connector makes, and writes the items to a file as Scrapy's feed export does.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from scrapy import Spider
from scrapy.crawler import CrawlerProcess


class BareSpider(Spider):
    """Fetch, follow, yield."""

    name = "bare"
    read = False

    def parse(self, response: Any) -> Iterator[Any]:
        """A listing page."""
        yield from response.follow_all(css="a.job", callback=self.parse_detail)
        yield from response.follow_all(css="a.next")

    def parse_detail(self, response: Any) -> Iterator[Any]:
        """An advert's page."""
        if not self.read:
            yield {"url": response.url, "html": response.text}
            return
        from spiders.markup.html import read_page

        for node in read_page(response.text, response.url).adverts:
            yield {"url": response.url, "data": dict(node)}


def main() -> None:
    """Crawl once; prints how many items there were."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--concurrency", type=int, default=1)
    parser.add_argument("--feed", default="")
    options = parser.parse_args()
    settings: dict[str, Any] = {
        "CONCURRENT_REQUESTS_PER_DOMAIN": options.concurrency,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    if options.feed:
        settings["FEEDS"] = {options.feed: {"format": "jsonlines"}}
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, start_urls=[options.url], read=options.read)
    process.start()
    assert crawler.stats is not None
    sys.stdout.write(f"{crawler.stats.get_value('item_scraped_count', 0)}\n")


if __name__ == "__main__":
    main()
