"""The desk's own records: people, how they sign in, what they drafted, and what was done by whom."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.ids import new_id
from store.database import Database
from store.tables import desk_actions, desk_drafts, desk_links, desk_people, desk_sessions


@dataclass(frozen=True)
class Person:
    """Who may sign in. `role`: officer or operator; `subject`: who it is to the identity provider in front."""

    id: str
    name: str
    role: str
    organisation: str
    subject: str | None
    invited_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Session:
    """Someone who is signed in; `csrf` stands in every form."""

    person: Person
    csrf: str


@dataclass(frozen=True)
class Action:
    """One line of the log."""

    id: str
    at: datetime
    who: str
    role: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True)
class StoredDraft:
    """A source that somebody is adding. `state`: open, or saved; `document`: what was found and read."""

    id: str
    person_id: str
    organisation: str
    url: str
    state: str
    at: datetime
    document: Mapping[str, Any]


class People:
    """Links and sessions only as hashes: whoever reads the database signs in as nobody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: str, organisation: str, at: datetime, subject: str | None = None) -> Person:
        """Someone new; a person of that subject is changed instead."""
        with self._database.write() as connection:
            known = sa.select(desk_people.c.id).where(desk_people.c.subject == subject, sa.literal(subject is not None))
            row: dict[str, Any] = {
                "id": connection.scalar(known) or new_id(),
                "name": name,
                "role": role,
                "organisation": organisation,
                "subject": subject,
                "invited_at": at,
                "ended_at": None,
            }
            self._database.upsert(connection, desk_people, [row])
        return Person(**row)

    def all(self) -> list[Person]:
        """Everybody, by name."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(desk_people).order_by(desk_people.c.name, desk_people.c.id))
            return [Person(**row) for row in rows.mappings()]

    def by_subject(self, subject: str) -> Person | None:
        """Who this is to the identity provider; None for a stranger and for one who has left."""
        with self._database.read() as connection:
            wanted = sa.select(desk_people).where(desk_people.c.subject == subject, desk_people.c.ended_at.is_(None))
            row = connection.execute(wanted).mappings().first()
            return Person(**row) if row else None

    def end(self, person_id: str, at: datetime) -> None:
        """Someone has left: no link and no session of theirs holds."""
        with self._database.write() as connection:
            connection.execute(sa.delete(desk_sessions).where(desk_sessions.c.person_id == person_id))
            connection.execute(sa.delete(desk_links).where(desk_links.c.person_id == person_id))
            connection.execute(sa.update(desk_people).where(desk_people.c.id == person_id).values(ended_at=at))

    def put_link(self, sha256: str, person_id: str, expires_at: datetime) -> None:
        """A link to sign in by, once."""
        row = {"sha256": sha256, "person_id": person_id, "expires_at": expires_at, "used_at": None}
        with self._database.write() as connection:
            connection.execute(sa.insert(desk_links), [row])

    def is_link(self, sha256: str, now: datetime) -> bool:
        """Whether somebody may still sign in by it."""
        with self._database.read() as connection:
            return (
                connection.execute(sa.select(desk_links.c.sha256).where(self._usable(sha256, now))).first() is not None
            )

    def use_link(self, sha256: str, now: datetime) -> Person | None:
        """Whose link it is, the first time; None for a used, old or unknown one. Of two at once one has it."""
        with self._database.write() as connection:
            used = sa.update(desk_links).where(self._usable(sha256, now)).values(used_at=now)
            if connection.execute(used).rowcount != 1:
                return None
            joined = desk_people.join(desk_links, desk_links.c.person_id == desk_people.c.id)
            whose = sa.select(desk_people).select_from(joined).where(desk_links.c.sha256 == sha256)
            row = connection.execute(whose).mappings().one()
            return Person(**row) if row["ended_at"] is None else None

    def begin(self, sha256: str, person_id: str, csrf: str, expires_at: datetime) -> None:
        """A session."""
        row = {"sha256": sha256, "person_id": person_id, "csrf": csrf, "expires_at": expires_at}
        with self._database.write() as connection:
            connection.execute(sa.insert(desk_sessions), [row])

    def session(self, sha256: str, now: datetime) -> Session | None:
        """Who is signed in by this; None when it is over."""
        joined = desk_people.join(desk_sessions, desk_sessions.c.person_id == desk_people.c.id)
        wanted = sa.select(desk_people, desk_sessions.c.csrf).select_from(joined)
        holds = (desk_sessions.c.sha256 == sha256) & (desk_sessions.c.expires_at > now)
        with self._database.read() as connection:
            row = connection.execute(wanted.where(holds, desk_people.c.ended_at.is_(None))).mappings().first()
        if row is None:
            return None
        person = {name: value for name, value in row.items() if name != "csrf"}
        return Session(Person(**person), row["csrf"])

    def end_session(self, sha256: str, now: datetime) -> None:
        """Sign out; what has run out goes, too."""
        over = (desk_sessions.c.sha256 == sha256) | (desk_sessions.c.expires_at <= now)
        with self._database.write() as connection:
            connection.execute(sa.delete(desk_sessions).where(over))

    def _usable(self, sha256: str, now: datetime) -> sa.ColumnElement[bool]:
        return (desk_links.c.sha256 == sha256) & desk_links.c.used_at.is_(None) & (desk_links.c.expires_at > now)


class Actions:
    """The log: lines are added, and never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, who: str, role: str, action: str, subject: str, at: datetime, detail: str = "") -> None:
        """Somebody did something to something."""
        row = {
            "id": new_id(), "at": at, "who": who, "role": role, "action": action, "subject": subject, "detail": detail,
        }  # fmt: skip
        with self._database.write() as connection:
            connection.execute(sa.insert(desk_actions), [row])

    def recent(self, limit: int = 200) -> list[Action]:
        """The newest lines, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(desk_actions).order_by(desk_actions.c.id.desc()).limit(limit))
            return [Action(**row) for row in rows.mappings()]


class Drafts:
    """Sources that are being added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, draft: StoredDraft) -> None:
        """Keep it; the one of its id is replaced."""
        row = {**vars(draft), "document": json.dumps(draft.document, ensure_ascii=True)}
        with self._database.write() as connection:
            self._database.upsert(connection, desk_drafts, [row])

    def get(self, draft_id: str) -> StoredDraft | None:
        """One draft."""
        found = self._select(desk_drafts.c.id == draft_id)
        return found[0] if found else None

    def of(self, organisation: str | None, state: str) -> Sequence[StoredDraft]:
        """Drafts of an organisation (None: of all) in a state, the newest first."""
        own = sa.true() if organisation is None else desk_drafts.c.organisation == organisation
        return self._select(own & (desk_drafts.c.state == state))

    def _select(self, where: sa.ColumnElement[bool]) -> Sequence[StoredDraft]:
        statement = sa.select(desk_drafts).where(where).order_by(desk_drafts.c.id.desc()).limit(200)
        with self._database.read() as connection:
            rows = connection.execute(statement).mappings().all()
        return [StoredDraft(**{**row, "document": json.loads(row["document"])}) for row in rows]
