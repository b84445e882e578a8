"""A test case of a connector is a folder `tests/fixtures/<connector>/<case>/`:

    response.*       the body as it came
    meta.json        {"url", "content_type", "status", "fetched_at", "step", "context", "alone", "options": {…},
                      "source": {…}} — every part may be left out
    expected.json    {"advertised", "proved_empty", "follow": [url], "problems": [code],
                      "found": [{"key", "url", "withdrawn", "draft": {field: value, …}, "untaken": [field]}]}
                     or
    error.json       {"problems": [code], "found": n}: the page is malformed, and n records were saved

A draft in `expected.json` names the fields that count; one that is `null` must be absent. `description_text`
is the description as plain text, and `description_has` a list of texts that it holds.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from normalise.mappers.base import Fields
from normalise.mappers.registry import mapper_for
from normalise.text import html
from records.draft import Draft
from records.options import AnyOptions
from records.page import Page
from records.payload import Payload
from records.source import Licence, Publisher, SourceConfig
from spiders.connectors.base import Connector, Extraction, Found
from spiders.connectors.registry import connector_class, connector_names, make_connector
from spiders.payloads import Origin, make_payload

# Made once: to make it anew for each example takes longer than to read the page.
ANY_OPTIONS: TypeAdapter[Any] = TypeAdapter(AnyOptions)
FIXTURES = Path(__file__).parents[1] / "fixtures"
NOW = datetime(2026, 9, 1, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One folder, read."""

    folder: Path
    connector: Connector[Any]
    page: Page
    source: SourceConfig

    @property
    def expected(self) -> dict[str, Any] | None:
        """The expected extraction; None for a case of an error."""
        return _json(self.folder / "expected.json")

    @property
    def error(self) -> dict[str, Any] | None:
        """The expected failure."""
        return _json(self.folder / "error.json")


def _json(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def folders(connector: str = "*") -> list[Path]:
    """All case folders of a connector."""
    return sorted(path.parent for path in FIXTURES.glob(f"{connector}/*/response.*"))


def with_cases() -> list[str]:
    """Every connector that has a folder of cases: it is found by being there."""
    return [name for name in connector_names() if folders(name)]


def load(folder: Path) -> Case:
    """A case from its folder."""
    meta = _json(folder / "meta.json") or {}
    name = folder.parent.name
    url = meta.get("url", "https://source.example/feed")
    cls = connector_class(name)
    options: Any = cls.default_options(url)
    if stated := meta.get("options"):
        options = ANY_OPTIONS.validate_python({"type": name, **stated})
    (body,) = folder.glob("response.*")
    page = Page(
        url=url, body=body.read_bytes(), content_type=meta.get("content_type", ""), status=meta.get("status", 200),
        fetched_at=datetime.fromisoformat(meta["fetched_at"]) if "fetched_at" in meta else NOW,
        step=meta.get("step", "start"), context=meta.get("context", {}), alone=meta.get("alone", False),
    )  # fmt: skip
    return Case(folder, make_connector(options), page, source_of(options, **meta.get("source", {})))


def source_of(options: Any, **changes: Any) -> SourceConfig:
    """A source with these connector options."""
    plain: dict[str, Any] = {
        "id": "the-source", "name": "The source", "publisher": Publisher(name="The publisher"),
        "connector": options, "licence": Licence(name="permission"),
    }  # fmt: skip
    return SourceConfig(**{**plain, **changes})


def payload_of(connector: Connector[Any], page: Page, found: Found) -> Payload:
    """The payload the spider would make."""
    return make_payload(found, connector, Origin("the-source", "01j00000000000000000000000", page.url, page.fetched_at))


def draft_of(connector: Connector[Any], page: Page, found: Found, source: SourceConfig) -> tuple[Draft, list[str]]:
    """The draft of one record, and the fields nobody asked for."""
    fields = Fields(found.data)
    draft = mapper_for(connector.format).to_draft(fields, payload_of(connector, page, found), source)
    return draft, fields.untaken()


def shown(draft: Draft) -> dict[str, Any]:
    """A draft as `expected.json` writes it."""
    data: dict[str, Any] = draft.model_dump(mode="json", exclude_defaults=True)
    data["description_text"] = html.to_text(data.pop("description")) if draft.description else None
    return data


def describe(case: Case) -> dict[str, Any]:
    """What the connector and mapper make of a case, in the shape of `expected.json`."""
    extraction: Extraction = case.connector.read(case.page)
    found = []
    for record in extraction.found:
        draft, untaken = draft_of(case.connector, case.page, record, case.source)
        found.append({
            "key": record.key, "url": record.url, "withdrawn": record.withdrawn, "draft": shown(draft),
            "untaken": untaken,
        })  # fmt: skip
    return {
        "advertised": extraction.advertised, "proved_empty": extraction.proved_empty,
        "follow": [follow.url for follow in extraction.follow],
        "problems": [problem.code for problem in extraction.problems], "found": found,
    }  # fmt: skip
