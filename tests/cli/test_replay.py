"""`talentfeed replay`: mended selectors reach the index without a request."""

from tests.cli.test_commands import assert_one_line
from tests.integration.region import Region, assert_consistent
from tests.spiders.server import Answer, WebServer

PAGE = "<html><body><ul><li class='job'><a href='/a'>Cook</a><i>Leeds</i></li></ul></body></html>"


def test_replay(region: Region, server: WebServer) -> None:
    server.answers["/jobs"] = Answer(PAGE)
    connector = {"type": "selectors", "url": server.url("/jobs"), "item": "li.job", "link": "a"}
    region.source("board", connector | {"fields": {"title": "a"}})
    region.run("run")
    [before] = region.documents().values()
    assert before.places == []
    server.seen.clear()
    region.source("board", connector | {"fields": {"title": "a", "place": "i"}})
    told = region.run_json("replay", "board")
    assert (told["state"], told["reason"], told["promoted"]) == ("PARTIAL", "REPLAYED", True)
    assert told["counts"]["changed"] == 1
    region.run("resolve")
    region.run("publish")
    assert server.seen == []
    assert_consistent(region)
    [after] = region.documents().values()
    assert (after.id, [place.town for place in after.places]) == (before.id, ["Leeds"])
    again = region.run("replay", "board", "--run", told["id"])
    assert "REPLAYED: Read again from the pages of run" in again.stderr
    assert_one_line(region.run("replay", "board", "--run", "none", code=2), "CONFIG_INVALID")
    assert_one_line(region.run("replay", "nowhere", code=2), "CONFIG_INVALID")
