"""The studio in a real browser: from an address to an approved source, by mouse and by keyboard; axe finds nothing."""

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from services.workspace import all_sources
from tests.desk import walk
from tests.desk.conftest import Office
from tests.serving_app import serving_app
from tests.spiders.server import WebServer, serving
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def server() -> Iterator[WebServer]:
    with serving() as running:
        yield running


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The desk on a port of loopback; links to sign in lead there."""
    with serving_app(office.app) as served:
        office.serve_at(served)
        yield served


def _unpictured(_name: str) -> None:
    """A test needs no picture."""


def test_from_an_address_to_an_approved_source(
    plain_page: "Page", browser: "Browser", office: Office, address: str, server: WebServer
) -> None:
    asked: list[str] = []
    plain_page.on("request", lambda request: asked.append(request.url))
    walk.sign_in(plain_page, office, "Ada", "officer", walk.COUNCIL)
    walk.paste(plain_page, walk.serve(server))
    walk.point(plain_page, _unpictured)
    # Nothing of the publisher's page was loaded, run or sent.
    assert {url.split("/")[2] for url in asked} == {address.removeprefix("http://")}
    walk.save(plain_page)
    [config] = [one for _, one in all_sources(office.ws.settings) if getattr(one, "id", "") != "trust"]
    assert config.status == "draft"  # type: ignore[union-attr]
    context = browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    operator = context.new_page()
    walk.sign_in(operator, office, "Ben", "operator")
    walk.approve(operator, _unpictured)
    operator.get_by_role("link", name="Log").click()
    for said in ("looked at", "pointed at an advert", "saved draft", "set status"):
        expect(operator.get_by_role("cell", name=said)).to_be_visible()
    context.close()
    office.region.run("run")
    found = office.region.documents().values()
    assert {one.title for one in found} == {title for title, *_ in walk.POSTS}
    assert all(one.closes_at and one.pay and one.places for one in found)


def test_scripts_of_a_page_never_run(browser_page: "Page", office: Office, address: str, server: WebServer) -> None:
    """With scripts on: the frame may run none, and holds nothing that could act."""
    said: list[str] = []

    def dismissed(dialog: "Dialog") -> None:
        said.append(dialog.message)
        dialog.dismiss()

    browser_page.on("dialog", dismissed)
    walk.sign_in(browser_page, office, "Ada", "officer", walk.COUNCIL)
    walk.paste(browser_page, walk.serve(server))
    browser_page.get_by_role("link", name="oint at one advert").click()
    frame = browser_page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="School Cook")).to_be_visible()
    for what in ("script", "form", "input", "img", "iframe", "[onerror]", "[style]", "[src]"):
        assert frame.locator(what).count() == 0, what
    assert not said
    assert "taken over" not in browser_page.title()


def test_by_keyboard_alone(browser_page: "Page", office: Office, address: str, server: WebServer) -> None:
    walk.sign_in(browser_page, office, "Ada", "officer", walk.COUNCIL)
    walk.paste(browser_page, walk.serve(server))
    browser_page.get_by_role("link", name="oint at one advert").focus()
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_text("Now choose the title of one advert.")).to_be_visible()
    expect(browser_page.frame_locator("iframe").get_by_role("link", name="Library Assistant")).to_be_visible()
    for _ in range(60):
        browser_page.keyboard.press("Tab")
        inside = browser_page.frames[-1].evaluate("document.activeElement.textContent")
        if inside.strip() == "Library Assistant":
            break
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_text("Now choose the place of one advert. 5 adverts light up.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_accessible(
    browser: "Browser", office: Office, address: str, server: WebServer, width: int, scheme: Any
) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()

    def look(name: str) -> None:
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules, iframes: false})", RULES)
        assert found["passes"]
        wrong = [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]
        assert not wrong, f"{name}, {width} wide, {scheme}: {wrong}"
        # Nothing sticks out sideways, not even on a phone.
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    page.goto(f"{address}/signin")
    look("sign in")
    walk.sign_in(page, office, "Ben", "operator")
    look("sources")
    walk.paste(page, walk.serve(server))
    look("draft")
    page.get_by_role("button", name="Save as draft").click()
    look("mistakes")
    page.get_by_role("link", name="oint at one advert").click()
    page.frame_locator("iframe").get_by_role("link", name="School Cook").click()
    expect(page.get_by_text("5 adverts light up.")).to_be_visible()
    look("pick")
    for path in ("/waiting", "/log", "/sources/trust", "/nowhere"):
        page.goto(address + path)
        look(path)
    context.close()
