"""Which source shows what: the records of the first day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from examples.region import data, wording
from examples.region.model import Record, Thing

COUNCIL_FEED, COUNCIL_PAGES, NHS, BOARD_API = (
    "airewharfe-council-jobs",
    "caldercolne-council-jobs",
    "westriding-nhs-jobs",
    "brightloom-careers",
)
COLLEGE, UNIVERSITY, FINDER = "weavers-college-courses", "three-valleys-university-courses", "westriding-course-finder"
FEED, BOARD, AGGREGATOR = "moor-and-mill-jobs", "five-towns-jobs", "jobsweep-yorkshire"
APPRENTICESHIPS, EVENTS, SUPPORT, NEWS = (
    "westriding-apprenticeships",
    "westriding-skills-events",
    "westriding-business-support",
    "westriding-skills-news",
)
RECORDED = "civil-service-jobs-recorded"

SOURCES = (
    COUNCIL_FEED, COUNCIL_PAGES, NHS, BOARD_API, COLLEGE, UNIVERSITY, FINDER, FEED, BOARD, AGGREGATOR,
    APPRENTICESHIPS, EVENTS, SUPPORT, NEWS, RECORDED,
)  # fmt: skip

_OWNERS = {
    "airewharfe": COUNCIL_FEED,
    "oakbank": COUNCIL_FEED,
    "caldercolne": COUNCIL_PAGES,
    "southcrag": COUNCIL_PAGES,
    "ribbleaire": NHS,
    "westcommunity": NHS,
    "brightloom": BOARD_API,
}
_FULL_TIME = 35
_NEIGHBOURS = ("Halifax", "Huddersfield", "Brighouse", "Todmorden", "Holmfirth", "Hebden Bridge", "Dewsbury")
_KEYS = {
    COUNCIL_FEED: ("{}", 4101, 7),
    COUNCIL_PAGES: ("CCD{:05d}", 2301, 3),
    NHS: ("{}", 5916044, 37),
    BOARD_API: ("{}", 4417203, 1013),
    COLLEGE: ("WC-{}", 1001, 1),
    UNIVERSITY: ("UTV-{}", 301, 7),
    FINDER: ("CF{:06d}", 30417, 11),
    FEED: ("mm-{}", 880120, 17),
    BOARD: ("FT{:06d}", 51207, 13),
    AGGREGATOR: ("JS{}", 7712305, 29),
    APPRENTICESHIPS: ("VAC{:010d}", 2000054301, 3),
    EVENTS: ("EV-{}", 2101, 1),
    SUPPORT: ("SUP-{:03d}", 11, 1),
    NEWS: ("tag:skills.example,2026:news-{}", 501, 1),
}


# Boards cut descriptions off after so many characters; 0 is the whole text.
_CUT_AT = {FEED: (320, 380, 450), AGGREGATOR: (0, 0, 700)}


@dataclass
class Numbers:
    """Hands out the ids of one source."""

    source: str
    given: int = 0

    def next(self) -> str:
        """The next id; ids have gaps, as real ones do."""
        form, first, step = _KEYS[self.source]
        self.given += 1
        return form.format(first + step * (self.given - 1))


class Plan:
    """Makes records, source by source, in an order that does not change."""

    def __init__(self, things: list[Thing], seed: int, today: date) -> None:
        self.things = things
        # A board is late, but nobody has posted tomorrow.
        self.latest = today
        self.rng = Random(seed + 1)
        self.numbers = {source: Numbers(source) for source in _KEYS}
        self.records: list[Record] = []
        self.of_pair = {t.near.thing for t in things if t.near} | {t.id for t in things if t.near}

    def make(self) -> list[Record]:
        """The records of all sources that show the whole region, day one and what is fresh on day two."""
        for thing in self.things:
            for source in self._sources(thing):
                make: Callable[[str, Thing], Record] = (
                    self.board if source in (FEED, BOARD, AGGREGATOR, FINDER) else self.own
                )
                self.records.append(make(source, thing))
        return self.records

    def own(self, source: str, thing: Thing) -> Record:
        """A record in the words of the body that offers it."""
        employer = wording.employer_of(thing)
        pay_text = thing.pay.text() if thing.pay else ""
        if thing.pay and thing.pay.period == "year" and thing.weekly and thing.weekly < _FULL_TIME:
            pay_text += " pro rata"
        place = f"{thing.place.town}, {thing.place.postcode}" if thing.place.postcode else thing.place.town
        return Record(
            source, self.numbers[source].next(), thing, thing.title, employer.name, place,
            thing.pay, pay_text, thing.posted, thing.closes,
        )  # fmt: skip

    def board(self, source: str, thing: Thing) -> Record:
        """A record in a board's words: later, often shorter, with another title, name or pay."""
        rng = self.rng
        record = self.own(source, thing)
        if thing.kind == "course":
            return self._finder(record)
        lone = thing.id not in self.of_pair
        pay, pay_text = wording.board_pay(thing, rng)
        hide = source == AGGREGATOR and lone and rng.random() < 0.06
        late = timedelta(days=rng.choice([0, 0, 1, 1, 2, 3]))
        return replace(
            record,
            title=wording.board_title(thing, record.key, rng),
            organisation="" if hide else wording.board_name(wording.employer_of(thing), rng),
            place=wording.board_place(thing, rng, exact=hide or not lone or source == FEED),
            pay=pay,
            pay_text=pay_text,
            posted=min(thing.posted + late, thing.closes or thing.posted, self.latest),
            closes=thing.closes if source != FEED else None,
            snippet=rng.choice(_CUT_AT.get(source, (0,))),
            footer=rng.choice(data.read_yaml("phrases.yaml")["boards"]) if rng.random() < 0.6 else "",
        )

    def _finder(self, record: Record) -> Record:
        thing = record.thing
        title = thing.title
        level, award, subject = (thing.facts[name] for name in ("level", "award", "subject"))
        if thing.employer == "weavers" and award != "GCSE" and self.rng.random() < 0.4:
            title = f"Level {level} {award} in {subject}"
        elif thing.employer == "pennines" and self.rng.random() < 0.4:
            title = f"{award} {subject}"
        return replace(
            record,
            title=title,
            organisation=wording.board_name(wording.employer_of(thing), self.rng),
            place=thing.place.town,
        )

    def _sources(self, thing: Thing) -> Iterator[str]:
        kind, rng = thing.kind, self.rng
        if kind == "job":
            yield from self._job_sources(thing)
        elif kind == "apprenticeship":
            yield APPRENTICESHIPS
            if thing.employer in ("airewharfe", "brightloom"):
                yield _OWNERS[thing.employer]
            if rng.random() < 0.35:
                yield BOARD
        elif kind == "course":
            own = {"weavers": COLLEGE, "pennines": UNIVERSITY}.get(thing.employer)
            if own:
                yield own
            if own is None or rng.random() < 0.5:
                yield FINDER
        else:
            yield {"event": EVENTS, "support": SUPPORT, "news": NEWS}[kind]

    def _job_sources(self, thing: Thing) -> Iterator[str]:
        rng = self.rng
        owner = _OWNERS.get(thing.employer)
        shown = [owner] if owner else []
        if owner is None and thing.place.town in _NEIGHBOURS and rng.random() < 0.45:
            shown.append(COUNCIL_PAGES)
        odds = 0.20 if owner else 0.30
        shown += [board for board in (FEED, BOARD, AGGREGATOR) if rng.random() < odds]
        if not shown:
            shown.append(rng.choice([FEED, BOARD, AGGREGATOR]))
        yield from shown
