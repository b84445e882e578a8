"""PublishReport: what one publish did."""

from enum import StrEnum

from pydantic import Field

from records.base import Model


class PublishMode(StrEnum):
    """How an index was brought up to date."""

    INCREMENTAL = "incremental"
    REBUILD = "rebuild"


class KindCount(Model):
    """Open opportunities of one kind, in the store and in the index."""

    store: int
    index: int


class PublishReport(Model):
    """One publish. `reconciled`: index and store agree to the last record, but for the dead letters."""

    index: str = Field(description="Physical index or generation.")
    mode: PublishMode
    reason: str = Field(default="", description="Why it was rebuilt.")
    from_sequence: int = Field(description="Changes after this number were looked at.")
    to_sequence: int = Field(description="Changes up to this number are in the index.")
    indexed: int = Field(description="Documents written.")
    deleted: int = Field(description="Documents removed, or found removed.")
    stale: int = Field(description="Operations that the index already had, or had newer.")
    retried: int = Field(description="Items sent again after the index was too busy.")
    dead_lettered: int = Field(description="Items refused for good; see `dead_letters` of the store.")
    healed: int = Field(description="Documents put right by reconciling.")
    counts: dict[str, KindCount] = Field(description="By kind, after all.")
    reconciled: bool
    message: str = Field(default="", description="What is left to do.")
    removed: list[str] = Field(default_factory=list, description="Old indices removed by a rebuild.")
