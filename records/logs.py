"""Logs: one line an event, with run, source and stage in every line of a stage; on stderr, never on stdout.

Modules log with the standard library (`logging.getLogger(__name__)`, details in `extra`); structlog writes the lines.
It takes a quarter of a second to import, so that happens with the first line that is written.

`set_up` is called once a process: by the command, by `serve`, and by a crawl's own process, whose lines go to the
process that started it (`relay`). Inside an Airflow task the lines are Airflow's: `set_up_in_task`.
"""

import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from records.errors import TalentfeedError

if TYPE_CHECKING:
    from records.settings import Settings

# Whose everyday is worth a line: our rooms', and that of the two that serve and fetch. Of other libraries only what
# is wrong is told, or, at `debug`, everything.
_ROOMS = (
    "records", "reference", "formats", "store", "spiders", "normalise", "dedupe", "search_index", "portal", "services",
    "desk", "cli",
)  # fmt: skip
_ASKED = ("talentfeed", *_ROOMS, "dags", "uvicorn", "scrapy")
_HIDDEN = "***"
_PATTERNS = (
    # postgresql://user:password@host
    (re.compile(r"(\b[\w+.-]+://[^/\s:@]*:)[^/\s@]+(?=@)"), rf"\1{_HIDDEN}"),
    (re.compile(r"\b(ApiKey|Bearer|Basic)(\s+)[\w+/=.~-]{6,}", re.IGNORECASE), rf"\1\2{_HIDDEN}"),
    (
        re.compile(
            r"\b((?:[\w-]*[_-])?(?:api[_-]?key|password|passwd|token|secret|authorization)[\"']?\s*[=:]\s*[\"']?)"
            r"(?!ApiKey\b|Bearer\b|Basic\b)[^\s\"'&,;})]+",
            re.IGNORECASE,
        ),
        rf"\1{_HIDDEN}",
    ),
)
_SECRET_KEY = re.compile(r"(?:^|_)(?:api_?key|password|passwd|token|secret|authorization)$", re.IGNORECASE)
_SHORTEST_SECRET = 6

# Of a run's report: what the line says anyway, or nobody reads in a log.
_NOT_TOLD = frozenset({"source_id", "config_hash", "extraction", "started_at", "ended_at"})

# What a line is about. structlog, Airflow's too, merges every context variable of such a name into its lines: it need
# not be loaded for a stage of which no line is written.
_BOUND: dict[str, ContextVar[object]] = {name: ContextVar(f"structlog_{name}") for name in ("stage", "source", "run")}

P = ParamSpec("P")
R = TypeVar("R")
Say = Callable[[dict[str, Any]], None]


def set_up(settings: "Settings", *, service: bool = False) -> None:
    """Send every log line of this process to stderr, as the settings say. May be called again.

    `service`: a process that runs on its own, whose everyday is worth a line; a command says only what is wrong,
    unless `log_level` asks for more.
    """
    wanted = settings.log_format
    text = sys.stderr.isatty() if wanted == "auto" else wanted in ("text", "console")
    _install(_Lines(text=text, secrets=_secrets(settings)), _level(settings, service=service))
    logging.captureWarnings(service)


def set_up_in_task(settings: "Settings") -> None:
    """Let Airflow's own handlers write our lines, at our level and without secrets. May be called again.

    Run, source and stage are in the lines without this: Airflow's structlog merges the same context.
    """
    _set_levels(_level(settings, service=True))
    hide = _Hide(_secrets(settings))
    for handler in logging.getLogger().handlers:
        for known in [one for one in handler.filters if isinstance(one, _Hide)]:
            handler.removeFilter(known)
        handler.addFilter(hide)


def set_up_child(level: str, say: Say) -> None:
    """Say every line as a dictionary (`event`, `level`, `logger`, details) to the parent process."""
    _install(_Said(say), level)


def relay(line: Mapping[str, Any]) -> None:
    """Log a line that a child process said, in the context of this one."""
    rest = {name: value for name, value in line.items() if name not in ("event", "level", "logger")}
    level = logging.getLevelNamesMapping().get(str(line.get("level", "")).upper(), logging.INFO)
    logging.getLogger(str(line.get("logger") or __name__)).log(level, "%s", line.get("event"), extra=_safe(rest))


def level_in_use() -> str:
    """The level of our own lines in this process, for a child."""
    return logging.getLevelName(logging.getLogger(__name__).getEffectiveLevel()).lower()


