"""The mapping follows the model: no field of a record is unknown to the index, and none is left over."""

import types
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import AwareDatetime, BaseModel

from records.listing import Place
from records.opportunity import Opportunity
from search_index import documents, fields, filters, mapping
from search_index.interface import Operation
from search_index.query import literal, search_body
from search_index.request import SearchRequest
from search_index.tantivy.query import Interpreter, QueryFormError
from search_index.tantivy.schema import date_ms, id_numbers, id_text, schema
from tests.factories import LEEDS, make_id, make_opportunity
from tests.search_index.world import World


def _filled(annotation: Any, name: str = "") -> Any:
    """A value for any annotation of the models, with every optional part present."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _filled(parts[0], name)
    if origin in (Union, types.UnionType):
        return _filled(next(part for part in parts if part is not type(None)), name)
    if origin is list:
        return [_filled(parts[0], name)]
    if origin is dict:
        return {"key": _filled(parts[1])}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {field: _filled(info.annotation, field) for field, info in annotation.model_fields.items()}
    return _leaf(annotation, name)


def _leaf(annotation: Any, name: str) -> Any:
    fixed = {"id": make_id(1), "country": "GB", "currency": "GBP", "status": "open", "merged_into": None}
    if name in fixed:
        return fixed[name]
    if issubclass(annotation, StrEnum):
        return next(iter(annotation))
    if annotation is AwareDatetime:
        return datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
    values = {date: date(2026, 3, 1), Decimal: Decimal("1.50"), bool: True, int: 1, float: 0.5, str: f"text {name}"}
    return values[annotation]


def full_opportunity() -> Opportunity:
    """One with every field of every part."""
    return Opportunity.model_validate(_filled(Opportunity))


def _leaf_paths(node: Any, closed: set[str], prefix: str = "") -> set[str]:
    if isinstance(node, list):
        return set().union(*(_leaf_paths(part, closed, prefix) for part in node))
    if isinstance(node, dict) and prefix[:-1] not in closed and prefix != "search.location.":
        return set().union(*(_leaf_paths(part, closed, f"{prefix}{name}.") for name, part in node.items()))
    return {prefix[:-1]}


def test_a_full_record_has_exactly_the_fields_of_the_mapping() -> None:
    leaves = mapping.leaves()
    closed = {path for path, leaf in leaves.items() if leaf.get("enabled") is False}
    assert _leaf_paths(documents.document(full_opportunity()), closed) == leaves.keys() - {"merged_into"}


def test_every_engine_takes_a_full_record_and_gives_it_back(world: World) -> None:
    world.put(make_opportunity(1))
    world.publish()
    record = full_opportunity()
    with world.other() as (index, name):
        result = index.write(name, [Operation(record.id, 10, documents.encode(record))])
        index.refresh(name)
    assert result.refused == []
    assert world.search().results[0].opportunity == record


def test_an_unknown_field_is_refused_not_guessed(world: World) -> None:
    if not world.is_elasticsearch:
        pytest.skip("the embedded engine stores what it does not index")
    world.put(make_opportunity(1))
    world.publish()
    source = documents.encode(make_opportunity(2)).replace(b'{"kind"', b'{"surprise":1,"kind"', 1)
    with world.other() as (index, name):
        result = index.write(name, [Operation(make_id(2), 5, source)])
    assert [(item.status, "strict" in item.error) for item in result.refused] == [(400, True)]


def test_the_tables_name_fields_of_the_mapping() -> None:
    leaves = mapping.leaves()
    raw = {f"{path}.raw" for path, leaf in leaves.items() if "fields" in leaf}
    assert filters.EXACT.keys() <= leaves.keys() | raw
    assert leaves.keys() >= fields.ANALYSED | fields.STORED_ONLY
    assert fields.TEXT_BOOSTS.keys() <= fields.ANALYSED
    for path, kind in filters.EXACT.items():
        found = leaves.get(path) or leaves[path.removesuffix(".raw")]["fields"]["raw"]
        assert found["type"] == kind


def test_only_types_that_every_distribution_has() -> None:
    types_used = {leaf["type"] for leaf in mapping.leaves().values()}
    assert types_used <= {"text", "keyword", "long", "double", "boolean", "date", "geo_point", "object"}


def test_no_field_holds_a_contact() -> None:
    assert not [path for path in mapping.leaves() if any(word in path for word in ("email", "phone", "contact"))]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Write to jo.o+jobs@mail.example.co.uk.", "Write to [contact removed]."),
        ("Ring 0113 496 0123 today", "Ring [contact removed] today"),
        ("Tel: 07700900123", "Tel: [contact removed]"),
        ("+44 20 7946 0123", "[contact removed]"),
        ("Ref 2026/0123456789, £30,000 - £40,000", "Ref 2026/0123456789, £30,000 - £40,000"),
        ("1 January 2026 to 31 December 2026", "1 January 2026 to 31 December 2026"),
        ("@home work", "@home work"),
    ],
)
def test_contacts_are_masked_and_nothing_else(text: str, kept: str) -> None:
    assert documents.document(make_opportunity(1, description=text))["description"] == kept


def test_a_document_is_the_record() -> None:
    record = full_opportunity()
    assert documents.decode(documents.encode(record)) == record


def test_points_skip_countries_and_repeat_no_place() -> None:
    country = Place(lat=54.0, lon=-2.0, precision="country")
    assert documents.points([LEEDS, country, LEEDS, Place(text="Somewhere")]) == [(LEEDS.lat, LEEDS.lon)]


@pytest.mark.parametrize("number", [0, 1, 36**12, 36**25 + 7])
def test_ids_survive_as_numbers(number: int) -> None:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    for _ in range(26):
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    assert id_text(tuple(id_numbers(text))) == text
    assert all(part < 2**64 for part in id_numbers("z" * 26))


def test_dates_before_1970_and_with_zones() -> None:
    assert date_ms("1970-01-01") == 0
    assert date_ms("1969-12-31T23:59:59.999500Z") == -1
    assert date_ms("2026-03-01T12:00:00+01:00") == date_ms("2026-03-01T11:00:00Z")


@pytest.mark.parametrize(
    "clause",
    [
        {"match_all": {}},
        {"script": {"source": "1"}},
        {"terms": {"description": ["x"]}},
        {"terms": {"kind": ["x"], "remote": ["y"]}},
        {"range": {"kind": {"gte": 1}}},
        {"range": {"search.pay": {"from": 1}}},
        {"bool": {"should": []}},
        {"bool": {"should": [], "minimum_should_match": 1, "filter": []}},
        {"multi_match": {"query": "a", "fields": ["title"], "type": "cross_fields", "operator": "and"}},
        {"multi_match": {"query": "a", "fields": ["kind"], "type": "phrase"}},
        {"geo_distance": {"distance": "1km", "search.location": {"lat": 0, "lon": 0}}},
    ],
)
def test_the_embedded_engine_refuses_what_is_not_in_the_form(clause: dict) -> None:
    with pytest.raises(QueryFormError):
        Interpreter(schema(), pytest.fail, frozenset()).query(clause)


def test_queries_name_their_filters_once() -> None:
    body = search_body(literal(SearchRequest(kinds=["job"], remote=["remote"], facets=["kinds"])))
    assert body["aggs"]["kinds"]["filter"]["bool"]["filter"] == [{"terms": {"remote": ["remote"]}}]
    assert len(body["post_filter"]["bool"]["filter"]) == 2
    assert "post_filter" not in search_body(literal(SearchRequest(kinds=["job"])))
