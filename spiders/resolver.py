"""Name look-ups that refuse private addresses: every connection's address passes here, rebinding included."""

from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from records.network_guard import is_allowed_address

# Host → refused address. Twisted tells callers of a failed look-up only that it failed.
BLOCKED: dict[str, str] = {}


def check_answer(name: str, address: str, *, allow_loopback: bool) -> str:
    """`address`, or DNSLookupError when `name` must not resolve to it."""
    if not is_allowed_address(address, allow_loopback=allow_loopback):
        BLOCKED[name] = address
        raise DNSLookupError(f"SSRF_BLOCKED: {name} resolves to {address}")
    return address


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver (IPv4), with every answer checked, cached ones too."""

    allow_loopback = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        """Made by Scrapy from TWISTED_DNS_RESOLVER."""
        made: GuardedResolver = super().from_crawler(crawler, reactor)
        made.allow_loopback = crawler.settings.getbool("TALENTFEED_ALLOW_LOOPBACK")
        return made

    def getHostByName(self, name: str, timeout: Any = ()) -> "Deferred[str]":  # noqa: N802 - Twisted's name
        """Look `name` up; a refused address fails like a name that does not exist."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(lambda address: check_answer(name, address, allow_loopback=self.allow_loopback))
