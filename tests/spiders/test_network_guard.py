"""Fault 34 without a request: which addresses the guard lets through."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.error import DNSLookupError

from records.errors import FetchError
from records.network_guard import check_url, is_allowed_address
from spiders.resolver import BLOCKED, check_answer

PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::a00:1",
    "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "5f00::1",
    "not-an-address",
]
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::"]
LOOPBACK = ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_allowed_address(address)
    assert is_allowed_address(address, allow_loopback=True) is (address in LOOPBACK)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_allowed_address(address)


@given(st.ip_addresses())
def test_nothing_passes_that_is_not_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if is_allowed_address(address):
        assert address.is_global or getattr(address, "sixtofour", None) or address.version == 6
        assert not (address.is_loopback)
        assert not (address.is_multicast)
        assert not (address.is_link_local)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost/",
        "http://localhost./",
        "http://x.localhost/",
        "http://metadata.google.internal/",
        "http://intranet/",
        "http://printer.local/",
        "http://router.home.arpa/",
        "http://1.2.3.4.5/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http://[fe80::1%25eth0]/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://user:secret@example.org/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://example.org:99999/",
        "http:///",
        "http://[::1",
        "javascript:alert(1)",
    ],
)
def test_addresses_that_are_not_for_us(url: str) -> None:
    with pytest.raises(FetchError) as refused:
        check_url(url)
    assert (refused.value.code, refused.value.retryable) == ("SSRF_BLOCKED", False)


@pytest.mark.parametrize(
    "url",
    ["https://www.example.org/a?b=c", "http://example.org:8080/", "https://93.184.216.34/", "https://bücher.example/"],
)
def test_addresses_of_publishers(url: str) -> None:
    check_url(url)


def test_loopback_for_development_only() -> None:
    for url in ("http://127.0.0.1:41234/", "http://localhost:41234/", "http://[::1]:41234/", "http://0x7f.1:41234/"):
        check_url(url, allow_loopback=True)
    for url in ("http://10.0.0.1/", "http://0.0.0.0:41234/", "http://192.168.0.1:8080/", "http://intranet/"):
        with pytest.raises(FetchError):
            check_url(url, allow_loopback=True)


def test_an_answer_of_the_name_server_is_checked() -> None:
    """Rebinding: the address a connection is made to is the one that was looked at."""
    assert check_answer("example.org", "93.184.216.34", allow_loopback=False) == "93.184.216.34"
    with pytest.raises(DNSLookupError):
        check_answer("rebinding.example.org", "10.0.0.1", allow_loopback=True)
    assert BLOCKED.pop("rebinding.example.org") == "10.0.0.1"
