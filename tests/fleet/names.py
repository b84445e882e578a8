"""The name of everything that a council, an operator or a maintainer of tables may write."""

import csv
import gzip
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from records.draft import FIELD_NAMES
from records.options import ConnectorOptions, PlatformOptions, options_of
from records.options.coded import CODED_NAMES
from records.settings import Settings
from records.source import SourceConfig
from reference.tables import DATA

# The key that only picks the model of the others, and the models that have names of their own.
_PICKS = "type"


def option_models() -> dict[str, type[ConnectorOptions]]:
    """Connector → its options; platforms that are tables share theirs."""
    coded = {name: options for name in sorted(CODED_NAMES) if (options := options_of(name))}
    return {**coded, "platform": PlatformOptions}


def option_names() -> Iterator[str]:
    """`csv.delimiter`, `selectors.detail.fields`, …"""
    for connector, model in option_models().items():
        for name in _leaves(model):
            if name != _PICKS:
                yield f"{connector}.{name}"


def source_names() -> Iterator[str]:
    """`kind`, `publisher.name`, `politeness.max_pages`, …; the connector's options are `option_names`."""
    for name in _leaves(SourceConfig):
        if name != "connector":
            yield name


def rule_names() -> Iterator[str]:
    """What may stand on the left in `defaults` and `lookups`."""
    yield from FIELD_NAMES


def setting_names() -> Iterator[str]:
    """`index_url`, …"""
    yield from Settings.model_fields


def column_names() -> Iterator[str]:
    """`towns.tsv.gz:population`, …, and tables that have no columns by their own name."""
    for path in sorted(DATA.iterdir()):
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
        elif path.name.endswith(".tsv.gz"):
            header = gzip.decompress(path.read_bytes()).decode().split("\n", 1)[0].split("\t")
        elif path.suffix == ".md":
            continue
        else:
            yield path.name
            continue
        yield from (f"{path.name}:{column}" for column in header)


def _leaves(model: type[BaseModel], before: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        if inner and not issubclass(inner, ConnectorOptions):
            yield from _leaves(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The one model that a field holds, itself or as an option; of a choice of connectors none."""
    candidates = [annotation, *get_args(annotation)]
    models = [one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)]
    return models[0] if len(models) == 1 else None
