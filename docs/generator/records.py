"""record.md, mapping.md and the JSON schemas."""

import types
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from docs.generator.markdown import fields_table, page, parts_of, section, table
from records.listing import Advert, Listing
from records.opportunity import Change, Opportunity
from records.run import RunReport
from records.source_schema import schema_text, source_schema
from search_index.mapping import leaves


def record_page() -> str:
    """Fields of Listing, Opportunity and Change, and everything they are made of."""
    intro = (
        "One advert of one source is a **listing**. All listings of the same real thing are merged into one "
        "**opportunity**, which is what portals see. Both have the fields of [Advert](#advert). "
        "Names follow schema.org where it has one. Times are UTC (ISO 8601); an unknown value is absent, never `0` "
        "or an empty text. As JSON Schema: [listing](schemas/listing.schema.json), "
        "[opportunity](schemas/opportunity.schema.json)."
    )
    own = [_own(Opportunity), _own(Listing), section(Advert, defaults=False), section(Change, defaults=False)]
    known: dict[type[BaseModel] | type[StrEnum], None] = {}
    for model in (Opportunity, Listing, Change):
        known |= dict.fromkeys(parts_of(model))
    for shown in (Opportunity, Listing, Advert, Change):
        known.pop(shown, None)
    return page("The record", intro, *own, *(section(part, defaults=False) for part in known))


def _own(model: type[BaseModel]) -> str:
    """The fields a record has beside those of Advert."""
    inherited = set(Advert.model_fields)
    fields = fields_table(model, defaults=False).splitlines()
    rows = [line for line in fields if line.split("`")[1:2] == [] or line.split("`")[1] not in inherited]
    said = (model.__doc__ or "").strip().splitlines()[0]
    return f"## {model.__name__}\n\n{said} Its own fields:\n\n" + "\n".join(rows)


def mapping_page() -> str:
    """The Elasticsearch mapping, one row a leaf."""
    intro = (
        "Portals that query Elasticsearch themselves use the alias `opportunities` (setting "
        "`TALENTFEED_INDEX_ALIAS`), never an index by its own name: a rebuild makes a new one and switches the "
        "alias. The mapping is strict: a field that is not here is refused. Documents are [opportunities](record.md) "
        "with a few derived fields under `search`, which are there for filters and sorts and may change. "
        "Closed opportunities are not in the index."
    )
    rows = [(f"`{path}`", _leaf_type(part), _meaning(path)) for path, part in leaves().items()]
    kinds = (
        "`text` fields are analysed (lower case, accents folded, English stems): use them with `match`. Where a row "
        "says `.raw`, that sub-field is the exact value: use it for `term` and aggregations. `keyword` fields are "
        "exact. `stored only` fields are in `_source` and cannot be searched."
    )
    return page("The search index", intro, kinds, table(("field", "type", "meaning"), rows))


def _leaf_type(part: dict[str, Any]) -> str:
    if part.get("enabled") is False or part.get("index") is False:
        return "stored only"
    raw = " (and `.raw`, keyword)" if "fields" in part else ""
    return f"`{part['type']}`{raw}"


_DERIVED = {
    "search.location": "Points of its places.",
    "search.newest": "Posted: epoch milliseconds. Without a date of posting: first seen, less 253402300800000.",
    "search.closing": "Closing date: epoch milliseconds; a far future where there is none.",
    "search.pay": "Stated pay per year in hundredths of its currency; -1 where there is none.",
    "search.title_words": "How many words its title has.",
    "search.day": "Posted: days since 1970; 0 where there is no date.",
    "search.complete": "How many of pay and closing date are stated.",
    "search.head": "The part of the title that says what is offered: `Solicitor` of `Solicitor (Child Care)`.",
    "search.labels": "Its kind, working pattern, contract and areas in the words that people type.",
}


def _meaning(path: str) -> str:
    if path in _DERIVED:
        return _DERIVED[path]
    model: type[BaseModel] = Opportunity
    said = ""
    for part in path.split("."):
        field = model.model_fields[part]
        said = field.description or ""
        model = _model_in(field.annotation) or model
    return said


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType, list):
        return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
    return None


def schemas() -> dict[str, str]:
    """File name → JSON Schema (draft 2020-12)."""
    written: dict[str, type[BaseModel]] = {"listing": Listing, "opportunity": Opportunity, "run-report": RunReport}
    made = {f"{name}.schema.json": schema_text(model, "serialization") for name, model in written.items()}
    return made | {"source.schema.json": source_schema()}
