"""`talentfeed judge` and `talentfeed explain`, from the harvest to what a portal finds."""

import json
from collections.abc import Callable

import pytest

from tests.cli.test_commands import JOB, assert_one_line, board
from tests.integration.region import Region, assert_consistent
from tests.spiders.server import Answer, WebServer

Command = Callable[..., str]
TEXT = "You will cook for eighty people every day, with two helpers, from fresh produce of the region. " * 6
COOK = JOB | {"content": TEXT}
HERS, THEIRS = "trust:1", "portal:1"


@pytest.fixture
def command(region: Region) -> Command:
    """What the command prints."""

    def run(*arguments: str) -> str:
        return region.run(*arguments).stdout

    return run


@pytest.fixture
def merged(region: Region, server: WebServer) -> Region:
    """Two sources that show one job, found as one."""
    for source in ("trust", "portal"):
        server.answers[f"/{source}"] = Answer(board(COOK))
        region.source(source, {"type": "greenhouse", "url": server.url(f"/{source}")})
    region.run("run")
    assert shown(region) == [{HERS, THEIRS}]
    return region


def shown(region: Region) -> list[set[str]]:
    """The listings of each opportunity that a portal finds."""
    assert_consistent(region)
    return sorted(({m.listing_id for m in one.listings} for one in region.documents().values()), key=sorted)


def test_a_judgement_reaches_portals_and_survives_re_runs(merged: Region, server: WebServer, command: Command) -> None:
    [first] = merged.documents()
    said = command("judge", HERS, THEIRS, "--different", "--by", "ann", "--note", "two kitchens")
    assert "portal:1 and trust:1 are different (ann" in said
    assert "talentfeed resolve" in said
    command("resolve")
    command("publish")
    apart = merged.documents()
    assert shown(merged) == [{THEIRS}, {HERS}]
    assert first in apart

    edited = board(COOK | {"content": f"{TEXT} You will have every other weekend free."})
    server.answers["/trust"] = Answer(edited)
    command("run")
    command("normalise", "trust", "portal")
    command("resolve", "--full")
    command("publish")
    assert shown(merged) == [{THEIRS}, {HERS}]
    assert merged.documents().keys() == apart.keys()
    [row] = json.loads(command("judge", "--list", "--json"))
    assert (row["listing_a"], row["listing_b"], row["same"], row["by"], row["note"]) == (
        THEIRS, HERS, False, "ann", "two kitchens",
    )  # fmt: skip
    assert "two kitchens" in command("judge", "--list")
    assert json.loads(command("judge", "--review", "--json")) == []
    assert "Worth a look" in command("judge", "--review")

    told = command("judge", THEIRS, HERS, "--undo")
    assert "taken back: portal:1 and trust:1 are different" in told
    command("resolve")
    command("publish")
    assert shown(merged) == [{HERS, THEIRS}]
    assert list(merged.documents()) == [first]
    assert json.loads(command("judge", "--list", "--json")) == []


def test_explain(merged: Region, command: Command) -> None:
    [opportunity] = merged.documents()
    answer = json.loads(command("explain", opportunity, "--json"))
    assert {member["listing_id"] for member in answer["members"]} == {HERS, THEIRS}
    [pair] = answer["pairs"]
    assert (pair["together"], pair["anew"]["outcome"], pair["stored"]["merged"]) == (True, "match", True)
    assert json.loads(command("explain", HERS, THEIRS, "--json"))["pairs"] == [pair]
    text = command("explain", HERS)
    assert f"{THEIRS}  =  {HERS}" in text
    assert f"together: {pair['why']}" in text
    done = json.loads(command("judge", HERS, THEIRS, "--different", "--by", "ann", "--json"))
    assert (done["before"], done["together"], done["judgement"]["by"]) == (None, True, "ann")
    assert "the next `talentfeed resolve` parts them" in command("explain", HERS, THEIRS)
    command("resolve")
    assert "apart: ann judged them different" in command("explain", HERS, THEIRS)
    assert "Compared, and not merged" in command("explain", HERS)


def test_what_is_refused(merged: Region, command: Command) -> None:
    unknown = merged.run("judge", "trust:2", THEIRS, "--same", code=2)
    assert_one_line(unknown, "CONFIG_INVALID")
    assert "near are trust:1" in unknown.stderr
    assert_one_line(merged.run("explain", "trust:2", code=2), "CONFIG_INVALID")
    for wrong in (
        (HERS, THEIRS),
        (HERS, THEIRS, "--same", "--different"),
        (HERS, "--same"),
        (HERS, THEIRS, THEIRS, "--same"),
        (HERS, THEIRS, "--list"),
        (HERS, THEIRS, "--review"),
        (),
    ):
        assert "Usage: " in merged.run("judge", *wrong, code=2).stderr, wrong
    assert command("judge", "--list", "--json") == "[]\n"
