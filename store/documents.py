"""Records as JSON text. Lone surrogates of broken sources survive (they cannot be encoded as UTF-8)."""

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError, to_jsonable_python

from records.errors import StoreError

ModelT = TypeVar("ModelT", bound=BaseModel)


def dump(model: BaseModel) -> str:
    """JSON of a record, ASCII escapes only where plain UTF-8 cannot carry it."""
    try:
        return model.model_dump_json()
    except PydanticSerializationError:
        # `default` formats dates and decimals as pydantic does; json escapes the surrogates.
        return json.dumps(model.model_dump(mode="python"), default=to_jsonable_python)


def load(kind: type[ModelT], text: str | bytes, what: str = "") -> ModelT:
    """The record in `text`; StoreError names `what` could not be read."""
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        try:
            return kind.model_validate(json.loads(text))
        except (ValidationError, ValueError):
            raise StoreError(f"stored {kind.__name__} {what} cannot be read: {error}") from error
