"""What a declaration of a platform may say. `data/*.yaml` are the shipped ones."""

import hashlib
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, JsonValue, TypeAdapter, ValidationError, ValidationInfo, field_validator, model_validator

from records.base import Model
from records.draft import Draft, DraftPlace, DraftRun
from records.errors import FetchError
from records.field_types import Css, HttpUrl
from records.network_guard import check_url
from records.platforms.expressions import (
    Pattern,
    Query,
    Template,
    filled,
    group_count,
    group_names,
    names_in,
    places,
)

Word = Annotated[str, Field(min_length=1, max_length=100)]
Host = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
ElementPath = Annotated[str, Field(pattern=r"^(//)?[A-Za-z_][\w.-]*(/[A-Za-z_][\w.-]*)*$", max_length=200)]
Headers = dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]*$")], Template]
# Parts of the draft that have a key of their own, or that no platform states.
_OWN_KEYS = frozenset({"places", "pay", "course_runs", "organisation_identifiers", "description_complete", "kind"})
LISTS = frozenset(
    name for name, field in Draft.model_fields.items() if get_args(field.annotation) == (str,) and name not in _OWN_KEYS
)
DRAFT_NAMES = frozenset(Draft.model_fields) - _OWN_KEYS - {"audience"}
PLACE_NAMES = frozenset(DraftPlace.model_fields)
RUN_NAMES = frozenset(DraftRun.model_fields)
_PAGING = frozenset({"offset", "page", "token"})


