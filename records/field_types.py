"""Types of fields that config files share: web addresses and CSS."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from cssselect import SelectorError
from cssselect import parse as parse_css
from pydantic import AfterValidator, Field

# Each step of `a b c` multiplies the work on a deeply nested page, `:has()` and `*` most of all: what is
# allowed here stays under a second on the largest page we accept (tests/records/test_selector_cost.py).
_MAX_STEPS = 4
_COSTLY = re.compile(r":(has|is|where|matches|contains|scope|nth-last)\b|\*.*[\s>+~]\S*\*|[+~].*[+~]")
# What stands behind a label of the advert (`::label(Closing date)`), or in the cell of its row below a head
# (`::column(Closing date)`, and CSS within that cell: `::column(Post) a::attr(href)`).
BY_NAME = re.compile(r"::(?P<how>label|column)\((?P<name>[^()]{1,80})\)(?:\s+(?P<css>\S.*))?")
_STEP = re.compile(r"\s*[>+~]\s*|\s+")


def _css(given: str) -> str:
    """CSS with an optional `::attr(name)` or `::text` at the end; or one of the forms of `BY_NAME` before it."""
    value = given
    if named := BY_NAME.fullmatch(value):
        value = named["css"] or "::text"
    elif value.startswith(("::label", "::column")):
        raise ValueError(
            "must name what is on the page, without brackets: `::label(Closing date)`, `::column(Pay)`"
        )
    if value.startswith("::"):
        return given
    bare = value.split("::", 1)[0].strip()
    try:
        parse_css(bare)
    except SelectorError as error:
        raise ValueError(f"is not a valid CSS selector: {error}") from None
    plain = re.sub(r"\[[^\]]*\]|\([^)]*\)", "", bare)
    if any(len(_STEP.split(part.strip())) > _MAX_STEPS for part in plain.split(",")):
        raise ValueError(f"has more than {_MAX_STEPS} steps, which may take forever: use a class of the element itself")
    if _COSTLY.search(bare):
        raise ValueError("uses :has, :is, :contains, or several of * + ~, which may take forever: use a class or an id")
    return given


Css = Annotated[str, AfterValidator(_css), Field(min_length=1, max_length=300)]


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be a web address that starts with https:// or http://, not {value!r}")
    if parts.username or parts.password:
        raise ValueError("must not carry a user name or password: put secrets in the environment")
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url), Field(max_length=2048)]
