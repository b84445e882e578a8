"""Presentations of an XCRI-CAP course as course runs."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import JsonValue

from normalise.mappers.xcri_nodes import Nodes, find_typed, lines_of, nodes, place_of, text_of
from normalise.text.dates import read_moment
from records.draft import DraftPlace, DraftRun

_STUDY = {"FT": "Full time", "PT": "Part time", "PF": "Part of a full-time programme", "FL": "Flexible"}
_MODES = {
    "CM": "Campus", "DA": "Distance with attendance", "DS": "Distance without attendance", "MM": "Mixed mode",
    "NC": "Face-to-face non-campus", "ON": "Online (no attendance)", "WB": "Work-based",
}  # fmt: skip
_PATTERNS = {
    "DT": "Daytime",
    "EV": "Evening",
    "TW": "Twilight",
    "DR": "Day/Block release",
    "WE": "Weekend",
    "CS": "Customised",
}
_TIME_OF_DAY = re.compile(
    r"^(?:(?:part|full)[\s-]time\s+)?(?:day(?:time)?|evenings?|weekends?|twilight)\b", re.IGNORECASE
)
_CODES = re.compile(r"^[A-Z]{2}$")
_AWAY = re.compile(
    r"without attendance|online|self[\s-]?study|correspondence|^distance(?: learning| education)?$", re.IGNORECASE
)
_BOTH = re.compile(r"mixed|blended|with attendance", re.IGNORECASE)
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
# What systems write for "no date".
_NO_DATE = ("1900", "0001", "0000", "1899", "9999")


@dataclass(frozen=True)
class Run:
    """A presentation in draft, and what the listing as a whole takes from it."""

    draft: DraftRun
    places: list[DraftPlace]
    starts: date | None
    apply_until: str | None
    apply_url: str | None
    duration: str | None
    language: str | None

    @property
    def url(self) -> str | None:
        """Page of the run."""
        return self.draft.url


def read_runs(presentations: Nodes, home: DraftPlace | None) -> list[Run]:
    """The presentations in document order; `home` is the provider's place."""
    return [_run(node, home) for node in presentations if isinstance(node, dict)]


def _run(node: dict[str, JsonValue], home: DraftPlace | None) -> Run:
    starts_on, start_text = _date(nodes(node.get("start")))
    ends_on, _ = _date(nodes(node.get("end")))
    identifiers = nodes(node.get("identifier"))
    pattern = _coded(node, "attendancePattern", _PATTERNS)
    mode = _coded(node, "attendanceMode", _MODES) or "Campus"
    if _TIME_OF_DAY.match(mode):
        # Some systems write when where the standard asks how.
        pattern, mode = pattern or mode, "Campus"
    urls = [text_of(n) for n in nodes(node.get("url"))]
    urls += map(text_of, identifiers)
    url = next((t for t in urls if t.lower().startswith(("http://", "https://"))), None)
    venues = _venues(node, mode, home)
    moment = read_moment(starts_on) if starts_on else None
    apply_to = [t for n in nodes(node.get("applyTo")) for t in (text_of(n), _href(n))]
    draft = DraftRun(
        id=find_typed(identifiers, "internalid", "presentationid")
        or next((t for t in map(text_of, identifiers) if t), None),
        starts_on=starts_on,
        ends_on=ends_on,
        start_text=start_text,
        place=venues[0] if venues else None,
        mode=mode,
        study_mode=_coded(node, "studyMode", _STUDY) or _study_in(pattern),
        attendance_pattern=pattern,
        cost=next((t for t in map(lines_of, nodes(node.get("cost"))) if t), None),
        url=url,
    )
    return Run(
        draft=draft,
        places=venues,
        starts=moment.at.date() if moment else None,
        apply_until=_closing_day(nodes(node.get("applyUntil"))),
        apply_url=next((t for t in apply_to if t.lower().startswith(("http://", "https://"))), None),
        duration=_duration(nodes(node.get("duration"))),
        language=_language(node),
    )


