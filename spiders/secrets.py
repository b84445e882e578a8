"""Secrets of requests: put in for the wire, taken out of everything that is kept.

A link holds the name of a secret's place (`{secret.NAME}`). The request that is sent holds the secret; what comes
back to the harvest, and so into archive, log and links, holds the name again, in the answer's body too.
"""

import os
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from records.options import ConnectorOptions, PlatformOptions
from records.platforms.expressions import SECRET_PREFIX, revealed
from spiders.connectors.base import Follow
from spiders.fetched import Fetched

SECRETS = "secrets"  # request.meta: each secret that the request holds -> its place


def environment_of(options: ConnectorOptions) -> dict[str, str]:
    """The variables that a crawl with these options may know: its own platform's secrets and no others."""
    names = options.platform.secrets if isinstance(options, PlatformOptions) else frozenset()
    wanted = {f"{SECRET_PREFIX}{name}" for name in names}
    return {name: value for name, value in os.environ.items() if name in wanted}


def with_secrets(follow: Follow) -> tuple[Follow, dict[str, str]]:
    """The request as it is sent, and each secret in it -> its place; KeyError names a variable that is not set."""
    environment = dict(os.environ)
    url, put = revealed(follow.url, environment, in_address=True)
    body, in_body = revealed(follow.body, environment)
    headers: dict[str, str] = {}
    for name, value in follow.headers.items():
        headers[name], in_header = revealed(value, environment)
        put |= in_header
    return replace(follow, url=url, headers=headers, body=body), put | in_body


def without_secrets(fetched: Fetched, secrets: dict[str, str]) -> Fetched:
    """What may be kept of a response."""
    if not secrets:
        return fetched
    body = fetched.body
    for secret, place in secrets.items():
        body = body.replace(secret.encode(), place.encode()) if body else body
    return replace(
        fetched,
        url=hidden(fetched.url, secrets),
        body=body,
        headers=[(name, hidden(value, secrets)) for name, value in fetched.headers],
        request_headers=[(name, hidden(value, secrets)) for name, value in fetched.request_headers],
        request_body=hidden(fetched.request_body, secrets),
    )


def hidden(text: str, secrets: dict[str, str]) -> str:
    """The text with the places of its secrets instead of them."""
    for secret, place in secrets.items():
        text = text.replace(secret, place).replace(quote(secret, safe=""), place)
    return text


def goes_elsewhere(request: Any, url: str) -> bool:
    """Whether a redirect would carry a secret to another host."""
    return bool(request.meta.get(SECRETS)) and urlsplit(request.url).netloc != urlsplit(url).netloc
