"""Pages: templates, and the words that they share."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.context import HERE, STATIC
from store.repositories.desk import Session


def page(
    request: Request, template: str, session: Session | None, values: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    """A page; `session` None: nobody is signed in."""
    shared = {"path": request.url.path, "session": session, "person": session.person if session else None}
    body = _environment().get_template(template).render({**shared, **(values or {})})
    return Response(body, status, media_type="text/html; charset=utf-8")


_HEADINGS = {401: "Sign in", 403: "Not yours", 404: "Not found", 410: "No longer there", 503: "Busy"}


def problem_page(request: Request, status: int, message: str) -> Response:
    """What went wrong, in a sentence."""
    values = {"heading": _HEADINGS.get(status, "That did not work"), "message": message[:1].upper() + message[1:]}
    return page(request, "problem.html", None, values, status)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        {
            "moment": _moment,
            "percent": _percent,
            "words": _words,
            "advice": _advice,
            "unquoted": _unquoted,
            "held_back": _held_back,
        }
    )
    css = sha256((STATIC / "desk.css").read_bytes()).hexdigest()[:12]
    environment.globals["stylesheet"] = f"/static/desk.css?v={css}"
    return environment


def _moment(value: datetime | None) -> str:
    return f"{value:%-d %B %Y, %H:%M} UTC" if value else ""


def _percent(value: float) -> str:
    return f"{value:.0%}"


def _words(value: str) -> str:
    """`closes_at` → closing date; a name without a word of its own as it is, without its underscores."""
    known = {
        "closes_at": "closing date", "organisation": "employer", "places": "place", "url": "link", "starts_on": "start",
        "contract": "contract", "hours": "hours", "pay": "pay", "title": "title", "description": "description",
    }  # fmt: skip
    return known.get(value, value.replace("_", " "))


def _advice(verdict: Mapping[str, Any]) -> str:
    """What a person at the desk can do about a field; what belongs into the file is an operator's."""
    if verdict["word"] == "absent":
        return "Is it on the page? Point at one advert." if verdict["advice"] else ""
    return _unquoted(str(verdict["advice"]).partition(": ")[0])


def _unquoted(text: str) -> str:
    return text.replace("`", "")


def _held_back(message: str) -> str:
    """A run's message without the command for a terminal."""
    return _unquoted(message.partition(" If the change is real: ")[0])
