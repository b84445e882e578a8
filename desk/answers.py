"""The bodies of the push API's answers."""

from pydantic import Field

from records.base import Model
from records.vocabulary import RunState


class ErrorDetail(Model):
    """What went wrong."""

    code: str = Field(description="Stable code, in capitals.")
    message: str = Field(description="What is wrong and what would mend it.")


class WrongField(Model):
    """One field of one advert that is wrong."""

    listing: int = Field(ge=0, description="Which advert of the request, from 0.")
    id: str = Field(description="Its id, where it can be read.")
    field: str = Field(description="The field: `pay.min`, `places.0.lat`; empty: the advert as a whole.")
    code: str = Field(description="Stable code, in capitals.")
    message: str = Field(description="What is wrong.")
    remedy: str = Field(description="What would mend it.")


class Known(Model):
    """An advert that came before under another id."""

    id: str = Field(description="The id in this request.")
    same_as: str = Field(description="The id that it has.")
    link: str = Field(description="Where that one is.")


class ErrorBody(Model):
    """The body of every error. Nothing was taken in."""

    error: ErrorDetail
    fields: list[WrongField] = Field(default_factory=list, description="422: every field that is wrong.")
    duplicates: list[Known] = Field(default_factory=list, description="409: adverts that came before.")


class Taken(Model):
    """What became of one advert."""

    id: str = Field(description="The sender's id.")
    outcome: str = Field(
        description="created, updated, unchanged, deleted; held (until an operator approves), taken_down, rejected."
    )
    message: str = Field(description="Why, where there is something to say.")
    link: str = Field(description="Where it is.")


class Accepted(Model):
    """What became of a request. Portals show it after the next publication."""

    run: str = Field(description="Id of the run it became; empty where there was nothing to do.")
    state: RunState = Field(description="How that run ended.")
    message: str = Field(description="Why its adverts wait, where they do.")
    listings: list[Taken] = Field(description="Each advert, in the order it was sent.")


class Stored(Model):
    """An advert as it is kept."""

    id: str = Field(description="The sender's id.")
    status: str = Field(description="open, closed or withdrawn.")
    closed_reason: str | None = Field(description="Why it is closed.")
    opportunity: str | None = Field(description="Address of its page on the portal, once it was published.")
    issues: list[str] = Field(description="What of it could not be read.")
