"""The Elasticsearch mapping, generated from the Opportunity model; a test fails when one drifts.

`dynamic: strict`: a field the mapping does not know is refused, not guessed. Only types that every
distribution has. `search.*` holds what we derive for filters and sorts (`documents.py`).
"""

import hashlib
import json
import types
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from records.opportunity import Opportunity
from search_index.fields import ANALYSED, ANALYZER, RAW_TEXT, STORED_ONLY
from search_index.filters import EXACT

# Raise when documents are made differently without the mapping changing.
DOCUMENT_VERSION = 4

KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": 1024}
NUMBERS: dict[type, str] = {bool: "boolean", int: "long", float: "double", Decimal: "double"}

DERIVED: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "location": {"type": "geo_point"},
        "newest": {"type": "long"},
        "closing": {"type": "long"},
        "pay": {"type": "long"},
        "title_words": {"type": "long"},
        "day": {"type": "long"},
        "complete": {"type": "long"},
        "head": {"type": "text", "analyzer": ANALYZER},
        "labels": {"type": "text", "analyzer": ANALYZER},
    },
}


@cache
def mapping() -> dict[str, Any]:
    """The mapping of the index, without `_meta`. Do not change what is returned."""
    properties = _properties(Opportunity, "")
    properties["search"] = DERIVED
    return {"dynamic": "strict", "properties": properties}


@cache
def analysis() -> dict[str, Any]:
    """Index settings of the one text analyzer; `analysis.py` makes the same tokens."""
    return {
        "filter": {
            # tantivy's English stemmer is a newer Snowball than Lucene's: these are the words they differ in.
            "newer_stems": {"type": "stemmer_override", "rules": stem_overrides()},
            # Before the list of words, which then holds for "university's" too.
            "no_possessive": {"type": "stemmer", "language": "possessive_english"},
            "english_stems": {"type": "stemmer", "language": "porter2"},
        },
        "analyzer": {
            ANALYZER: {
                "type": "custom",
                "tokenizer": "standard",
                "filter": ["lowercase", "asciifolding", "no_possessive", "newer_stems", "english_stems"],
            }
        },
    }


@cache
def mapping_version() -> str:
    """Short hash of everything that decides what a document looks like inside an index."""
    text = json.dumps([DOCUMENT_VERSION, mapping(), analysis(), EXACT], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def stem_overrides() -> list[str]:
    """Rules `word => stem` of the data file `stems.txt`."""
    text = files("search_index").joinpath("stems.txt").read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def leaves(node: dict[str, Any] | None = None, prefix: str = "") -> dict[str, dict[str, Any]]:
    """Every leaf path of the mapping with its definition; `enabled: false` objects count as leaves."""
    found: dict[str, dict[str, Any]] = {}
    for name, part in ((node or mapping())["properties"]).items():
        if "properties" in part:
            found |= leaves(part, f"{prefix}{name}.")
        else:
            found[prefix + name] = part
    return found


def _properties(model: type[BaseModel], prefix: str) -> dict[str, Any]:
    return {name: _field(field.annotation, prefix + name) for name, field in model.model_fields.items()}


def _field(annotation: Any, path: str) -> dict[str, Any]:
    """The mapping of one field. TypeError for a type nobody has decided how to index."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _field(get_args(annotation)[0], path)
    if origin in (Union, types.UnionType):
        (inner,) = (part for part in get_args(annotation) if part is not type(None))
        return _field(inner, path)
    if origin is list:
        return _field(get_args(annotation)[0], path)
    if origin is dict:
        # Free keys: mapping them would let a source grow the mapping without end.
        return {"type": "object", "enabled": False}
    if isinstance(annotation, type):
        return _plain(annotation, path)
    raise TypeError(f"{path}: no mapping for {annotation!r}")


def _plain(annotation: type, path: str) -> dict[str, Any]:
    if issubclass(annotation, BaseModel):
        return {"dynamic": "strict", "properties": _properties(annotation, f"{path}.")}
    if issubclass(annotation, StrEnum):
        return KEYWORD
    if issubclass(annotation, str):
        return _string(path)
    if annotation is AwareDatetime or issubclass(annotation, (datetime, date)):
        return {"type": "date"}
    if annotation in NUMBERS:
        return {"type": NUMBERS[annotation]}
    raise TypeError(f"{path}: no mapping for {annotation!r}")


def _string(path: str) -> dict[str, Any]:
    if path in STORED_ONLY:
        return {"type": "keyword", "index": False, "doc_values": False}
    if path not in ANALYSED:
        return KEYWORD
    text: dict[str, Any] = {"type": "text", "analyzer": ANALYZER}
    if path in RAW_TEXT:
        text["fields"] = {"raw": KEYWORD}
    return text
