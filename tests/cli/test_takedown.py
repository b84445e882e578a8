"""`talentfeed takedown`: gone everywhere at once, kept out of later runs, finished by the same command again."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from portal.app import create_app
from records.vocabulary import RunState
from tests.integration.region import Region, assert_consistent, replay
from tests.spiders.server import Answer, WebServer

pytestmark = pytest.mark.timeout(1800)
ACME, TRUST = "Acme Care Ltd", "Leeds Hill Trust"
PATIENT = {"delay_seconds": 0, "timeout_seconds": 120}
WHY = ("--why", "asked by the publisher")


def job(number: int, title: str, employer: str = ACME) -> dict[str, Any]:
    return {
        "id": number, "title": title, "company_name": employer, "location": {"name": "Leeds, UK"},
        "absolute_url": f"https://jobs.example.org/adverts/{number}", "content": f"Zebrafish {number}: {title}.",
    }  # fmt: skip


def put(server: WebServer, *jobs: dict[str, Any]) -> None:
    server.answers["/board"] = Answer(json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}), headers={"ETag": '"1"'})


JOBS = (job(1, "Pastry Cook"), job(2, "Night Porter", TRUST), job(3, "Staff Nurse", "ACME  Care"))


@pytest.fixture
def harvested(request: pytest.FixtureRequest, region: Region, server: WebServer) -> Region:
    """Three adverts of two employers."""
    if getattr(request, "param", "") == "postgres":
        region.database_url = request.getfixturevalue("postgres_url")
    put(server, *JOBS)
    region.source("board", {"type": "greenhouse", "url": server.url("/board")}, politeness=PATIENT)
    region.run("run")
    return region


def everything_stored(region: Region) -> str:
    """Each cell of each table, as text."""
    with region.store() as store, store.database.read() as connection:
        tables = sa.inspect(connection).get_table_names()
        rows = [connection.execute(sa.text(f'SELECT * FROM "{name}"')).all() for name in tables]
    return repr(rows)


def everything_archived(region: Region) -> str:
    """Each page and payload of each run, as text."""
    archive, said = region.archive(), []
    for source in archive.sources():
        for run in archive.runs(source):
            reader = archive.reader(source, run)
            said += [payload.model_dump_json() for payload in reader.payloads()]
            said += [page.model_dump_json() + body.decode() for page, body in reader.bodies(missing="skip")]
    return "".join(said)


def titles(region: Region) -> set[str]:
    assert_consistent(region)
    return {one.title for one in region.documents().values()}


def portal_page(region: Region, opportunity_id: str, before: str = "") -> Any:
    """What the public sees of an opportunity."""
    app = create_app(region.settings)
    with TestClient(app, follow_redirects=False) as client:
        return client.get(f"{before}/opportunities/{opportunity_id}")


BOTH = pytest.mark.parametrize(
    "harvested", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@BOTH
def test_one_listing_is_gone_everywhere_and_stays_away(harvested: Region, server: WebServer) -> None:
    harvested.run("harvest", "board")
    with harvested.store() as store:
        owner = store.opportunities.by_listing(["board:1"])["board:1"]
        since, copy = store.changes.last_sequence(), replay(store)
    assert "Zebrafish 1" in everything_stored(harvested)
    assert "Zebrafish 1" in everything_archived(harvested)
    done = harvested.run_json("takedown", "--listing", "board:1", *WHY, "--by", "Ada")
    [one] = done["takedowns"]
    assert (one["removed"]["listings"], one["removed"]["payloads"], one["by"]) == (1, 2, "Ada")
    assert titles(harvested) == {"Night Porter", "Staff Nurse"}
    with harvested.store() as store:
        assert owner in copy
        assert owner not in replay(store, since, copy)
        assert store.listings.get(["board:1"])["board:1"].closed_reason == "takedown"
    assert "Pastry" not in everything_stored(harvested)
    assert "Zebrafish 1" not in everything_stored(harvested) + everything_archived(harvested)
    page = portal_page(harvested, owner)
    assert page.status_code == 410
    assert "Taken down" in page.text
    assert "Pastry" not in page.text + portal_page(harvested, owner, "/v1").text
    # The page held all three: their payloads are there still, and it is fetched anew though it did not change.
    assert "Zebrafish 2" in everything_archived(harvested)
    [run] = harvested.run_json("run")["runs"]
    counts = run["counts"]
    assert (counts["fetched"], counts["unchanged"], counts["taken_down"], counts["gone"]) == (3, 2, 1, 0)
    assert run["state"] == "COMPLETE"
    assert titles(harvested) == {"Night Porter", "Staff Nurse"}
    assert "Zebrafish 1" not in everything_stored(harvested)
    assert "taken down" in harvested.run("withdraw", "board:1", "--undo", code=2).stderr


def test_an_employer_whatever_its_legal_form_and_its_new_adverts(harvested: Region, server: WebServer) -> None:
    done = harvested.run_json("takedown", "--employer", "acme care limited", *WHY)
    assert done["takedowns"][0]["removed"]["listings"] == 2
    put(server, *JOBS, job(4, "Welder"), job(5, "Gardener", TRUST))
    counts = harvested.run_json("run")["runs"][0]["counts"]
    assert (counts["new"], counts["unchanged"], counts["taken_down"]) == (1, 1, 3)
    assert titles(harvested) == {"Night Porter", "Gardener"}
    assert "Welder" not in everything_stored(harvested)


def test_an_address_and_lifting_it(harvested: Region) -> None:
    address = "http://www.jobs.example.org/adverts/2/?utm_source=mail"
    [one] = harvested.run_json("takedown", "--url", address, *WHY)["takedowns"]
    assert titles(harvested) == {"Pastry Cook", "Staff Nurse"}
    [listed] = harvested.run_json("takedown", "--list")
    assert (listed["value"], listed["why"], bool(listed["finished_at"])) == (address, WHY[1], True)
    assert harvested.run_json("takedown", "--lift", one["id"], "--by", "Ben")["listings"] == 1
    assert titles(harvested) == {"Pastry Cook", "Staff Nurse"}
    harvested.run("run")
    assert titles(harvested) == {"Pastry Cook", "Night Porter", "Staff Nurse"}
    assert harvested.run_json("takedown", "--list")[0]["lifted_by"] == "Ben"
    assert "lifted already" in harvested.run("takedown", "--lift", one["id"], code=2).stderr


def test_it_holds_when_the_source_gets_another_name(harvested: Region, server: WebServer) -> None:
    harvested.run("takedown", "--listing", "board:1", *WHY)
    (harvested.config_dir / "sources" / harvested.name / "board.yaml").unlink()
    connector = {"type": "greenhouse", "url": server.url("/board")}
    harvested.source("vacancies", connector, politeness=PATIENT, was="board")
    [run] = harvested.run_json("run")["runs"]
    assert (run["counts"]["fetched"], run["counts"]["taken_down"]) == (3, 1)
    assert titles(harvested) == {"Night Porter", "Staff Nurse"}
    # The same command finds it under its new name, too, and in the archive of both.
    harvested.run("takedown", "--listing", "vacancies:1", *WHY)
    assert "Zebrafish 1" not in everything_stored(harvested) + everything_archived(harvested)


def test_a_source(harvested: Region) -> None:
    harvested.run("takedown", "--source", "board", *WHY)
    assert titles(harvested) == set()
    assert harvested.archive().runs("board") == []
    counts = harvested.run_json("run")["runs"][0]["counts"]
    assert (counts["fetched"], counts["taken_down"]) == (3, 3)
    assert "Zebrafish" not in everything_stored(harvested)


def test_reading_a_cleaned_run_again_closes_nothing_and_brings_nothing_back(harvested: Region) -> None:
    harvested.run("takedown", "--listing", "board:1", *WHY)
    newest = harvested.archive().runs("board")[-1]
    manifest = harvested.archive().reader("board", newest).manifest()
    assert (manifest.state, manifest.reason, manifest.counts.fetched) == (RunState.PARTIAL, "TAKEN_DOWN", 2)
    for _ in range(2):
        harvested.run("normalise", "board", code=None)
        harvested.run("replay", "board", code=None)
    harvested.run("publish")
    assert titles(harvested) == {"Night Porter", "Staff Nurse"}
    assert "Zebrafish 1" not in everything_stored(harvested)


def test_killed_at_each_step_and_run_again(harvested: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(*_arguments: object, **_named: object) -> None:
        raise Killed

    steps = (
        ("services.refreshing", "resolve"),
        ("services.refreshing", "publish"),
        ("store.archive.removing", "remove"),
    )
    for module, name in steps:
        with monkeypatch.context() as patch:
            patch.setattr(f"{module}.{name}", killed)
            with pytest.raises(Killed):
                harvested.run("takedown", "--listing", "board:1", *WHY)
        # It is kept out from the first moment, and said to be unfinished.
        assert harvested.run_json("takedown", "--list")[0]["finished_at"] is None
    assert "NOT FINISHED" in harvested.run("takedown", "--list").stdout
    harvested.run("takedown", "--listing", "board:1", *WHY)
    [only] = harvested.run_json("takedown", "--list")
    assert only["finished_at"]
    assert titles(harvested) == {"Night Porter", "Staff Nurse"}
    assert "Zebrafish 1" not in everything_stored(harvested) + everything_archived(harvested)


def test_the_index_is_down(harvested: Region) -> None:
    there, harvested.index_url = harvested.index_url, "http://127.0.0.1:9"
    harvested.run("takedown", "--listing", "board:1", *WHY, code=8)
    assert "Zebrafish 1" not in everything_stored(harvested) + everything_archived(harvested)
    harvested.index_url = there
    harvested.run("takedown", "--listing", "board:1", *WHY)
    assert titles(harvested) == {"Night Porter", "Staff Nurse"}


def test_a_run_that_was_read_meanwhile_is_read_again(
    harvested: Region, monkeypatch: pytest.MonkeyPatch, server: WebServer
) -> None:
    """The takedown comes after the run was read, and before it is written."""
    from normalise import stage
    from records.takedown import Scope

    put(server, *JOBS, job(4, "Welder"))
    promote = stage._promote
    came: list[object] = []

    def meanwhile(*arguments: Any, **named: Any) -> Any:
        if not came:
            came.append(
                arguments[1].takedowns.add(Scope.EMPLOYER, "Acme Care", "why", "Ada", harvested.settings.clock())
            )
        return promote(*arguments, **named)

    monkeypatch.setattr(stage, "_promote", meanwhile)
    [run] = harvested.run_json("run")["runs"]
    assert run["counts"]["taken_down"] == 1
    assert "Welder" not in titles(harvested)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--listing", "board:99", *WHY), "there is no listing or opportunity board:99"),
        (("--source", "nobody", *WHY), "there is no source nobody"),
        (("--employer", " . ", *WHY), "names nothing"),
        (("--employer", "Acme"), "say why"),
        ((), "say what to take down"),
        (("--list", "--lift", "x"), "say what to take down"),
        (("--lift", "x"), "there is none"),
    ],
)
def test_what_is_refused_changes_nothing(region: Region, arguments: tuple[str, ...], said: str) -> None:
    assert said in region.run("takedown", *arguments, code=2).stderr
    assert region.run_json("takedown", "--list") == []
