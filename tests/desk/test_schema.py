"""Every answer of the push API is what /openapi.json says, for requests nobody would think of."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from desk.limits import Limiter
from tests.desk.conftest import Office

CHECKED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
ONE, ALL = "/v1/sources/{id}/listings/{key}", "/v1/sources/{id}/listings"


@pytest.fixture
def unlimited(office: Office) -> Office:
    """As many requests as a test has."""
    desk = office.app.state.desk
    desk.pushes = desk.strangers = Limiter(1_000_000)
    return office


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("mode", "known"),
    [(GenerationMode.POSITIVE, True), (GenerationMode.NEGATIVE, True), (GenerationMode.POSITIVE, False)],
)
@pytest.mark.parametrize(("path", "method"), [(ALL, "POST"), (ONE, "GET"), (ONE, "DELETE")])
def test_answers_are_as_described(unlimited: Office, path: str, method: str, mode: GenerationMode, known: bool) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", unlimited.app)
    operation = schema[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def conforms(case: Case) -> None:
        case.path_parameters["id"] = "trust"
        case.headers.update(unlimited.auth if known else {"Authorization": "Bearer no"})
        case.call_and_validate(checks=CHECKED, timeout=600)

    conforms()


def test_the_description_names_all_that_is_public(office: Office) -> None:
    described = office.client.get("/openapi.json").json()
    assert set(described["paths"]) == {ALL, ONE, "/v1/push-schema.json"}
    body = described["paths"][ALL]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {part["$ref"].rpartition("/")[2] for part in body["oneOf"]} == {"PushedListing", "PushedMany"}
    assert office.client.get("/v1/push-schema.json").json()["required"] == ["listings"]