def logged(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate the function of a stage: every line inside carries `stage`, and `source` and `run` where it has them.

    Its end is a line of its own, with what it returned. What it raises is for its caller to tell.
    """

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def inner(*args: P.args, **kwargs: P.kwargs) -> R:
            source = getattr(args[0], "id", None) if args else None
            with _bound(stage=name, source=source, run=kwargs.get("run_id")):
                result = function(*args, **kwargs)
                told = _told(result)
                about(run=told.pop("id", None) or told.pop("run_id", None))
                logging.getLogger(function.__module__).info("%s ended", name, extra=_safe(told))
                return result

        return inner

    return decorated


@contextmanager
def _bound(**values: object) -> Iterator[None]:
    before = [(_BOUND[name], _BOUND[name].set(value)) for name, value in values.items()]
    try:
        yield
    finally:
        for variable, token in before:
            variable.reset(token)


def about(*, run: str | None) -> None:
    """From here on, lines of this stage are about this run."""
    if run:
        _BOUND["run"].set(run)


def _told(result: Any) -> dict[str, Any]:
    """What a stage's answer says in a line: state, reason and counts, not its whole documents."""
    if isinstance(result, int):
        return {"count": result}
    dump = getattr(result, "model_dump", None)
    fields: dict[str, Any] = dump(mode="json") if dump else dict(getattr(result, "__dict__", {}))
    counts = {name: value for name, value in (fields.pop("counts", None) or {}).items() if isinstance(value, int)}
    plain = {name: value for name, value in fields.items() if isinstance(value, str | int | float) and value != ""}
    return {name: value for name, value in plain.items() if name not in _NOT_TOLD} | counts


def hidden(text: str, secrets: frozenset[str] = frozenset()) -> str:
    """The text without passwords, keys and tokens: those of `secrets`, and all that look like one."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _level(settings: "Settings", *, service: bool) -> str:
    if settings.log_level != "auto":
        return settings.log_level
    return "info" if service else "warning"


def _secrets(settings: "Settings") -> frozenset[str]:
    urls = (settings.database_url, settings.index_url, settings.archive_url)
    found = {settings.index_api_key, *(urlsplit(url).password or "" for url in urls)}
    return frozenset(secret for secret in found if len(secret) >= _SHORTEST_SECRET)


def _install(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    for known in [one for one in root.handlers if isinstance(one, _Ours)]:
        root.removeHandler(known)
    root.addHandler(handler)
    _set_levels(level)
    # A command tells in one line of its own what a library met on the way (an index that is down): that line will do.
    root.setLevel({"debug": logging.DEBUG, "info": logging.WARNING}.get(level, logging.ERROR))


def _set_levels(level: str) -> None:
    for name in _ASKED:
        logging.getLogger(name).setLevel(level.upper())


def _safe(extra: dict[str, Any]) -> dict[str, Any]:
    """Details that may stand on a record: a name of the record's own would be refused."""
    own = logging.makeLogRecord({}).__dict__
    return {f"{name}_" if name in own or name in ("message", "asctime") else name: v for name, v in extra.items()}


class _Ours(logging.Handler):
    """A handler of this module."""


class _Lines(_Ours):
    """Lines for people (`text`) or for programs (JSON) on whatever stderr is then."""

    def __init__(self, *, text: bool, secrets: frozenset[str]) -> None:
        super().__init__()
        self._text = text
        self._secrets = secrets

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            if self.formatter is None:
                self.formatter = _formatter(text=self._text, secrets=self._secrets)
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except BrokenPipeError:
            pass  # nobody reads any more
        except Exception:  # noqa: BLE001 - a line that cannot be written must not end the work
            self.handleError(record)


class _Said(_Ours):
    """Lines as dictionaries, to another process."""

    def __init__(self, say: Say) -> None:
        super().__init__()
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Say one line."""
        try:
            import structlog

            line: dict[str, Any] = {"event": record.getMessage()}
            for processor in _shared():
                line = processor(None, record.levelname.lower(), {**line, "_record": record})
            # Of an error of ours the message says all: its traceback is for faults of the program.
            if record.exc_info and not isinstance(record.exc_info[1], TalentfeedError):
                line["exc_info"] = record.exc_info
            line = dict(structlog.processors.format_exc_info(None, "", line))
            line.pop("_record", None)
            self._say(line)
        except Exception:  # noqa: BLE001 - as above
            self.handleError(record)


class _Hide(logging.Filter):
    """Takes secrets out of what others' handlers write."""

    def __init__(self, secrets: frozenset[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Mend the record; it always passes."""
        record.msg, record.args = hidden(record.getMessage(), self._secrets), None
        for name, value in list(record.__dict__.items()):
            if _SECRET_KEY.search(name):
                setattr(record, name, _HIDDEN)
            elif isinstance(value, str) and name not in ("msg", "pathname", "name"):
                setattr(record, name, hidden(value, self._secrets))
        return True


def _shared() -> list[Any]:
    from structlog.contextvars import merge_contextvars
    from structlog.stdlib import ExtraAdder, add_log_level, add_logger_name

    return [merge_contextvars, _without_blanks, add_log_level, add_logger_name, ExtraAdder()]


def _without_blanks(_logger: Any, _method: str, line: Any) -> Any:
    return {name: value for name, value in line.items() if value is not None}


def _formatter(*, text: bool, secrets: frozenset[str]) -> logging.Formatter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it imports: this is no moment for news of others
        import structlog

    def without_secrets(_logger: Any, _method: str, line: Any) -> Any:
        return {
            name: _HIDDEN if _SECRET_KEY.search(name) else _hidden_in(value, secrets) for name, value in line.items()
        }

    # No pretty tracebacks: those show the values of variables, keys among them.
    renderer = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        if text
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(), structlog.processors.TimeStamper(fmt="iso", utc=True)],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_secrets,
            renderer,
        ],
    )


def _hidden_in(value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, str):
        return hidden(value, secrets)
    if isinstance(value, Mapping):
        return {
            name: _HIDDEN if _SECRET_KEY.search(str(name)) else _hidden_in(one, secrets) for name, one in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_hidden_in(one, secrets) for one in value]
    return value
