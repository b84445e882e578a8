"""Who is at the desk: invitations, single-use links, sessions, and what each role may do."""

import secrets
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import Depends, Request, Response

from desk.context import Desk, desk_of
from desk.problems import DeskError
from records.source import SourceConfig
from records.takedown import employer
from store.repositories.desk import Person, Session

if TYPE_CHECKING:
    from services.workspace import Workspace

OFFICER, OPERATOR = "officer", "operator"
ROLES = (OFFICER, OPERATOR)
COOKIE = "talentfeed_desk"
LINK_HOLDS, SESSION_HOLDS = timedelta(hours=48), timedelta(hours=10)


def invite(ws: "Workspace", name: str, role: str, organisation: str, subject: str = "") -> str:
    """Let somebody in; the link by which they sign in once, within 48 hours."""
    now = ws.settings.clock()
    person = ws.store.people.add(name, role, organisation, now, subject or None)
    ws.store.actions.add("command line", OPERATOR, "invited", name, now, f"{role} {organisation}".strip())
    token = secrets.token_urlsafe(32)
    ws.store.people.put_link(hashed(token), person.id, now + LINK_HOLDS)
    return f"{ws.settings.desk_url.rstrip('/')}/signin/{token}"


def hashed(token: str) -> str:
    """As links and sessions are kept: 256 random bits need no slow hash."""
    return sha256(token.encode()).hexdigest()


def begin_session(desk: Desk, person: Person, response: Response) -> Session:
    """Sign somebody in: a cookie that no script reads and no other site sends along with a form."""
    token, csrf, now = secrets.token_urlsafe(32), secrets.token_urlsafe(32), desk.settings.clock()
    desk.ws.store.people.begin(hashed(token), person.id, csrf, now + SESSION_HOLDS)
    secure = desk.settings.desk_url.startswith("https:")
    seconds = int(SESSION_HOLDS.total_seconds())
    response.set_cookie(COOKIE, token, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/")
    desk.ws.store.actions.add(person.name, person.role, "signed in", person.name, now)
    return Session(person, csrf)


def end_session(request: Request, response: Response) -> None:
    """Sign out."""
    desk = desk_of(request)
    desk.ws.store.people.end_session(hashed(request.cookies.get(COOKIE, "")), desk.settings.clock())
    response.delete_cookie(COOKIE, path="/")


def signed_in(request: Request) -> Session:
    """Who asks; DeskError 401 leads to the page that says how to sign in."""
    desk = desk_of(request)
    session = desk.ws.store.people.session(hashed(request.cookies.get(COOKIE, "")), desk.settings.clock())
    header = desk.settings.desk_identity_header
    if header:
        subject = request.headers.get(header, "")
        if session is not None and session.person.subject == subject and subject:
            return session
        # Signed out at the provider, or someone else there: what was signed in here counts no longer.
        raise DeskError(401, "Sign in", return_to=f"/signin?to={quote(request.url.path)}")
    if session is None:
        raise DeskError(401, "Sign in by the link that you were given.")
    return session


def operator(session: Annotated[Session, Depends(signed_in)]) -> Session:
    """DeskError 403 for all but operators."""
    if session.person.role != OPERATOR:
        raise DeskError(403, "This is for operators. Ask yours.")
    return session


async def checked_form(request: Request, session: Annotated[Session, Depends(signed_in)]) -> dict[str, str]:
    """The fields of a form of ours; DeskError 403 where it was not made for this session."""
    form = {name: value for name, value in (await request.form()).multi_items() if isinstance(value, str)}
    if not compare_digest(form.get("csrf", ""), session.csrf):
        raise DeskError(403, "This form is too old, or not ours. Go back, load the page again, and send it once more.")
    return form


SignedIn = Annotated[Session, Depends(signed_in)]
Operator = Annotated[Session, Depends(operator)]
Form = Annotated[dict[str, str], Depends(checked_form)]


def is_own(desk: Desk, session: Session, config: SourceConfig) -> bool:
    """Whether a person may see and change a source: operators all, officers those of their organisation."""
    person = session.person
    if person.role == OPERATOR:
        return True
    drafted = {str(d.document.get("source")) for d in desk.ws.store.drafts.of(person.organisation, "saved")}
    return employer(config.publisher.name) == employer(person.organisation) or config.id in drafted


def note(desk: Desk, session: Session, action: str, subject: str, detail: str = "") -> None:
    """A line of the log."""
    person = session.person
    desk.ws.store.actions.add(person.name, person.role, action, subject, desk.settings.clock(), detail)
