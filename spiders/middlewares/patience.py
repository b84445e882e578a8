"""Asking again, gently: back-off, Retry-After, and an end to it."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from spiders.failures import Cause, Refused, cause_of

RETRY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
MOST_ATTEMPTS = 3
FIRST_WAIT_SECONDS = 0.5
# A server that asks for a longer pause gets its wish: this run ends, the next one comes later.
MOST_WAIT_SECONDS = 120.0
# For all attempts at one page together.
DEADLINE_SECONDS = 300.0
TRUNCATED_FLAG = "truncated"
_ATTEMPT, _SINCE = "talentfeed_attempt", "talentfeed_since"


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or an HTTP date; None when it says neither."""
    text = value.strip()
    if text.isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


class Patience:
    """Retries what may pass. One request is under way at a time, so waiting here holds the whole source."""

    async def process_response(self, request: Any, response: Any) -> Any:
        """Another attempt, or the answer as it is (the spider judges its status)."""
        if TRUNCATED_FLAG in response.flags:
            return await self._again(request, Cause("TRUNCATED", "its compressed body is damaged", retryable=True))
        if response.status not in RETRY_STATUSES:
            return response
        asked = retry_after(response.headers.get("Retry-After", b"").decode("latin-1"), datetime.now(UTC))
        if asked is not None and asked > MOST_WAIT_SECONDS:
            message = f"answered {response.status} and asks to come back in {asked:.0f} s: left for the next run"
            raise Refused("RETRY_AFTER", message)
        try:
            return await self._again(request, Cause(f"HTTP_{response.status}", "", retryable=True), asked)
        except Refused:
            return response

    async def process_exception(self, request: Any, exception: Exception) -> Any:
        """Another attempt, or None: the error goes on to the spider."""
        cause = cause_of(exception, urlsplit(request.url).hostname or "")
        if not cause.retryable:
            return None
        try:
            return await self._again(request, cause)
        except Refused:
            return None

    async def _again(self, request: Any, cause: Cause, asked: float | None = None) -> Any:
        """The request to send next, after the pause; Refused when it was tried often enough."""
        attempt = request.meta.get(_ATTEMPT, 1)
        since = request.meta.get(_SINCE, time.monotonic())
        wait = max(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), asked or 0.0)
        if attempt >= MOST_ATTEMPTS or time.monotonic() + wait - since > DEADLINE_SECONDS:
            raise Refused(cause.code, f"{cause.message} ({attempt} attempts)")
        await asyncio.sleep(wait)
        again = request.replace(dont_filter=True)
        again.meta.update({_ATTEMPT: attempt + 1, _SINCE: since})
        return again
