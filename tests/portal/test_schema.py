"""Every answer is what /openapi.json says, for requests nobody would think of."""

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

from records.vocabulary import OpportunityStatus
from tests.factories import make_id, make_opportunity, put_opportunities
from tests.portal.conftest import Site

CHECKED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", ["/v1/search", "/v1/opportunities/{id}", "/v1/changes"])
def test_answers_are_as_described(api_schema: BaseSchema, path: str, mode: GenerationMode) -> None:
    operation = api_schema[path]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def conforms(case: Case) -> None:
        # Patient: on a busy machine the first search that names a place reads the gazetteer for many seconds.
        case.call_and_validate(checks=CHECKED, timeout=600)

    conforms()


def test_closed_and_merged_answers_are_as_described(empty_site: Site) -> None:
    """Which no made-up request meets: what happened to an id decides them."""
    closed = make_opportunity(1, status=OpportunityStatus.CLOSED)
    put_opportunities(empty_site.store, closed, make_opportunity(2), make_opportunity(3))
    with empty_site.store.resolve_transaction() as transaction:
        transaction.redirect(make_id(2), make_id(3))
    described = empty_site.client.get("/openapi.json").json()
    answers = described["paths"]["/v1/opportunities/{id}"]["get"]["responses"]
    for number, status in ((1, 410), (2, 308), (3, 200), (9, 404)):
        answer = empty_site.client.get(f"/v1/opportunities/{make_id(number)}")
        assert answer.status_code == status
        schema = answers[str(status)]["content"]["application/json"]["schema"]
        whole = {**schema, "components": described["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.json())
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(whole).validate({**answer.json(), "more": 1})


def test_the_description_names_all_that_is_public(api_schema: BaseSchema) -> None:
    assert set(api_schema.raw_schema["paths"]) == {
        "/v1/search",
        "/v1/opportunities/{id}",
        "/v1/changes",
        "/healthz",
    }
