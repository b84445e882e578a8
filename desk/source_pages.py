"""What there is: sources, their quality, runs that wait for a person, and the log."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from desk import file_text
from desk.context import Desk, desk_of
from desk.people import OPERATOR, Form, Operator, SignedIn, is_own, note
from desk.problems import DeskError
from desk.render import page
from records.errors import ConfigError
from records.source import SourceConfig
from records.vocabulary import SourceStatus
from services.quarantine import approve_run, config_of, waiting_runs, would_change
from services.run_listing import recent_runs
from services.source_life import file_of, meaning, set_status
from services.source_listing import source_rows
from services.workspace import all_sources
from store.repositories.desk import Session

router = APIRouter(include_in_schema=False)
_RUNS = 10


@router.get("/healthz")
def health(request: Request) -> dict[str, str]:
    """For whoever watches: the database answers."""
    desk_of(request).ws.store.actions.recent(1)
    return {"status": "ok"}


@router.get("/")
def home(request: Request, session: SignedIn) -> Response:
    """The sources that a person looks after, and the field for a new address."""
    desk = desk_of(request)
    own = {config.id for config in _sources(desk) if is_own(desk, session, config)}
    everything = session.person.role == OPERATOR
    rows = [row for row in source_rows(desk.ws) if everything or row.source in own]
    held = desk.ws.store.endings.held()
    organisation = None if everything else session.person.organisation
    drafts = desk.ws.store.drafts.of(organisation, "open")
    return page(request, "home.html", session, {"rows": rows, "held": held, "drafts": drafts, "problem": ""})


@router.get("/sources/{source_id}")
def source(request: Request, session: SignedIn, source_id: str) -> Response:
    """One source: what it is, how good what it gives is, its last runs."""
    desk = desk_of(request)
    config = _own(desk, session, source_id)
    runs = recent_runs(desk.ws, source_id, _RUNS)
    good = desk.ws.store.runs.latest(source_id, promoted=True)
    path = file_of(desk.settings, source_id)
    values = {
        "config": config,
        "file": path.read_text(encoding="utf-8-sig"),
        "runs": runs,
        "fill": good.fill if good else {},
        "held": desk.ws.store.endings.held().get(source_id),
        "meaning": meaning(source_id, config.status, desk.settings).partition(". ")[0],
        "statuses": [one for one in SourceStatus if one is not config.status],
        "approve": config.status is SourceStatus.DRAFT,
    }
    return page(request, "source.html", session, values)


@router.get("/sources/{source_id}/patch")
def patch(request: Request, session: SignedIn, source_id: str) -> Response:
    """The source's file, active, as a patch: for a config folder that is kept elsewhere."""
    desk = desk_of(request)
    _own(desk, session, source_id)
    path = file_of(desk.settings, source_id)
    config = config_of(desk.ws, source_id)
    from services.source_life import with_status

    text = with_status(path.read_text(encoding="utf-8-sig"), config, SourceStatus.ACTIVE)
    named = f"config/sources/{path.parent.name}/{path.name}"
    headers = {"Content-Disposition": f'attachment; filename="{source_id}.patch"'}
    return Response(file_text.as_patch(named, text), media_type="text/x-patch; charset=utf-8", headers=headers)


@router.post("/sources/{source_id}/status")
def change_status(request: Request, session: Operator, form: Form, source_id: str) -> Response:
    """Approve a draft, pause or retire a source."""
    desk = desk_of(request)
    try:
        wanted = SourceStatus(form.get("status", ""))
    except ValueError:
        raise DeskError(400, "Choose what the source is to be.") from None
    changed = set_status(desk.settings, source_id, wanted)
    note(desk, session, "set status", source_id, f"{changed.before} → {changed.after}")
    return RedirectResponse(f"/sources/{source_id}", 303)


@router.get("/waiting")
def waiting(request: Request, session: Operator) -> Response:
    """What waits for an operator: drafts to approve, runs that a gate holds back, sources with troubles."""
    from services.workspace import source_troubles

    desk = desk_of(request)
    drafts = [config for config in _sources(desk) if config.status is SourceStatus.DRAFT]
    values = {"drafts": drafts, "runs": waiting_runs(desk.ws), "troubles": source_troubles(desk.ws)}
    return page(request, "waiting.html", session, values)


@router.get("/runs/{run_id}")
def run(request: Request, session: SignedIn, run_id: str) -> Response:
    """A run, and what would change if it were let through."""
    desk = desk_of(request)
    report = desk.ws.store.runs.get(run_id)
    if report is None:
        raise DeskError(404, "There is no such run.")
    _own(desk, session, report.source_id)
    waits = any(one.id == run_id for one in waiting_runs(desk.ws))
    change = would_change(desk.ws, run_id) if waits else None
    rejected = desk.ws.store.rejected.for_run(run_id, limit=25)
    return page(request, "run.html", session, {"report": report, "change": change, "rejected": rejected})


@router.post("/runs/{run_id}/approve")
def approve(request: Request, session: Operator, form: Form, run_id: str) -> Response:
    """Take what a run says as true."""
    desk = desk_of(request)
    if all(one.id != run_id for one in waiting_runs(desk.ws)):
        raise DeskError(409, "This run does not wait any more: a newer one has taken its place, or it was approved.")
    report = approve_run(desk.ws, run_id)
    note(desk, session, "approved run", run_id, report.source_id)
    return RedirectResponse(f"/runs/{run_id}", 303)


@router.get("/log")
def log(request: Request, session: Operator) -> Response:
    """Who did what."""
    return page(request, "log.html", session, {"actions": desk_of(request).ws.store.actions.recent()})


def _sources(desk: Desk) -> list[SourceConfig]:
    return [config for _path, config in all_sources(desk.settings) if not isinstance(config, ConfigError)]


def _own(desk: Desk, session: Session, source_id: str) -> SourceConfig:
    """DeskError 404 also for a source of others: nobody learns what there is."""
    for config in _sources(desk):
        if config.id == source_id and is_own(desk, session, config):
            return config
    raise DeskError(404, "There is no such source among yours, or its file is broken: ask your operator.")