class Request(Model):
    """One request. Places: `{board}`, other groups of the address, `{offset}`, `{page}`, `{token}`, `{key}`."""

    url: Template = Field(description="Address.")
    method: Literal["GET", "POST"] = Field(default="GET", description="GET or POST.")
    headers: Headers = Field(
        default_factory=dict,
        description="Headers; `{secret.NAME}` is TALENTFEED_SECRET_NAME of the environment, `{basic.NAME}` the same "
        "as Basic authentication has it.",
    )
    body: dict[str, JsonValue] | None = Field(default=None, description="JSON that is sent.")
    form: dict[str, Template] | None = Field(default=None, description="Form that is sent.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.method == "GET" and (self.body is not None or self.form is not None):
            raise ValueError("sends a body: say `method: POST`")
        if self.body is not None and self.form is not None:
            raise ValueError("has both `body` and `form`: one of them")
        return self


class Next(Model):
    """How the following page is asked for: by exactly one of `offset`, `page`, `token`, `link`."""

    offset: int | None = Field(default=None, ge=1, description="`{offset}` grows by this: the records of a full page.")
    page: int | None = Field(default=None, ge=0, description="`{page}` counts from this number.")
    pages: Query | None = Field(default=None, description="With `page`: how many pages the document says there are.")
    size: int | None = Field(default=None, ge=1, description="With `page`: the records of a full page.")
    token: Query | None = Field(default=None, description="What the document says `{token}` of the next page is.")
    link: Query | None = Field(default=None, description="Address of the next page.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [name for name in ("offset", "page", "token", "link") if getattr(self, name) is not None]
        if len(ways) != 1:
            raise ValueError("needs exactly one of `offset`, `page`, `token`, `link`")
        if (self.pages or self.size) and self.page is None:
            raise ValueError("`pages` and `size` go with `page`")
        return self

    @property
    def place(self) -> str:
        """The place of the request that this way fills; '' for a link."""
        return next((name for name in ("offset", "page", "token") if getattr(self, name) is not None), "")


class Detail(Model):
    """Each advert's own page: the payload is the list's record with this document's fields over it."""

    url: Template | None = Field(default=None, description="Address, with `{board}` and `{key}`.")
    link: Query | None = Field(default=None, description="JMESPath of the record that gives the address instead.")
    record: Query = Field(default="@", description="Where in the document the advert is.")
    cut: dict[Word, Css] = Field(default_factory=dict, description="HTML: name → CSS; the page's own fields.")
    pairs: dict[Word, tuple[Css, Css]] = Field(
        default_factory=dict, strict=False, description="HTML: as `pairs` of the list."
    )
    embedded: Pattern | None = Field(
        default=None,
        description="JSON in a script of the page, as the list's `embedded`. With `cut` it is the field `embedded`.",
    )

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.link is None):
            raise ValueError("needs exactly one of `url` and `link`")
        return self


class Verified(Model):
    """How far the table is known to be true."""

    by: Literal["recorded response", "documentation"] = Field(description="What it was held against.")
    date: Annotated[date, Field(description="When that was recorded or written.", strict=False)]
    note: str = Field(default="", description="What is not seen yet.", max_length=300)


class Platform(Model):
    """One applicant system whose boards are all read alike."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$", description="As `connector.type` has it: the file's name.")
    title: Word = Field(description="As people know it.")
    hosts: list[Host] = Field(min_length=1, description="Hosts of its own, those below them included.")
    addresses: list[Pattern] = Field(
        default_factory=list,
        description="Patterns of the addresses people paste, on host, path and query; group `board`, and others.",
    )
    lists: list[Pattern] = Field(
        default_factory=list,
        description="Patterns of the list's own addresses, which are asked for as they are, with the parameters that "
        "`request` has and they lack.",
    )
    example: HttpUrl = Field(description="An address as people paste it; goes into the template and the docs.")
    request: Request = Field(description="Where the list stands.")
    own_domain: str | None = Field(
        default=None, pattern=r"^/[\w./?=&-]*$", description="Path of the list on a customer's own domain."
    )
    format: Literal["json", "xml", "html"] = Field(default="json", description="What the documents are.")
    records: str = Field(
        min_length=1, description="JSON: JMESPath of the list; XML: path of element names; HTML: CSS of one advert."
    )
    cut: dict[Word, Css] = Field(default_factory=dict, description="HTML: name → CSS inside the advert.")
    pairs: dict[Word, tuple[Css, Css]] = Field(
        default_factory=dict,
        strict=False,
        description="HTML: name → CSS of labels and CSS of what stands after each or holds it: an object, by label in "
        "lower case. In a row of a table the labels are the heads of its columns; a text may be `Label: value` itself.",
    )
    take: dict[Word, Pattern] = Field(
        default_factory=dict,
        description="HTML: name of `cut` or `page` → pattern with one group: that part of the text is the value, and "
        "a text without it is none.",
    )
    page: dict[Word, Css] = Field(default_factory=dict, description="HTML: name → CSS of what the page itself says.")
    embedded: Pattern | None = Field(
        default=None, description="JSON that stands in a script of a web page: pattern of what is written before it."
    )
    document: Query | None = Field(default=None, description="True for a document of this platform, empty or not.")
    empty: Query | None = Field(
        default=None, description="True for a document that says there are no adverts. Without it none is believed."
    )
    total: Query | None = Field(default=None, description="How many adverts the document says there are.")
    next: Next | None = Field(default=None, description="How the following page is asked for.")
    beside: dict[Word, Query] = Field(
        default_factory=dict, description="Name → what the document says once for all its adverts."
    )
    key: Query = Field(description="The source's own id of a record, or an address with it, as `advert` has it.")
    url: Query | None = Field(default=None, description="Page of the advert.")
    link: Template | None = Field(default=None, description="That page where the record has none, with `{key}`.")
    skip: Query | None = Field(default=None, description="True for a record that is no public advert.")
    detail: Detail | None = Field(default=None, description="Each advert's own page.")
    marks: list[Annotated[list[Word], Field(min_length=1)]] = Field(
        min_length=1, description="Names that a record of this platform has together, and others have not."
    )
    sign: Pattern | None = Field(
        default=None,
        description="Pattern that every document of this platform has in its text: it is known by that, and `marks` "
        "may be names that others have, too.",
    )
    fields: dict[str, Query] = Field(default_factory=dict, description="Draft name → JMESPath of the payload.")
    places: Query | None = Field(default=None, description=f"Objects with any of {', '.join(sorted(PLACE_NAMES))}.")
    pay: Query | None = Field(default=None, description="Object with text, min, max, currency, period.")
    kind: Query | None = Field(
        default=None, description="What all its records are, or JMESPath of it; without it the source says."
    )
    runs: Query | None = Field(
        default=None, description=f"Of a course: objects with any of {', '.join(sorted(RUN_NAMES))}."
    )
    sections: list[Query] = Field(
        default_factory=list, description="The description in reading order: texts, or {heading, body}."
    )
    ignore: list[Word] = Field(default_factory=list, description="Fields that are known and not wanted.")
    complete: bool = Field(description="Whether a list has all there is, so that absence means removal.")
    advert: list[Pattern] = Field(
        default_factory=list, description="Patterns of an advert's address: groups `tenant` and `id`."
    )
    verified: Verified
    hook: str | None = Field(default=None, description="Code of the package that finds the records (shipped only).")
    mapper: str | None = Field(default=None, description="Code of the package that maps the payload (shipped only).")

    @field_validator("fields")
    @classmethod
    def _draft_names(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(value) - DRAFT_NAMES)
        if unknown:
            known = ", ".join(sorted(DRAFT_NAMES))
            raise ValueError(f"names no field of a draft: {', '.join(unknown)}; known are {known}")
        return value

    @model_validator(mode="after")
    def _agrees(self, info: ValidationInfo) -> Self:
        self._check_records()
        self._check_request(allow_loopback=bool((info.context or {}).get("allow_loopback")))
        for pattern in self.advert:
            if group_names(pattern) != {"tenant", "id"}:
                raise ValueError("`advert` needs the groups `tenant` and `id`, and no other")
        if self.mapper is None and "title" not in self.fields:
            raise ValueError("`fields` needs `title`: an advert without one cannot be listed")
        if self.url is None and self.link is None:
            raise ValueError("`url` or `link` is missing: where the advert can be read")
        return self

    def _check_records(self) -> None:
        checks: dict[str, Any] = {"json": Query, "xml": ElementPath, "html": Css}
        try:
            TypeAdapter(checks[self.format]).validate_python(self.records)
        except ValidationError as error:
            raise ValueError(f"`records` {error.errors()[0]['msg'].removeprefix('Value error, ')}") from None
        if self.format == "html" and not self.cut:
            raise ValueError("`cut` is missing, which `format: html` needs: what of an advert is what")
        if self.format != "html" and (self.cut or self.page):
            raise ValueError("`cut` and `page` go with `format: html`")
        for name, pattern in self.take.items():
            if group_count(pattern) != 1:
                raise ValueError(f"`take.{name}` needs exactly one group: the part that is the value")
        if self.format != "json" and self.embedded:
            raise ValueError("`embedded` goes with `format: json`")

    def _check_request(self, *, allow_loopback: bool) -> None:
        named = {name for pattern in self.addresses for name in group_names(pattern)}
        known = named | {"board", "key"} | _PAGING
        values = dict.fromkeys(known, "1") | dict.fromkeys(named, "") | {"board": "board"}
        asked = {"request": self.request.url}
        if self.detail and self.detail.url:
            asked["detail"] = self.detail.url
        for where, url in asked.items():
            unknown = [name for name in places(url) if name not in known and "." not in name]
            if unknown:
                raise ValueError(f"`{where}.url` has {{{unknown[0]}}}, which is no group of `addresses`")
            # A board's name takes part in host names: what it may be is looked at again when it is fetched.
            # A board may be a whole host, too: the customer's own.
            try:
                check_url(filled(url.replace("://{board}/", "://board.example/"), values), allow_loopback)
            except FetchError as error:
                raise ValueError(f"`{where}.url` {error.message}") from None
        place = self.next.place if self.next else ""
        if place and place not in {name for text in self._asked() for name in places(text)}:
            raise ValueError(f"`next.{place}` fills `{{{place}}}`, which `request` does not have")

    def _asked(self) -> list[str]:
        texts = [self.request.url, *(self.request.form or {}).values()]
        waiting: list[JsonValue] = [self.request.body]
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                texts.append(value)
            elif isinstance(value, dict):
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
        return texts

    @cached_property
    def payload_format(self) -> str:
        """Payload.format: what picks the mapper."""
        return self.mapper or f"{self.name}_record"

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The names of the secrets that its requests need."""
        texts = [*self.request.headers.values(), *self._asked()]
        return frozenset(name.partition(".")[2] for text in texts for name in places(text) if "." in name)

    @cached_property
    def needs_board(self) -> bool:
        """Whether the list cannot be asked for without a board's name."""
        return "board" in {name for text in self._asked() for name in places(text)}

    @cached_property
    def known(self) -> frozenset[str]:
        """The fields of a payload that something reads, or that are known and not wanted."""
        queries = [
            *self.fields.values(),
            self.places,
            self.pay,
            self.runs,
            *self.sections,
            self.key,
            self.url,
            self.skip,
        ]
        return frozenset({"repeats", *self.ignore, *self.beside}.union(*map(names_in, queries)))

    def __hash__(self) -> int:
        """By what it says."""
        return hash((self.name, self.reading_version, self.mapping_version))

    def _digest(self, *names: str) -> str:
        part = self.model_dump_json(include=set(names))
        return hashlib.sha256(part.encode()).hexdigest()[:8]

    @cached_property
    def reading_version(self) -> str:
        """Rises by itself: other when the same page may give other payloads."""
        return self._digest(
            "request", "format", "records", "cut", "page", "document", "empty", "total", "next", "beside", "key", "url",
            "link", "skip", "detail", "marks", "hook", *(["embedded"] if self.embedded else []),
            *(["pairs"] if self.pairs else []), *(["take"] if self.take else []), *(["sign"] if self.sign else []),
        )  # fmt: skip

    @cached_property
    def mapping_version(self) -> str:
        """Rises by itself: other when the same payload may give another draft."""
        return self._digest("fields", "places", "pay", "kind", "runs", "sections", "advert")
