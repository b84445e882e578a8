"""Under a real scheduler: a site that is down for a while, a source whose file broke, one whose file went."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dags.scheduler import Airflow, airflow
from tests.integration.region import Region
from tests.spiders.server import Answer, Seen, serving

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.timeout(3600)]
JOBS = [
    {
        "id": 1, "title": "Cook", "company_name": "Leeds Care Trust", "location": {"name": "Leeds, UK"},
        "absolute_url": "https://jobs.example.org/1",
    }
]  # fmt: skip
BOARD = Answer(json.dumps({"jobs": JOBS, "meta": {"total": 1}}))
# The time of `ONCE` that was last is due at once, and no other comes for months.
ONCE, EACH_MINUTE = "0 0 1 1 *", "* * * * *"


class Site:
    """A site that is down until somebody starts it."""

    def __init__(self) -> None:
        self.up = False

    def __call__(self, _seen: Seen) -> Answer:
        return BOARD if self.up else Answer("down for maintenance", 503)


def scheduled_failure(running: Airflow, dag_id: str, tag: str) -> dict[str, Any]:
    """The first run on schedule that failed since the DAG carries `tag`."""
    running.until(lambda: tag in running.dags()[dag_id]["tags"], f"{dag_id} is shown as {tag}")

    def failed() -> dict[str, Any] | None:
        ended = [run for run in running.runs(dag_id) if (run["state"], run["run_type"]) == ("failed", "scheduled")]
        return ended[0] if ended else None

    found: dict[str, Any] = running.until(failed, f"{dag_id} fails on schedule")
    return found


def test_a_day_is_not_lost_and_no_source_vanishes(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    region, site = Region(tmp_path / "home"), Site()
    with serving() as server:
        server.answers |= {"/robots.txt": Answer("User-agent: *\nAllow: /\n"), "/good": BOARD, "/down": site}
        region.source("down", {"type": "greenhouse", "url": server.url("/down")}, schedule=ONCE)
        torn = region.source("torn", {"type": "greenhouse", "url": server.url("/good")}, schedule=EACH_MINUTE)
        gone = region.source("gone", {"type": "greenhouse", "url": server.url("/good")}, schedule=EACH_MINUTE)
        with airflow(region, tmp_path_factory, TALENTFEED_RETRY_DELAY_SECONDS="5") as running:
            ours = {"harvest__down", "harvest__torn", "harvest__gone"}
            running.until(lambda: ours <= running.dags().keys(), "the DAGs are on show")
            torn.write_text(torn.read_text().replace("greenhouse", "greenhose"))
            gone.unlink()
            [run] = running.until(lambda: running.runs("harvest__down"), "its day comes")
            run_id, tried = run["dag_run_id"], ("up_for_retry", "failed")
            running.until(lambda: running.task("harvest__down", run_id)["state"] in tried, "the first try fails")
            site.up = True

            for dag_id, tag, said in (
                ("harvest__torn", "broken", "did you mean `greenhouse`?"),
                ("harvest__gone", "gone", "no source file has the id `gone` any more"),
            ):
                failed = scheduled_failure(running, dag_id, tag)
                assert running.task(dag_id, failed["dag_run_id"])["try_number"] == 1, "nobody tries it again"
                assert said in running.log(dag_id, failed["dag_run_id"])

            ended = running.until(
                lambda: [r["state"] for r in running.runs("harvest__down") if r["state"] in ("success", "failed")],
                "the run of the site that was down ends",
            )
            assert ended == ["success"]
            assert running.task("harvest__down", run_id)["try_number"] > 1
            with region.store() as store:
                newest = store.runs.latest("down")
                assert newest is not None
                assert newest.promoted
