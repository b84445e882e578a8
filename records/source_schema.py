"""The JSON Schema of source files, which editors complete and check by."""

import json
from typing import Any

from pydantic import BaseModel

from records.source import SourceConfig

# Beside `sources/` in the config folder, so that a source file finds it wherever that folder is.
FILE = "source.schema.json"
FROM_A_SOURCE = f"../../{FILE}"
LINE = f"# yaml-language-server: $schema={FROM_A_SOURCE}"


def source_schema() -> str:
    """The schema as a file holds it."""
    return schema_text(SourceConfig, "validation")


def schema_text(model: type[BaseModel], mode: Any) -> str:
    """A model's JSON Schema (draft 2020-12)."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | model.model_json_schema(mode=mode)
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
