"""Events, support schemes and news."""

from datetime import date, timedelta

from examples.region import data
from examples.region.model import Near, Place, Text, Thing


def make_events(today: date) -> list[Thing]:
    """Events; the same title in another town or on another day is another event."""
    found: list[Thing] = []
    first: dict[str, str] = {}
    for number, row in enumerate(data.rows("events.tsv")):
        title, organiser, town, venue, days, start, hours, price, mode, text = row
        ident = f"event-{number + 1}"
        before = first.get(title)
        first.setdefault(title, ident)
        found.append(
            Thing(
                id=ident,
                kind="event",
                title=title,
                employer=organiser,
                place=Place(town, data.postcodes()[town][0], venue),
                text=Text(intro=(text,)),
                posted=today - timedelta(days=10),
                near=Near(before, "venue") if before else None,
                fresh=number in (11, 25),
                facts={
                    "starts": (today + timedelta(days=int(days))).isoformat(),
                    "at": start,
                    "hours": hours,
                    "price": price,
                    "mode": mode,
                },
            )
        )
    return found


def make_support(today: date) -> list[Thing]:
    """Grants, loans, workspace, advice, training and volunteering."""
    found = []
    for number, row in enumerate(data.rows("support.tsv")):
        title, offer, organisation, town, amount, audience, eligibility, text = row
        found.append(
            Thing(
                id=f"support-{number + 1}",
                kind="support",
                title=title,
                employer=organisation,
                place=Place(town, data.postcodes()[town][0]),
                text=Text(intro=(text,)),
                posted=today - timedelta(days=30),
                fresh=number in (9, 21),
                facts={"offer": offer, "amount": amount, "audience": audience, "eligibility": eligibility},
            )
        )
    return found


def make_news(today: date) -> list[Thing]:
    """News, newest last; two pieces come out on the second day."""
    found = []
    for number, row in enumerate(data.read_yaml("news.yaml")):
        found.append(
            Thing(
                id=f"news-{number + 1}",
                kind="news",
                title=row["title"],
                employer=row["by"],
                place=Place(),
                text=Text(intro=(row["text"],)),
                posted=today - timedelta(days=row["ago"]),
                fresh=row["ago"] <= 1,
            )
        )
    return found
