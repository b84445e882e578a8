"""Answers that may be kept: ETag, 304 and Cache-Control."""

from hashlib import sha256

from fastapi import Request, Response


def etag(*parts: object) -> str:
    """A weak validator (the body may be compressed on its way) of what decides the body."""
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def cached(
    request: Request,
    body: bytes,
    tag: str,
    *,
    max_age: int,
    media_type: str = "application/json",
    headers: dict[str, str] | None = None,
) -> Response:
    """The body, or 304 where the caller has it."""
    sent = {"ETag": tag, "Cache-Control": f"public, max-age={max_age}", **(headers or {})}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def _has(known: str, tag: str) -> bool:
    if known.strip() == "*":
        return True
    plain = tag.removeprefix("W/")
    return any(candidate.strip().removeprefix("W/") == plain for candidate in known.split(","))
