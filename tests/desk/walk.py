"""What an officer and an operator do in the studio, step by step; a test drives it, and a script takes its pictures."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from desk.people import invite
from tests.desk.conftest import Office
from tests.spiders.server import Answer, WebServer

Picture = Callable[[str], None]
COUNCIL = "Calderbridge Town Council"
POSTS = (
    ("Library Assistant", "Central Library, Leeds LS1 3AB", "£24,027 to £24,404 a year", "12 January 2037"),
    ("Housing Officer", "Bradford", "£31,586 a year", "19 January 2037"),
    ("Street Cleaner", "Wakefield", "£12.60 an hour", "20 January 2037"),
    ("School Cook", "Huddersfield", "£12.85 an hour", "21 January 2037"),
    ("Payroll Clerk", "Halifax", "£25,992 a year", "22 January 2037"),
)


def serve(server: WebServer) -> str:
    """A council's page without any platform, with a script and a form that must never act; its address."""
    cards = "".join(
        f'<div class="box"><div class="hd"><a href="/posts/{at}">{title}</a></div><div class="ln">{place}</div>'
        f'<div class="ln2">{pay}</div><div class="ln3">{closes}</div></div>'
        for at, (title, place, pay, closes) in enumerate(POSTS)
    )
    body = (
        f"<header><a href='/'>Home</a><a href='/bins'>Bins</a></header><h1>Work for us</h1>"
        "<img src=x onerror=\"document.title='taken over'\"><script>document.title = 'taken over'; alert(1)</script>"
        f"<form action='/subscribe' method='post'><input name='mail'><button>Subscribe</button></form>"
        f"<div class='list'>{cards}</div><footer>Town Hall, Bridge Street</footer>"
    )
    page = f"<!doctype html><html lang=en><head><title>Work for us | {COUNCIL}</title></head><body>{body}</body></html>"
    server.answers["/work"] = Answer(page, headers={"Content-Type": "text/html; charset=utf-8"})
    return server.url("/work")


def sign_in(page: Page, office: Office, name: str, role: str, organisation: str = "") -> None:
    """By a fresh link."""
    page.goto(invite(office.ws, name, role, organisation))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Your sources")).to_be_visible()


def paste(page: Page, url: str) -> None:
    """The address, and what is there."""
    page.get_by_label("Add a source").fill(url)
    page.get_by_role("button", name="See what is there").click()
    expect(page.get_by_role("heading", level=1, name="New source")).to_be_visible()


def point(page: Page, picture: Picture) -> None:
    """Title, place, pay and closing date of the second advert."""
    page.get_by_role("link", name="oint at one advert").click()
    expect(page.get_by_text("Now choose the title of one advert.")).to_be_visible()
    _, place, pay, closes = POSTS[1]
    for word, text in (("title", POSTS[1][0]), ("place", place), ("pay", pay), ("closing date", closes)):
        page.get_by_role("navigation", name="Parts of an advert").get_by_role("link", name=word).click()
        expect(page.get_by_text(f"Now choose the {word} of one advert.")).to_be_visible()
        page.frame_locator("iframe").get_by_role("link", name=text, exact=True).click()
        expect(page.get_by_role("navigation", name="Parts of an advert").get_by_text(f"{word} ✓")).to_be_visible()
    expect(page.get_by_text("5 adverts light up.")).to_be_visible()
    frame = page.frame_locator("iframe")
    for title, *_ in POSTS:
        known = "picked" if title == POSTS[1][0] else "field"
        expect(frame.get_by_role("link", name=title, exact=True)).to_have_class(known)
    picture("pointing")
    page.get_by_role("button", name="Read the page like this").click()
    expect(page.get_by_role("heading", level=2, name="What we read: 5 adverts")).to_be_visible()


def save(page: Page) -> None:
    """What a page cannot say, then save."""
    page.get_by_role("textbox", name="Name").fill("Calderbridge Town Council, jobs")
    page.get_by_role("textbox", name="Area").fill("Leeds")
    page.get_by_label("On what terms it may be shown").select_option("permission")
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("heading", level=1, name="Calderbridge Town Council, jobs")).to_be_visible()
    expect(page.get_by_text("An operator approves it.")).to_be_visible()


def approve(page: Page, picture: Picture) -> None:
    """The operator's part."""
    page.get_by_role("link", name="Waiting for you").click()
    picture("waiting")
    page.get_by_role("link", name="Calderbridge Town Council, jobs").click()
    page.get_by_role("button", name="Approve: look at it on schedule").click()
    expect(page.get_by_text("active", exact=True).first).to_be_visible()
