"""Adding a source: from an address to a draft, by way of pointing at one advert where nothing is recognised."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from desk import drafting, file_text
from desk.context import Desk, desk_of
from desk.drafting import PICKED
from desk.people import OPERATOR, Form, SignedIn, note
from desk.problems import DeskError
from desk.render import page
from desk.snapshot import marks_of, snapshot
from records.draft import FieldName
from records.errors import ConfigError
from records.vocabulary import Kind
from records.yaml_text import read_yaml
from store.repositories.desk import Session, StoredDraft

router = APIRouter(include_in_schema=False)
SNAPSHOT_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'nonce-{}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


@router.post("/drafts")
def begin(request: Request, session: SignedIn, form: Form) -> Response:
    """See what is at an address."""
    desk = desk_of(request)
    url = form.get("url", "").strip()[:2000]
    if not url:
        raise DeskError(400, "Paste the address of the page that lists the adverts.")
    if wait := desk.looks.wait(session.person.id):
        raise DeskError(429, f"That was a lot of addresses: try again in {wait} seconds.")
    try:
        draft = drafting.begin(desk, session.person, url)
    except ConfigError as error:
        raise DeskError(400, f"That did not work: {error.message}") from None
    note(desk, session, "looked at", draft.url, draft.id)
    return RedirectResponse(f"/drafts/{draft.id}", 303)


@router.get("/drafts/{draft_id}")
def show(request: Request, session: SignedIn, draft_id: str) -> Response:
    """What was recognised and why, what is read, and what is left to say."""
    return _shown(request, session, _draft(desk_of(request), session, draft_id))


@router.post("/drafts/{draft_id}/save")
def save(request: Request, session: SignedIn, form: Form, draft_id: str) -> Response:
    """Write the source file, as a draft that an operator approves."""
    desk = desk_of(request)
    stored = _draft(desk, session, draft_id)
    if not stored.document["text"]:
        raise DeskError(400, "Nothing was read of this page yet: point at an advert first.")
    try:
        text, config = file_text.filled_in(str(stored.document["text"]), form)
        drafting.save(desk, stored, text, config)
    except file_text.FormError as error:
        return _shown(request, session, stored, form=form, problems=error.problems)
    except ConfigError as error:
        return _shown(request, session, stored, form=form, problems={"id": f"Id: {_plain(error)}"})
    except OSError:
        # The config folder is kept elsewhere, and read-only here: the file goes to whoever may write there.
        note(desk, session, "took draft as patch", config.id, stored.url)
        named = f"config/sources/{stored.document['region']}/{config.id}.yaml"
        headers = {"Content-Disposition": f'attachment; filename="{config.id}.patch"'}
        return Response(file_text.as_patch(named, text), media_type="text/x-patch; charset=utf-8", headers=headers)
    note(desk, session, "saved draft", config.id, stored.url)
    return RedirectResponse(f"/sources/{config.id}", 303)


@router.get("/drafts/{draft_id}/pick")
def pick(request: Request, session: SignedIn, draft_id: str) -> Response:
    """Point at the parts of one advert; all the others light up. What was picked stands in the address."""
    stored = _draft(desk_of(request), session, draft_id)
    picked, now = _picked(request)
    block, problem = None, ""
    if "title" in picked:
        try:
            block = drafting.block_of(stored, picked)
        except ConfigError as error:
            problem = error.message
    values = {
        "draft": stored,
        "picked": picked,
        "now": now,
        "parts": PICKED,
        "links": {name: _address(stored, "pick", picked, name) for name in PICKED},
        "without": {name: _address(stored, "pick", _but(picked, name), name) for name in picked},
        "frame": _address(stored, "snapshot", picked, now),
        "block": block,
        "problem": problem,
    }
    return page(request, "pick.html", session, values)


@router.get("/drafts/{draft_id}/snapshot")
def frame(request: Request, session: SignedIn, draft_id: str) -> Response:
    """The page as harmless HTML of our own, in which each text picks itself."""
    stored = _draft(desk_of(request), session, draft_id)
    picked, now = _picked(request)
    try:
        block = drafting.block_of(stored, picked) if "title" in picked else None
    except ConfigError:
        block = None
    following = _following(picked, now)

    def link(path: str) -> str:
        return _address(stored, "pick", {**picked, now: path}, following)

    seen, nonce = drafting.page_of(stored), secrets.token_urlsafe(16)
    body = snapshot(seen, marks_of(seen, picked, block), link, nonce)
    headers = {"Content-Security-Policy": SNAPSHOT_POLICY.format(nonce)}
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


@router.post("/drafts/{draft_id}/read")
def read(request: Request, session: SignedIn, form: Form, draft_id: str) -> Response:
    """Read the page by what was picked."""
    desk = desk_of(request)
    stored = _draft(desk, session, draft_id)
    picked = {name: form[name] for name in PICKED if form.get(name)}
    try:
        drafting.read_by(desk, session.person, stored, picked)
    except ConfigError as error:
        raise DeskError(400, f"That did not work: {error.message}") from None
    note(desk, session, "pointed at an advert", stored.url, ", ".join(picked))
    return RedirectResponse(f"/drafts/{draft_id}", 303)


def _shown(
    request: Request,
    session: Session,
    stored: StoredDraft,
    *,
    form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> Response:
    text = str(stored.document["text"])
    data = read_yaml(text).data if text else {}
    data = data if isinstance(data, dict) else {}
    whose = session.person.organisation
    filled = {
        "id": data.get("id", ""),
        "name": data.get("name", ""),
        "publisher": whose or data.get("publisher", {}).get("name", ""),
        "kind": data.get("kind", "job"),
        "area": "",
        "schedule": "@daily",
        "licence": "",
        **(form or {}),
    }
    values = {
        "draft": stored,
        "found": stored.document,
        "trial": stored.document["trial"],
        "form": filled,
        "problems": problems or {},
        "kinds": list(Kind),
        "schedules": file_text.SCHEDULES,
        "licences": file_text.LICENCES,
        "can_pick": bool(stored.document.get("page")),
    }
    return page(request, "draft.html", session, values, 400 if problems else 200)


def _draft(desk: Desk, session: Session, draft_id: str) -> StoredDraft:
    """DeskError 404 also for a draft of others: nobody learns what there is."""
    stored = desk.ws.store.drafts.get(draft_id)
    person = session.person
    if stored is None or not (person.role == OPERATOR or stored.organisation == person.organisation):
        raise DeskError(404, "There is no such draft among yours.")
    if stored.state == drafting.SAVED:
        raise DeskError(410, "This draft was saved.", return_to=f"/sources/{stored.document['source']}")
    return stored


def _picked(request: Request) -> tuple[dict[FieldName, str], FieldName]:
    """What was picked so far, and what is to be picked now."""
    asked = request.query_params
    picked = {name: asked[name][:500] for name in PICKED if asked.get(name, "").startswith("/")}
    now: FieldName = next((name for name in PICKED if name == asked.get("now")), "title")
    return picked, now


def _but(picked: Mapping[FieldName, str], name: str) -> dict[FieldName, str]:
    return {other: path for other, path in picked.items() if other != name}


def _following(picked: Mapping[FieldName, str], now: FieldName) -> FieldName:
    """The part to pick after this one: the next that was not picked."""
    names = list(PICKED)
    after = [*names[names.index(now) + 1 :], *names]
    return next((name for name in after if name not in picked and name != now), now)


def _address(stored: StoredDraft, what: str, picked: Mapping[FieldName, str], now: str) -> str:
    asked = [*picked.items(), ("now", now)]
    return f"/drafts/{stored.id}/{what}?{urlencode(asked)}"


def _plain(error: ConfigError) -> str:
    return "there is a source of this id already: choose another one." if error.rule == "file" else error.message
