"""Every answer is what /openapi.json says, for requests nobody would think of."""

import pytest
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi import checks

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
        case.call_and_validate(checks=CHECKED)

    conforms()


def test_the_description_names_all_that_is_public(api_schema: BaseSchema) -> None:
    assert set(api_schema.raw_schema["paths"]) == {
        "/v1/search",
        "/v1/opportunities/{id}",
        "/v1/changes",
        "/healthz",
    }
