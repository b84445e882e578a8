"""The one pydantic base: strict about unknown fields, immutable once made."""

from pydantic import BaseModel, ConfigDict, ValidationError


class Model(BaseModel):
    """Base of every record: an unknown field is an error, and values do not change after making."""

    # Built on first use: a process that imports all records uses few of them.
    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=True, ser_json_timedelta="iso8601", defer_build=True
    )


def faults(error: ValidationError) -> list[str]:
    """What is wrong, a line a field: `places.0.lat: Input should be less than or equal to 90`."""
    return [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
