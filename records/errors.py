"""One tree of errors, each with a stable code and the data a person needs to mend it.

TalentfeedError
├── ConfigError(file, line, rule)        a source file, a lookup or a setting is wrong
├── FetchError(url, retryable)           a page could not be had
├── ExtractError(message)                a response is not of the format it should be
├── RecordError(field, value)            one advert cannot become a listing
├── GateError(metric, got, limit)        a run looks wrong as a whole
├── StoreError(message)                  the database or the archive refused
├── BusyError(name, holder)              another process holds the lease
└── PublishError(index, item)            the index refused
"""

from typing import ClassVar


class TalentfeedError(Exception):
    """Base of all our errors. `code` is stable, `message` says what to do, `exit_code` is the command's."""

    code: str = "TALENTFEED_ERROR"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class ConfigError(TalentfeedError):
    """A wrong setting or source file; `line` counts from 1, `rule` is the rule that was broken."""

    code = "CONFIG_INVALID"
    exit_code = 2

    def __init__(self, message: str, *, file: str = "", line: int | None = None, rule: str = "") -> None:
        super().__init__(message)
        self.file, self.line, self.rule = file, line, rule


class FetchError(TalentfeedError):
    """A page could not be had; `retryable` says whether trying again later may help."""

    code = "FETCH_FAILED"
    exit_code = 4

    def __init__(self, message: str, *, url: str, retryable: bool, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.url, self.retryable = url, retryable


class ExtractError(TalentfeedError):
    """A response is not of the format its connector reads."""

    code = "MALFORMED"
    exit_code = 3


class RecordError(TalentfeedError):
    """One advert cannot become a listing: the named field holds this value."""

    code = "RECORD_INVALID"
    exit_code = 3

    def __init__(self, message: str, *, field: str, value: object = None, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field, self.value = field, value


class GateError(TalentfeedError):
    """A run looks wrong as a whole: `metric` was `got` where `limit` was asked."""

    code = "GATE_FAILED"
    exit_code = 5

    def __init__(self, message: str, *, metric: str, got: float, limit: float) -> None:
        super().__init__(message)
        self.metric, self.got, self.limit = metric, got, limit


class StoreError(TalentfeedError):
    """The database or the archive refused; codes DB_BUSY, DISK_FULL, STORE_FAILED."""

    code = "STORE_FAILED"
    exit_code = 6


class BusyError(TalentfeedError):
    """Another live process holds this lease; it is lost when its holder dies or its time ends."""

    code = "BUSY"
    exit_code = 7

    def __init__(self, message: str, *, name: str, holder: str) -> None:
        super().__init__(message)
        self.name, self.holder = name, holder


class PublishError(TalentfeedError):
    """The index refused `item`, or could not be reached (`item` empty); `retryable`: trying again may help."""

    code = "PUBLISH_FAILED"
    exit_code = 8

    def __init__(
        self, message: str, *, index: str, item: str = "", code: str | None = None, retryable: bool = False
    ) -> None:
        super().__init__(message, code=code)
        self.index, self.item, self.retryable = index, item, retryable