def _coded(node: dict[str, JsonValue], name: str, codes: dict[str, str]) -> str | None:
    """The words of coded elements: the code's where known, else the text (which may be the bare code)."""
    words: list[str] = []
    for item in nodes(node.get(name)):
        text = text_of(item)
        code = str(item.get("@identifier", "")).strip().upper() if isinstance(item, dict) else ""
        found = codes.get(code) or codes.get(text.upper())
        if found or (text and code != "NK" and not _CODES.match(text)):
            words.append(found or text)
    return ", ".join(dict.fromkeys(words)) or None


def _study_in(pattern: str | None) -> str | None:
    """Old feeds say the study mode in the attendance pattern ("Part time distance education course")."""
    match = re.search(r"\b(full|part)[\s-]time\b", pattern or "", re.IGNORECASE)
    return f"{match[1].capitalize()} time" if match else None


def _language(node: dict[str, JsonValue]) -> str | None:
    texts = map(text_of, nodes(node.get("languageOfInstruction")))
    return next((t.lower() if len(t) == 2 else t for t in texts if t), None)


def _href(node: JsonValue) -> str:
    return str(node.get("@href", "")) if isinstance(node, dict) else ""


def _date(found: Nodes) -> tuple[str | None, str | None]:
    """A full date (ISO, or words with a day), and the text where there is only a month or a season."""
    for node in found:
        dtf = str(node.get("@dtf", "")).strip() if isinstance(node, dict) else ""
        text = text_of(node)
        if (dtf or text).startswith(_NO_DATE):
            return None, None
        if _ISO.match(dtf):
            return dtf, None
        if text and read_moment(text) is not None:
            return text, None
        if text or dtf:
            return None, text or dtf
    return None, None


def _closing_day(found: Nodes) -> str | None:
    """`applyUntil`; a month means its last day."""
    full, text = _date(found)
    dtf = next((str(n.get("@dtf", "")).strip() for n in found if isinstance(n, dict)), "")
    match = _MONTH.match(dtf) or _MONTH.match(text or "")
    if full or not match or not 1 <= int(match[2]) <= 12:
        return full
    return f"{match[0]}-{monthrange(int(match[1]), int(match[2]))[1]:02d}"


def _duration(found: Nodes) -> str | None:
    for node in found:
        interval = str(node.get("@interval", "")).strip() if isinstance(node, dict) else ""
        if text := text_of(node) or interval:
            return text
    return None


def _venues(node: dict[str, JsonValue], mode: str, home: DraftPlace | None) -> list[DraftPlace]:
    found: list[DraftPlace] = []
    for venue in nodes(node.get("venue")):
        place = place_of(venue, venue=True) if isinstance(venue, dict) else None
        if place is None and text_of(venue):
            place = DraftPlace(text=text_of(venue))
        if place and place not in found:
            found.append(place)
    # Nobody goes anywhere for a distance course, so the provider's office is not where it takes place.
    return found or ([home] if home and not _AWAY.search(mode) else [])


def first_upcoming(runs: list[Run], now: datetime) -> Run | None:
    """The next run to start, else the latest that has started, else the first."""
    dated = sorted((run for run in runs if run.starts), key=lambda run: run.starts or date.min)
    ahead = [run for run in dated if run.starts and run.starts >= now.date()]
    return next(iter([*ahead, *reversed(dated), *runs]), None)


def closing(runs: list[Run]) -> str | None:
    """The last day to apply for any run; None where a run states none (it may stay open)."""
    days = [run.apply_until for run in runs]
    if not days or not all(days):
        return None
    moments = [(moment.at, day) for day in days if day and (moment := read_moment(day))]
    return max(moments)[1] if len(moments) == len(days) else None


def remote_of(runs: list[Run]) -> str | None:
    """`online`, `campus` or `blended` over all runs."""
    modes = [run.draft.mode or "" for run in runs]
    if not modes:
        return None
    away = [bool(_AWAY.search(mode)) and not _BOTH.search(re.sub("without attendance", "", mode)) for mode in modes]
    if all(away):
        return "online"
    if any(away) or any(_BOTH.search(mode.replace("without attendance", "")) for mode in modes):
        return "blended"
    return "campus" if all(re.search(r"campus|face|class", mode, re.IGNORECASE) for mode in modes) else None
