"""The pages in a real browser: all of it without JavaScript, and axe-core's rules of accessibility."""

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.factories import make_id
from tests.portal.conftest import Site
from tests.portal.samples import COURSE, HOSTILE, NURSE
from tests.serving_app import serving_app
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "start": "/",
    "results": "/?q=care&near=Leeds&kind=job&hours=full_time",
    "mistake": "/?near=Xyzzyx",
    "empty": "/?q=astronaut",
    "job": f"/opportunities/{make_id(NURSE)}",
    "course": f"/opportunities/{make_id(COURSE)}",
    "unknown": "/opportunities/x",
    "docs": "/docs",
}


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """The region's portal on a port of loopback."""
    with serving_app(site.app) as served:
        yield served


def test_search_filter_and_open_a_listing_without_scripts(plain_page: "Page", address: str) -> None:
    asked: list[str] = []
    plain_page.on("request", lambda request: asked.append(request.url))
    plain_page.goto(address)
    plain_page.get_by_label("What are you looking for?").fill("nurse")
    plain_page.get_by_label("Where?").fill("LS1")
    plain_page.get_by_label("Distance").select_option("20mi")
    plain_page.get_by_role("button", name="Search", exact=True).click()
    expect(plain_page.get_by_role("heading", level=2, name="1 result for “nurse” near LS1")).to_be_visible()
    plain_page.get_by_label("Full time").check()
    plain_page.get_by_role("button", name="Apply filters").click()
    expect(plain_page.get_by_role("link", name="Remove filter: Full time")).to_be_visible()
    plain_page.get_by_role("link", name="Registered Nurse – Acute Medicine").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Registered Nurse – Acute Medicine")
    expect(plain_page.get_by_role("link", name="Apply for this job").first).to_be_visible()
    assert {url.split("/")[2] for url in asked} == {address.removeprefix("http://")}


def test_kinds_sorting_and_pages_without_scripts(plain_page: "Page", address: str) -> None:
    plain_page.goto(address)
    plain_page.get_by_label("Jobs").check()
    plain_page.get_by_role("button", name="Search", exact=True).click()
    expect(plain_page.get_by_label("Jobs")).to_be_checked()
    expect(plain_page.get_by_role("heading", level=2, name="54 results")).to_be_visible()
    plain_page.get_by_label("Sort by").select_option("closing")
    plain_page.get_by_role("button", name="Sort").click()
    expect(plain_page.get_by_label("Sort by")).to_have_value("closing")
    plain_page.wait_for_url("**sort=closing**")
    first = plain_page.get_by_role("heading", level=3).first.inner_text()
    plain_page.get_by_role("link", name="Next page").click()
    expect(plain_page.get_by_text("Showing 21 to 40")).to_be_visible()
    plain_page.get_by_role("link", name="Previous page").click()
    expect(plain_page.get_by_role("heading", level=3).first).to_have_text(first)


def test_the_keyboard_reaches_the_content_first(browser_page: "Page", address: str) -> None:
    browser_page.goto(address)
    browser_page.keyboard.press("Tab")
    skip = browser_page.get_by_role("link", name="Skip to main content")
    assert skip.evaluate("link => link === document.activeElement && link.getBoundingClientRect().left >= 0")
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "main"


def test_no_script_of_a_publisher_runs(browser_page: "Page", address: str) -> None:
    said: list[str] = []

    def note(dialog: "Dialog") -> None:
        said.append(dialog.message)
        dialog.dismiss()

    browser_page.on("dialog", note)
    refused: list[str] = []
    browser_page.on("console", lambda message: refused.append(message.text))
    for path in (f"/opportunities/{make_id(HOSTILE)}", "/?q=plumber"):
        browser_page.goto(address + path)
    assert not said
    # Nothing was left for the content security policy to stop.
    assert not refused


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (390, "light")])
def test_accessible(browser: "Browser", address: str, width: int, scheme: Any) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    for name, path in PAGES.items():
        page.goto(address + path)
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert found["passes"]
        wrong = [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]
        assert not wrong, f"{name}, {width} wide, {scheme}: {wrong}"
        # Nothing sticks out sideways, not even on a phone.
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    context.close()
