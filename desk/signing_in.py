"""Signing in by a link that works once, or by the identity provider in front; and signing out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from desk.context import caller, desk_of
from desk.people import Form, SignedIn, begin_session, end_session, hashed, note
from desk.problems import DeskError
from desk.render import page

router = APIRouter(include_in_schema=False)
_OLD = "This link was used already, or is too old. Ask your operator for another one."


@router.get("/signin")
def signin(request: Request, to: Annotated[str, Query(max_length=300)] = "/") -> Response:
    """How to sign in; behind an identity provider, at once."""
    desk = desk_of(request)
    header = desk.settings.desk_identity_header
    if not header:
        return page(request, "signin.html", None)
    person = desk.ws.store.people.by_subject(request.headers.get(header, "") or "-")
    if person is None:
        raise DeskError(403, "You are signed in, but nobody has invited you to this desk. Ask your operator.")
    response = RedirectResponse(_own(to), 303)
    begin_session(desk, person, response)
    return response


@router.get("/signin/{token}")
def by_link(request: Request, token: str) -> Response:
    """Asks first: programs that look at links in mails would use it up."""
    desk = desk_of(request)
    if not desk.ws.store.people.is_link(hashed(token), desk.settings.clock()):
        raise DeskError(410, _OLD)
    return page(request, "signin_link.html", None, {"token": token})


@router.post("/signin/{token}")
def use_link(request: Request, token: str) -> Response:
    """Sign in."""
    desk = desk_of(request)
    if wait := desk.strangers.wait(caller(request)):
        raise DeskError(429, f"Too many attempts: try again in {wait} seconds.")
    person = desk.ws.store.people.use_link(hashed(token), desk.settings.clock())
    if person is None:
        raise DeskError(410, _OLD)
    response = RedirectResponse("/", 303)
    begin_session(desk, person, response)
    return response


@router.post("/signout")
def signout(request: Request, session: SignedIn, form: Form) -> Response:
    """Sign out."""
    note(desk_of(request), session, "signed out", session.person.name)
    response = RedirectResponse("/signin", 303)
    end_session(request, response)
    return response


def _own(to: str) -> str:
    """Only addresses of this desk: `//elsewhere` and `/\\elsewhere` are none."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"
