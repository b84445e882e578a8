"""What holds for the options of every connector."""

from typing import Any

import pytest

from normalise.stage import is_complete_source
from records.options import ConnectorOptions, options_of
from records.source import SourceConfig
from spiders.connectors.registry import CODED, connector_class
from tests.connectors.cases import source_of

EVERY = tuple(options for name in CODED if (options := options_of(name)))


def _source(options: type[ConnectorOptions], **expectations: Any) -> SourceConfig:
    name = str(options.model_fields["type"].default)
    made = connector_class(name).default_options("https://source.example/feed")
    return source_of(made, expectations={**expectations})


@pytest.mark.parametrize("options", EVERY, ids=lambda options: options.__name__)
def test_each_connector_declares_itself_whether_absence_means_removal(options: type[ConnectorOptions]) -> None:
    assert isinstance(vars(options).get("complete"), bool), "say it on the options themselves: nothing is inherited"
    assert is_complete_source(_source(options)) is options.complete
    assert is_complete_source(_source(options, complete=not options.complete)) is not options.complete


def test_the_declaration_is_what_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for options in EVERY:
        monkeypatch.setattr(options, "complete", not options.complete)
        assert is_complete_source(_source(options)) is options.complete


def test_options_and_connectors_are_the_same() -> None:
    assert {str(options.model_fields["type"].default) for options in EVERY} == set(CODED)
    assert {options.complete for options in EVERY} == {True, False}
