"""What a request of the desk works with."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request

from desk.limits import Limiter
from records.settings import Settings

if TYPE_CHECKING:
    from services.workspace import Workspace

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass
class Desk:
    """One desk. Its workspace is shared by all threads."""

    settings: Settings
    ws: "Workspace"
    pushes: Limiter = field(default_factory=lambda: Limiter(60))
    strangers: Limiter = field(default_factory=lambda: Limiter(20))
    looks: Limiter = field(default_factory=lambda: Limiter(12))


def desk_of(request: Request) -> Desk:
    """The desk that answers this request."""
    desk: Desk = request.app.state.desk
    return desk


def caller(request: Request) -> str:
    """Whom a request comes from, for limits."""
    return request.client.host if request.client else ""
