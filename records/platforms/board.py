"""Which board is meant: a name, or any address that people paste."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from records.platforms.expressions import groups_of, places
from records.platforms.model import Platform


@dataclass(frozen=True)
class Board:
    """One board. `values` fill the places of the platform's requests; `url` is taken as it is instead."""

    values: dict[str, str]
    url: str = ""


def board_of(platform: Platform, board: str | None, url: str | None) -> Board | None:
    """The board that a name or an address means; None for an address of the platform's that names no board."""
    if url is None:
        return Board({"board": board or ""})
    for pattern in platform.addresses:
        if found := groups_of(pattern, _bare(url)):
            return Board(found)
    if any(groups_of(pattern, _bare(url)) is not None for pattern in platform.lists):
        return Board({}, _with_parameters(platform, url))
    if is_own_host(platform, url):
        return None if platform.needs_board else Board({}, url)
    return Board({"board": board or ""}, _on_own_domain(platform, url))


def is_own_host(platform: Platform, url: str) -> bool:
    """Whether the address is on a host of the platform's."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host == own or host.endswith(f".{own}") for own in platform.hosts)


def _bare(url: str) -> str:
    """Host, path and query: what the patterns are held against."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').lower()}{parts.path}{query}"


def _with_parameters(platform: Platform, url: str) -> str:
    """An address of the list, with what its request says besides: a place to be filled belongs to a page."""
    parts = urlsplit(url)
    asked = parse_qsl(urlsplit(platform.request.url).query, keep_blank_values=True)
    own = parse_qsl(parts.query, keep_blank_values=True)
    query = {**{name: text for name, text in asked if not places(text)}, **dict(own)}
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), urlencode(query), ""))


def _on_own_domain(platform: Platform, url: str) -> str:
    parts = urlsplit(url)
    if not platform.own_domain or parts.path.startswith(platform.own_domain.partition("?")[0].rstrip("/")):
        return url
    return f"{parts.scheme}://{parts.netloc}{platform.own_domain}"
