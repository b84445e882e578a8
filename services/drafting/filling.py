"""What goes into a new source file, from what was said, what stands at the address, and what was read."""

from __future__ import annotations

from typing import Any, NamedTuple

from records.settings import Settings
from records.source import SourceConfig
from services.detecting import Detection
from services.drafting import naming, proposals
from services.drafting.source_text import Lines, licence_note
from services.drafting.wishes import Wishes
from services.source_life import UNSETTLED
from services.trying import Trial
from spiders.blocks import Block
from spiders.leads import html_tree

# A council and its schools' trust may both stand in its own list.
_OWN_NAMES = 2


class Reasons(NamedTuple):
    """Why the adverts are read so, and notes by the file's keys."""

    why: str
    notes: dict[str, str]


def why_so(connector: dict[str, Any], detection: Detection, blocks: list[Block]) -> str:
    """By what evidence the adverts are read so."""
    if connector["type"] == detection.found.connector:
        return detection.found.why
    block = next((block for block in blocks if block.listing == connector.get("item")), None)
    if block is not None:
        return f"no markup, but a list that repeats: {block.why}"
    return (
        "the adverts' own pages describe them in schema.org markup" if "follow" in connector else "as it was asked for"
    )


def lines_of(  # noqa: PLR0913 - what is known from five places comes together here
    config: SourceConfig,
    connector: dict[str, Any],
    reasons: Reasons,
    trial: Trial,
    detection: Detection,
    wishes: Wishes,
    settings: Settings,
) -> Lines:
    """The file, but for its limits."""
    why, notes = reasons
    tree = html_tree(detection.page) if detection.page else None
    url = detection.url
    kind = naming.kind_of(url, tree, (one.kind for one in trial.listings))
    publisher, sure = (
        (wishes.publisher, True) if wishes.publisher else naming.publisher_name(tree, url, _channel(trial))
    )
    body = naming.body_of(url)
    data: dict[str, Any] = {
        "id": wishes.id or naming.source_id(url, config.connector.type, kind, naming.ids_taken(settings)),
        "name": wishes.name or f"{publisher if publisher != UNSETTLED else 'A new source'}: {naming.plural(kind)}",
        "publisher": {"name": publisher} | ({"kind": body} if body else {}) | {"authority": _authority(trial)},
        "connector": connector,
        "kind": kind.value,
    }
    data |= {name: value for name in ("area", "country", "timezone") if (value := getattr(wishes, name))}
    data["schedule"] = "@daily"
    if sure and not any(one.organisation for one in trial.listings):
        data["defaults"] = {"organisation": publisher}
        notes["defaults.organisation"] = "no advert names its employer or provider"
    if not sure:
        notes["publisher.name"] = "whose adverts are these? Write its name, also as `defaults: {organisation: …}`"
    data["licence"] = {"name": wishes.licence or UNSETTLED}
    if not wishes.licence:
        notes["licence.name"] = licence_note(detection.terms)
    data["status"] = "draft"
    notes["publisher.authority"] = "or official (a public feed for others), board, aggregator"
    notes["status"] = f"when all is right: talentfeed source status {data['id']} active"
    head = [f"Drafted from {detection.asked} on {trial.at:%Y-%m-%d}; nobody has approved it yet.", why]
    return Lines(data, notes, [" ".join(line.split()) for line in head])


def _channel(trial: Trial) -> str:
    """What a feed calls itself."""
    for payload in trial.payloads[:1]:
        channel = payload.data.get("channel")
        title = channel.get("title") if isinstance(channel, dict) else None
        return title.strip() if isinstance(title, str) else ""
    return ""


def _authority(trial: Trial) -> str:
    """Adverts of several employers are another's list."""
    names = {one.organisation.name for one in trial.listings if one.organisation}
    return "employer" if len(names) <= _OWN_NAMES else "board"


def add_limits(lines: Lines, trial: Trial, settings: Settings) -> None:
    """`expectations`, with what was seen."""
    proposed = proposals.limits(trial)
    expectations: dict[str, Any] = {}
    if proposed.min_listings:
        expectations["min_listings"] = proposed.min_listings
    if proposed.fill:
        expectations["fill"] = proposed.fill
    if expectations:
        after = {name: lines.data.pop(name) for name in ("licence", "status")}
        lines.data |= {"expectations": expectations} | after
        lines.notes["expectations"] = f"outside of this a person looks first; seen on {settings.clock():%Y-%m-%d}:"
        lines.notes["expectations.min_listings"] = f"{proposed.seen} adverts" + ("" if proposed.whole else " or more")
