"""By what a payload was read: known without loading what reads it. A run that found nothing new reads nothing."""

from functools import lru_cache

from normalise.mappers.base import Mapper
from normalise.mappers.registry import mapper_for, version_for
from records.payload import Payload
from records.source import SourceConfig

# Rises when a step reads the same draft otherwise: listings made by an older version are due again.
STEPS_VERSION = 7


@lru_cache(maxsize=64)
def mapper_of(payload_format: str) -> Mapper:
    """The mapper of a payload format, made once; ExtractError for an unknown one."""
    return mapper_for(payload_format)


def mapper_version(payload_format: str) -> str:
    """Format and versions that a listing's content depends on, e.g. `greenhouse_job/1+steps/1`."""
    return f"{payload_format}/{version_for(payload_format)}+steps/{STEPS_VERSION}"


def reading_version(payload_format: str, source: SourceConfig) -> str:
    """`mapper_version` and the part of the config that decides how a payload is read."""
    return f"{mapper_version(payload_format)}+{source.reading_hash}"


def known_key(payload: Payload, source: SourceConfig) -> str:
    """The key by which an earlier release knew the same advert; '' where it was this one."""
    return mapper_of(payload.format).former_key(payload, source)
