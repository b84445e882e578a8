"""Every name that a source file may map is read: `fields` of tables, feeds and pages, `custom` of Tribepad."""

from typing import Any

import pytest
from pydantic import JsonValue, ValidationError

from records.draft import FIELD_NAMES, FieldName
from records.options import TribepadXmlOptions
from records.page import Page
from records.vocabulary import Audience
from spiders.connectors.registry import make_connector
from tests.connectors.cases import ANY_OPTIONS, NOW, draft_of, source_of

URL = "https://jobs.example.org/list"
VALUES = {
    "kind": "course", "lat": "53.8", "lon": "-1.5", "posted_at": "2026-08-01", "closes_at": "2026-10-01",
    "starts_on": "2026-10-05", "ends_on": "2026-10-07", "modified_at": "2026-08-05", "url": "https://a.example/x",
    "apply_url": "https://a.example/apply", "organisation_url": "https://o.example/", "pay_min": "20000",
    "organisation_logo": "https://o.example/l.png", "logo": "https://o.example/l.png", "pay_max": "30000",
    "audience": Audience("young_people").value if "young_people" in set(Audience) else next(iter(Audience)).value,
    "pay_currency": "EUR", "pay_period": "month", "remote": "remote", "language": "cy", "timezone": "Europe/Paris",
    "qualification_level": "3", "postcode": "LS1 1UR", "country": "France",
}  # fmt: skip
# A part that says nothing alone, and what it stands beside.
BESIDE = {"lat": "lon", "lon": "lat", "pay_currency": "pay_min", "pay_period": "pay_min"}


def _draft(options: dict[str, Any], body: str) -> tuple[str, dict[str, Any]]:
    connector = make_connector(ANY_OPTIONS.validate_python({"url": URL, **options}))
    page = Page(url=URL, body=body.encode(), content_type="", fetched_at=NOW)
    (found,) = connector.read(page).found
    draft, _ = draft_of(connector, page, found, source_of(connector.options))
    return found.key, draft.model_dump(mode="json")


def _read(kind: str, names: list[str]) -> tuple[str, dict[str, Any]]:
    """The advert as read where `names` are mapped; the same advert whatever they are."""
    values = [VALUES.get(name, f"Word {name}") for name in names]
    if kind == "csv":
        heads = ",".join(f"X{at}" for at in range(len(names)))
        fields = {"title": "T"} | {name: f"X{at}" for at, name in enumerate(names)}
        return _draft({"type": "csv", "fields": fields}, f"T,{heads}\nCook,{','.join(values)}\n")
    if kind == "rss":
        elements = "".join(f"<x{at}>{value}</x{at}>" for at, value in enumerate(values))
        fields = {name: f"x{at}" for at, name in enumerate(names)}
        item = f"<item><title>Cook</title><guid>7</guid>{elements}</item>"
        return _draft({"type": "rss", "fields": fields}, f"<rss><channel><title>A</title>{item}</channel></rss>")
    if kind == "selectors":
        cells = "".join(f'<b class="x{at}">{value}</b>' for at, value in enumerate(values))
        fields = {"title": "h2"} | {name: f".x{at}::text" for at, name in enumerate(names)}
        return _draft({"type": "selectors", "item": "li", "fields": fields}, f"<li><h2>Cook</h2>{cells}</li>")
    custom = {name: f"custom_{at}" for at, name in enumerate(names)}
    answers = "".join(f"<custom_{at}><answer>{value}</answer></custom_{at}>" for at, value in enumerate(values))
    job = f"<job><job_id>7</job_id><job_title>Cook</job_title>{answers}</job>"
    return _draft({"type": "tribepad_xml", "custom": custom}, f"<jobs>{job}</jobs>")


@pytest.mark.parametrize("name", FIELD_NAMES)
@pytest.mark.parametrize("kind", ["csv", "rss", "selectors", "tribepad_xml"])
def test_every_name_changes_what_is_read(kind: str, name: str) -> None:
    other = BESIDE.get(name)
    with_it = _read(kind, [*([other] if other else []), name])
    # Something else in its place, so that the advert holds as many elements.
    without = _read(kind, [other or "award"]) if name != "award" else _read(kind, ["via"])
    assert with_it != without
    if name not in ("key", *BESIDE) and name not in ("award", "via"):
        said = {field for field, value in with_it[1].items() if value != without[1][field]} - {"award"}
        assert said, f"{kind}: nothing reads `{name}`"


def test_custom_fields_of_tribepad_outrank_the_feed() -> None:
    custom: dict[FieldName, str] = {
        "organisation": "custom_3", "town": "custom_4", "pay_period": "custom_5", "key": "custom_6",
    }  # fmt: skip
    connector = make_connector(TribepadXmlOptions(url=URL, custom=custom))
    body = (
        "<jobs><job><job_id>7</job_id><job_title>Cook</job_title><company_name>Pool</company_name>"
        "<location_postcode>LS1 1UR</location_postcode><salary_from>12</salary_from>"
        "<custom_3><answer>16</answer></custom_3><custom_4><answer>Otley</answer></custom_4>"
        "<custom_5><answer>per hour</answer></custom_5><custom_6><answer>REF-9</answer></custom_6></job></jobs>"
    )
    tables: JsonValue = {"custom": {"3": {"label": "School", "options": {"16": "Hill Top School"}}}}
    page = Page(url=URL, body=body.encode(), content_type="", fetched_at=NOW, context={"tables": tables})
    (found,) = connector.read(page).found
    draft, _ = draft_of(connector, page, found, source_of(connector.options))
    assert found.key == "REF-9"
    assert draft.organisation == "Hill Top School"
    assert [(place.town, place.postcode) for place in draft.places] == [("Otley", "LS1 1UR")]
    assert draft.pay is not None
    assert (draft.pay.min, draft.pay.period) == ("12", "per hour")


def test_a_custom_field_is_called_as_the_feed_calls_it() -> None:
    with pytest.raises(ValidationError, match="such as custom_3"):
        TribepadXmlOptions(url=URL, custom={"organisation": "School name"})


def test_an_empty_answer_leaves_what_the_feed_says() -> None:
    job = "<job><job_id>7</job_id><job_title>Cook</job_title><company_name>Pool</company_name>{}</job>"
    options = {"type": "tribepad_xml", "custom": {"organisation": "custom_3"}}
    for answer in ("", "<custom_3><answer>n/a</answer></custom_3>", "<custom_3/>"):
        assert _draft(options, f"<jobs>{job.format(answer)}</jobs>")[1]["organisation"] == "Pool"
