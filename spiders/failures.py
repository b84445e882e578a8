"""What went wrong with a request, as a stable code and words for a person."""

import re
from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from spiders.resolver import BLOCKED

_TLS = re.compile(r"\b(ssl|tls|certificate)\b|VerificationError", re.IGNORECASE)


class Refused(IgnoreRequest):
    """We do not, or no longer, ask for a page. Never retried."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Cause:
    """Stable code, what happened, and whether asking again may help."""

    code: str
    message: str
    retryable: bool


# Scrapy's exception → code, what happened, whether asking again may help.
_KNOWN: tuple[tuple[type[Exception], str, str, bool], ...] = (
    (DownloadCancelledError, "TOO_LARGE", "the page is larger than politeness.max_page_mb", False),
    (DownloadTimeoutError, "TIMEOUT", "no whole answer within politeness.timeout_seconds", True),
    (CannotResolveHostError, "DNS_FAILED", "its host name cannot be resolved", True),
    (DownloadConnectionRefusedError, "REFUSED", "the server refuses connections", True),
    (ResponseDataLossError, "TRUNCATED", "the answer ended before its announced length", True),
)


def cause_of(error: BaseException, host: str = "") -> Cause:
    """The cause of a failed download."""
    if isinstance(error, Refused):
        return Cause(error.code, error.message, retryable=False)
    if host in BLOCKED:
        message = f"{host} resolves to {BLOCKED[host]}, which is in a private or special network"
        return Cause("SSRF_BLOCKED", message, retryable=False)
    for kind, code, message, retryable in _KNOWN:
        if isinstance(error, kind):
            return Cause(code, message, retryable)
    detail = _detail(error)
    if _TLS.search(detail):
        message = f"the server's certificate is not to be trusted ({detail[:200]}); see politeness.tls_waiver"
        return Cause("TLS_INVALID", message, retryable=False)
    if isinstance(error, DownloadFailedError):
        return Cause("CONNECTION_LOST", f"the connection broke ({detail[:200]})", retryable=True)
    return Cause("FETCH_FAILED", detail[:300], retryable=False)


def _detail(error: BaseException) -> str:
    """The error with the reasons that Twisted nests inside it."""
    parts = [f"{type(error).__name__}: {error}"]
    inner = error.__cause__
    reasons = getattr(inner, "reasons", None) or getattr(error, "reasons", None) or []
    parts += [repr(getattr(reason, "value", reason)) for reason in reasons]
    return "; ".join(parts)
