"""Why listings were merged (edges), and what people said about pairs (judgements)."""

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from records.errors import StoreError
from records.vocabulary import ListingStatus
from store.database import Database, chunks
from store.tables import edges, judgements, listings, listings_due
from store.types import Edge, Judgement

# The rule of an edge that a person decided.
JUDGEMENT = "judgement"


def pair(listing_a: str, listing_b: str) -> tuple[str, str]:
    """The two ids in order: a pair is one row, whichever way it is named."""
    if listing_a == listing_b:
        raise StoreError(f"a pair needs two listings, got {listing_a!r} twice")
    return (listing_a, listing_b) if listing_a < listing_b else (listing_b, listing_a)


class Judgements:
    """Must-link and cannot-link rows; the latest word on a pair counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Judgement]:
        """All judgements, by pair."""
        statement = sa.select(judgements).order_by(judgements.c.listing_a, judgements.c.listing_b)
        with self._database.read() as connection:
            return [Judgement(**row) for row in connection.execute(statement).mappings()]

    def of(self, listing_ids: Iterable[str]) -> list[Judgement]:
        """Judgements about one of these listings, by pair."""
        found: dict[tuple[str, str], Judgement] = {}
        with self._database.read() as connection:
            for some in chunks(listing_ids):
                touching = judgements.c.listing_a.in_(some) | judgements.c.listing_b.in_(some)
                for row in connection.execute(sa.select(judgements).where(touching)).mappings():
                    found[row["listing_a"], row["listing_b"]] = Judgement(**row)
        return [found[key] for key in sorted(found)]

    def put(self, listing_a: str, listing_b: str, same: bool, by: str, at: datetime, note: str = "") -> None:
        """Say that two listings are, or are not, the same offer."""
        first, second = pair(listing_a, listing_b)
        row = {"listing_a": first, "listing_b": second, "same": same, "by": by, "at": at, "note": note}
        with self._database.write() as connection:
            self._database.upsert(connection, judgements, [row])
            self._mark_due(connection, (first, second))

    def remove(self, listing_a: str, listing_b: str) -> None:
        """Take back what was said about a pair: the model decides it again at the next resolve."""
        first, second = pair(listing_a, listing_b)
        where = (judgements.c.listing_a == first) & (judgements.c.listing_b == second)
        # The model explains only what it finds worth a look: the edge of the judgement would stay for good.
        edge = (edges.c.listing_a == first) & (edges.c.listing_b == second) & (edges.c.rule == JUDGEMENT)
        with self._database.write() as connection:
            connection.execute(sa.delete(judgements).where(where))
            connection.execute(sa.delete(edges).where(edge))
            self._mark_due(connection, (first, second))

    def _mark_due(self, connection: sa.Connection, ids: tuple[str, str]) -> None:
        """What was said about a listing counts at the next resolve."""
        known = list(connection.scalars(sa.select(listings.c.id).where(listings.c.id.in_(ids))))
        rows = [{"listing_id": listing_id, "taken": False} for listing_id in known]
        if rows:
            self._database.upsert(connection, listings_due, rows)


class Edges:
    """The explanation of every merge; written by `ResolveTransaction.put_edges`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_within(self, connection: sa.Connection, rows: Iterable[Edge]) -> None:
        """Insert or replace, as part of the caller's transaction."""
        for some in chunks(rows):
            by_pair = {pair(edge.listing_a, edge.listing_b): edge for edge in some}
            values = [
                {
                    "listing_a": first,
                    "listing_b": second,
                    "score": edge.score,
                    "rule": edge.rule,
                    "merged": edge.merged,
                    "features": json.dumps(dict(edge.features), sort_keys=True),
                    "at": edge.at,
                }
                for (first, second), edge in by_pair.items()
            ]
            self._database.upsert(connection, edges, values)

    def of(self, listing_ids: Iterable[str]) -> list[Edge]:
        """All edges that touch one of these listings, by pair."""
        found: dict[tuple[str, str], Edge] = {}
        with self._database.read() as connection:
            for some in chunks(listing_ids):
                touching = edges.c.listing_a.in_(some) | edges.c.listing_b.in_(some)
                for row in connection.execute(sa.select(edges).where(touching)).mappings():
                    edge = Edge(**{**row, "features": json.loads(row["features"])})
                    found[edge.listing_a, edge.listing_b] = edge
        return [found[key] for key in sorted(found)]

    def for_review(self, limit: int) -> list[Edge]:
        """Pairs that a person should look at and has not judged, both still on offer; the likeliest first."""
        a, b = listings.alias("a"), listings.alias("b")
        judged = sa.exists().where(
            judgements.c.listing_a == edges.c.listing_a, judgements.c.listing_b == edges.c.listing_b
        )
        # The outcome of near misses, and the name of the reason for all others: see the resolve stage.
        wanted = sa.select(edges).where(edges.c.features.like('%"review"%'), ~judged)
        for side, listing_id in ((a, edges.c.listing_a), (b, edges.c.listing_b)):
            wanted = wanted.join(side, (side.c.id == listing_id) & (side.c.status == ListingStatus.OPEN))
        order = (edges.c.score.desc(), edges.c.listing_a, edges.c.listing_b)
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(*order).limit(limit)).mappings()
            return [Edge(**{**row, "features": json.loads(row["features"])}) for row in rows]
