"""Options of `selectors`: listing and detail pages read by CSS from the YAML."""

import re
from typing import Annotated, Literal

from cssselect import SelectorError
from cssselect import parse as parse_css
from pydantic import AfterValidator, Field

from records.base import Model
from records.draft import FieldName
from records.options.base import ConnectorOptions, HttpUrl

# Each step of `a b c` multiplies the work on a deeply nested page, `:has()` and `*` most of all: what is
# allowed here stays under a second on the largest page we accept (tests/records/test_selector_cost.py).
_MAX_STEPS = 4
_COSTLY = re.compile(r":(has|is|where|matches|contains|scope|nth-last)\b|\*.*[\s>+~]\S*\*|[+~].*[+~]")
_STEP = re.compile(r"\s*[>+~]\s*|\s+")


def _css(value: str) -> str:
    """CSS with an optional `::attr(name)` or `::text` at the end."""
    bare = value.split("::", 1)[0].strip()
    if value.startswith("::"):
        return value
    try:
        parse_css(bare)
    except SelectorError as error:
        raise ValueError(f"is not a valid CSS selector: {error}") from None
    plain = re.sub(r"\[[^\]]*\]|\([^)]*\)", "", bare)
    if any(len(_STEP.split(part.strip())) > _MAX_STEPS for part in plain.split(",")):
        raise ValueError(f"has more than {_MAX_STEPS} steps, which may take forever: use a class of the element itself")
    if _COSTLY.search(bare):
        raise ValueError("uses :has, :is, :contains, or several of * + ~, which may take forever: use a class or an id")
    return value


Css = Annotated[str, AfterValidator(_css), Field(min_length=1, max_length=300)]


class DetailOptions(Model):
    """How one advert's own page is read."""

    fields: dict[FieldName, Css] = Field(description="Draft name → CSS; `::attr(href)` takes an attribute.")
    required: Css | None = Field(default=None, description="CSS that every true advert page has.")


class SelectorsOptions(ConnectorOptions):
    """How the listing pages are read, and whether each advert has a page of its own."""

    type: Literal["selectors"] = "selectors"
    url: HttpUrl = Field(description="First listing page.")
    item: Css = Field(description="CSS of one advert on the listing page.")
    fields: dict[FieldName, Css] = Field(
        default_factory=dict,
        description="Draft name → CSS inside the item; `::attr(href)` takes an attribute.",
    )
    link: Css | None = Field(default=None, description="CSS of the link to the detail page, inside the item.")
    next: Css | None = Field(default=None, description="CSS of the link to the next page.")
    total: Css | None = Field(default=None, description="CSS of the text that says how many adverts there are.")
    required: Css | None = Field(default=None, description="CSS that every true listing page has.")
    empty: Css | None = Field(default=None, description="CSS of the notice that says there are no adverts.")
    detail: DetailOptions | None = Field(default=None, description="How the detail page is read.")
