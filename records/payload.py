"""Payload: one advert exactly as the source gave it, with where it came from."""

import hashlib
import json

from pydantic import AwareDatetime, Field, JsonValue

from records.base import Model


class Payload(Model):
    """One advert as given. `data` is JSON: an object, a CSV row, fields cut from a page, a converted XML element."""

    source_id: str = Field(description="Source id.")
    run_id: str = Field(description="Run that fetched it.")
    key: str = Field(min_length=1, max_length=512, description="The source's own id, else a hash of the canonical URL.")
    connector: str = Field(description="Connector that read it.")
    format: str = Field(description="Payload format; picks the mapper.")
    data: dict[str, JsonValue] = Field(description="The advert.")
    names: list[str] = Field(
        default_factory=list, description="Names of its list, where what a name means depends on the others."
    )
    url: str | None = Field(default=None, description="Page of the advert, where the source says.")
    page_url: str = Field(description="The fetched page it stood on.")
    fetched_at: AwareDatetime = Field(description="When that page was fetched (or proved unchanged).")
    withdrawn: bool = Field(default=False, description="The source itself says it is gone (404/410, recstatus 3).")

    @property
    def sha256(self) -> str:
        """Hash of what the source said, without when or where it was said."""
        return payload_hash(self.format, {"record": self.data, "names": list(self.names)} if self.names else self.data)

    @property
    def keyless(self) -> bool:
        """Whether its key is made of what it says: the source gave no id and no address of its own."""
        return self.key == payload_hash(self.format, self.data)


def payload_hash(payload_format: str, data: dict[str, JsonValue]) -> str:
    """SHA-256 (hex) of the canonical JSON of a payload."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Lone surrogates come out of broken JSON sources and cannot be encoded strictly.
    return hashlib.sha256(f"{payload_format}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


class Rejected(Model):
    """A payload that did not become a listing, kept with its reason."""

    source_id: str = Field(description="Source id.")
    run_id: str = Field(description="Run.")
    key: str = Field(description="Payload key, or '' where none could be read.")
    code: str = Field(description="Stable reason code.")
    field: str = Field(default="", description="Field at fault.")
    message: str = Field(description="What is wrong and what would mend it.")
    page_url: str = Field(default="", description="The page it stood on.")
    payload: str = Field(default="", description="The payload as JSON, or the raw text that could not be read.")


class PageRecord(Model):
    """One fetched page of a run: what the next run's conditional request and a replay need."""

    url: str = Field(description="Final URL.")
    step: str = Field(default="", description="The connector's step that read it.")
    method: str = Field(default="GET", description="How it was asked for.")
    request_body: str = Field(default="", description="What was sent with the request; secrets by name only.")
    status: int = Field(description="HTTP status; 304 when carried over.")
    fetched_at: AwareDatetime = Field(description="When.")
    received_at: AwareDatetime | None = Field(
        default=None, description="When its body last came over the wire; a 304 leaves it. None: not known."
    )
    etag: str | None = Field(default=None, description="ETag header.")
    last_modified: str | None = Field(default=None, description="Last-Modified header.")
    content_type: str = Field(default="", description="Content-Type header.")
    sha256: str = Field(default="", description="Hash of the body.")
    size: int = Field(default=0, description="Bytes of the body.")
    extraction: dict[str, JsonValue] = Field(
        default_factory=dict,
        description="Links followed, advertised total, problems: what a 304 carries over.",
    )
