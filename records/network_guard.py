"""Which addresses may be fetched: a source's config must never make us ask a machine of a private network.

Pure functions, without network: the config check, the spider's middleware and its resolver share them.
"""

import ipaddress
import re
import socket
import unicodedata
from urllib.parse import urlsplit

from records.errors import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where web servers stand. Anything else is more likely a database or a console than a publisher.
WEB_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8081, 8088, 8443, 8888})
# Names that are answered inside a network only (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`).
_PRIVATE_SUFFIXES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion")
# inet_aton reads `2130706433`, `0x7f.1` and `127.1` as addresses, and so do the C library's look-ups.
_LOOSE_IPV4 = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE)
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Special ranges that `is_global` lets through in some versions of Python.
_NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    )
)  # fmt: skip


def _unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries to (mapped, compatible, NAT64, 6to4, Teredo), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    carries = any(address in network for network in _NAT64) or (
        address in _COMPATIBLE and int(address) > 1  # `::` and `::1` are addresses of their own
    )
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if carries else address


def is_allowed_address(ip: str | Address, *, allow_loopback: bool = False) -> bool:
    """Whether to connect to `ip`: public unicast only; loopback too when `allow_loopback`."""
    try:
        # A zone (`fe80::1%eth0`) only ever names a link of this machine.
        address = _unwrap(ipaddress.ip_address(ip))
    except ValueError:
        return False
    if address.is_loopback:
        return allow_loopback
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    return not any(address.version == network.version and address in network for network in _NEVER)


def literal_address(host: str) -> Address | None:
    """The address that `host` writes out, in any notation that a look-up would take; None for a name."""
    bare = host.strip("[]")
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    if not _LOOSE_IPV4.fullmatch(bare):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except OSError:
        return None


def _refuse(url: str, why: str) -> FetchError:
    message = f"{url[:200]!r} is not fetched: {why}. Only public web addresses are."
    return FetchError(message, url=url, retryable=False, code="SSRF_BLOCKED")


def _is_private_name(host: str) -> bool:
    last = host.rsplit(".", 1)[-1]
    return (
        "." not in host
        or last.isdigit()  # no top-level domain is a number: `1.2.3.4.5`, `0x7f.0.0.09`
        or any(host == suffix or host.endswith(f".{suffix}") for suffix in _PRIVATE_SUFFIXES)
    )


def check_url(url: str, allow_loopback: bool = False) -> None:
    """FetchError (code SSRF_BLOCKED) unless `url` is a public web address by what it says.

    What its name resolves to is looked at when connecting, by `is_allowed_address`. With `allow_loopback`,
    `localhost` and loopback literals pass on any port; private ranges never do.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refuse(url, "it is not a valid address") from None
    if parts.scheme not in ("http", "https"):
        raise _refuse(url, f"its scheme is {parts.scheme!r}")
    if parts.username is not None or parts.password is not None:
        raise _refuse(url, "it carries a user name or password")
    # Full-width digits and dots become ASCII in a look-up; a dot at the end means nothing.
    host = unicodedata.normalize("NFKC", parts.hostname or "").rstrip(".").lower()
    if not host or "%" in host or any(char.isspace() or not char.isprintable() for char in host):
        raise _refuse(url, "it has no proper host name")
    address = literal_address(host)
    if address is not None:
        loopback = _unwrap(address).is_loopback
        allowed = is_allowed_address(address, allow_loopback=allow_loopback)
    else:
        loopback = host == "localhost"
        allowed = (loopback and allow_loopback) or not _is_private_name(host)
    if not allowed:
        raise _refuse(url, f"{host!r} is in a private or special network")
    if not loopback and port is not None and port not in WEB_PORTS:
        raise _refuse(url, f"port {port} is not a web server's")
