"""Takes the pictures of docs/studio.md, by the steps that the test takes: `python -m tests.desk.pictures`."""

import tempfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page

from tests.desk import walk
from tests.desk.conftest import Office
from tests.desk.test_push import advert, send
from tests.servers.browser import chromium
from tests.serving_app import serving_app
from tests.spiders.server import serving

IMAGES = Path(__file__).parents[2] / "docs" / "images"


def main() -> None:
    """From an address to an approved source, and a run that waits."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving() as server,
        chromium() as browser,
        closing(Office(Path(folder) / "home")) as office,
        serving_app(office.app) as served,
    ):
        office.serve_at(served)
        context = browser.new_context(viewport={"width": 1180, "height": 800})
        officer = context.new_page()
        walk.sign_in(officer, office, "Ada Lovelace", "officer", walk.COUNCIL)
        officer.get_by_label("Add a source").fill("https://www.calderbridge.gov.uk/work")
        _picture(officer, "studio-sources")
        walk.paste(officer, walk.serve(server))
        _picture(officer, "studio-draft", whole=True)
        walk.point(officer, lambda _name: _picture(officer, "studio-pointing", whole=True))
        walk.save(officer)
        other = browser.new_context(viewport={"width": 1180, "height": 800})
        operator = other.new_page()
        walk.sign_in(operator, office, "Ben Okri", "operator")
        _hold_back(office)
        walk.approve(operator, lambda _name: _picture(operator, "studio-waiting"))
        operator.goto(f"{office.ws.settings.desk_url}/waiting")
        operator.get_by_role("link", name="trust,").click()
        _picture(operator, "studio-run", whole=True)


def _hold_back(office: Office) -> None:
    """A run whose adverts have lost their pay."""
    send(office, {"listings": [advert(number) for number in range(1, 6)]})
    office.region.source("trust", {"type": "push"}, expectations={"fill": {"pay": 0.9}})
    bare = [{name: value for name, value in advert(number).items() if name != "pay"} for number in range(3, 7)]
    send(office, {"listings": bare}, 202)


def _picture(page: Page, name: str, *, whole: bool = False) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png", full_page=whole)


if __name__ == "__main__":
    main()
