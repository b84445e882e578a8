"""The words of the example region: things that are really on offer, and the records that sites show of them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Pay:
    """Pay as the employer means it: pounds, `period` is year, hour or week."""

    low: float
    high: float
    period: str

    def text(self) -> str:
        """`£24,790 to £26,409 a year`."""
        shown = [f"£{self.low:,.2f}" if self.period != "year" else f"£{self.low:,.0f}"]
        if self.high > self.low:
            shown.append(f"£{self.high:,.2f}" if self.period != "year" else f"£{self.high:,.0f}")
        return f"{' to '.join(shown)} {'an' if self.period == 'hour' else 'a'} {self.period}"


@dataclass(frozen=True)
class Place:
    """Where: a town of `towns.tsv`, a postcode in it, and the site or venue, where there is one."""

    town: str = ""
    postcode: str = ""
    site: str = ""


@dataclass(frozen=True)
class Near:
    """This thing looks like `thing` and is another; `how`: shift, site, hours, level, band, town, subject, campus."""

    thing: str
    how: str


@dataclass(frozen=True)
class Text:
    """The parts that an advert is written from; `about` is the employer's boilerplate."""

    intro: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    about: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Thing:
    """One real thing: a post, a course with its start, an event, a scheme, a piece of news."""

    id: str
    kind: str
    title: str
    employer: str
    place: Place
    text: Text
    posted: date
    closes: date | None = None
    pay: Pay | None = None
    contract: str = ""
    pattern: str = ""
    weekly: float | None = None
    grade: str = ""
    near: Near | None = None
    fresh: bool = False
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Employer:
    """An invented employer or provider; `aliases`: how others write its name."""

    key: str
    name: str
    aliases: tuple[str, ...]
    sector: str
    towns: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class Record:
    """What one source shows of one thing. `status`: ok, closed, rejected, unread, gone, down, unreadable.

    `flaw` says what is broken in it on purpose; `change` what happened on the second day.
    """

    source: str
    key: str
    thing: Thing
    title: str
    organisation: str
    place: str
    pay: Pay | None
    pay_text: str
    posted: date
    closes: date | None
    snippet: int = 0
    footer: str = ""
    status: str = "ok"
    flaw: str = ""
    change: str = ""
    relation: str = ""
    extra: str = ""

    @property
    def served(self) -> bool:
        """Whether the source's pages hold it in a form that can be read as a record."""
        return self.status in ("ok", "closed", "rejected")
