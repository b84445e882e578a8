"""The desk's role in the database: it can take in pushes and let people in, and change nothing of what is published."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from deploy.desk_role import grant, statements
from store import open_store
from store.tables import metadata
from tests.desk.conftest import Office
from tests.desk.test_push import advert, send
from tests.desk.test_studio import Visitor

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(1800)]


@pytest.mark.postgres
def test_the_role_can_do_its_work_and_no_more(postgres_url: str, tmp_path: Path) -> None:
    owner = Office(tmp_path / "home", database_url=postgres_url)
    url = sa.make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP ROLE IF EXISTS talentfeed_desk_test"))
        connection.execute(sa.text("CREATE ROLE talentfeed_desk_test LOGIN PASSWORD 'of-this-test'"))
    try:
        for _ in range(2):  # at every upgrade
            grant(url.render_as_string(hide_password=False), "talentfeed_desk_test")
        restricted = url.set(username="talentfeed_desk_test", password="of-this-test")
        owner.use_store(open_store(restricted.render_as_string(hide_password=False)))
        send(owner, advert(1))
        assert owner.client.delete("/v1/sources/trust/listings/job-1", headers=owner.auth).status_code == 200
        _refused(restricted)
        invited = Visitor(owner, "Ben", "operator", store=owner.owners)
        assert "trust" in invited.get("/waiting") + invited.get("/")
        owner.close()
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("DROP OWNED BY talentfeed_desk_test"))
            connection.execute(sa.text("DROP ROLE talentfeed_desk_test"))
        engine.dispose()


def _refused(url: sa.URL) -> None:
    desk = sa.create_engine(url)
    for wrong in (
        "UPDATE opportunities SET status = 'open'", "DELETE FROM changes", "DELETE FROM listings",
        "DELETE FROM takedowns", "UPDATE source_keys SET sha256 = ''", "UPDATE desk_actions SET who = ''",
        "UPDATE desk_people SET role = 'operator'", "DROP TABLE runs", "CREATE TABLE own (id int)",
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), desk.begin() as connection:
            connection.execute(sa.text(wrong))
    desk.dispose()


def test_only_tables_that_there_are() -> None:
    granted = " ".join(statements("desk"))
    assert all(table in granted for table in metadata.tables)
    with pytest.raises(SystemExit, match="no name of a role"):
        statements("desk; DROP TABLE runs")
