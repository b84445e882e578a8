"""XCRI-CAP course → draft. The payload's shape is described in `spiders/connectors/xcri_cap.py`.

Rules of the standard kept here: no `attendanceMode` means Campus, no venue means the provider's own place
(for courses people go to), `@dtf` is the date and the text beside it is for people.
"""

from html import escape
from typing import Any, ClassVar

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.xcri_nodes import (
    Nodes,
    english,
    find_typed,
    heading,
    html_of,
    level_of,
    nodes,
    place_of,
    subject_label,
    text_of,
    ukprn_of,
)
from normalise.mappers.xcri_runs import Run, closing, first_upcoming, read_runs, remote_of
from normalise.text import html
from records.draft import Draft, DraftPlace
from records.payload import Payload
from records.source import SourceConfig
from records.vocabulary import Kind

_SECTIONS = (
    ("objective", "Aims"),
    ("learningOutcome", "What you will learn"),
    ("assessment", "Assessment"),
    ("applicationProcedure", "How to apply"),
)
_ENTRY_TYPES = frozenset({"prerequisite", "prerequisites", "entryrequirements", "entryprofile", "requirements"})
# Descriptions for machines: keywords, not text to read.
_META_TYPES = frozenset({"metadatakeywords", "keywords", "metadatadescription"})
_KNOWN = ("type", "isPartOf", "hasPart", "regulations", "@recstatus", "other", "image", "contributor", "engagement")


class XcriCourseMapper(Mapper):
    """One course with its presentations; dates and cost of the listing are those of the next one to start."""

    format: ClassVar[str] = "xcri_course"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The course in its own words."""
        provider = fields.take("provider")
        holder: dict[str, JsonValue] = provider if isinstance(provider, dict) else {}
        presentations = nodes(fields.take("presentation"))
        runs = read_runs(presentations, place_of(holder))
        run = first_upcoming(runs, payload.fetched_at)
        identifiers = nodes(fields.take("identifier"))
        descriptions = english(nodes(fields.take("description"))) or _of_runs(presentations, "description")[:1]
        qualification = _first_object(nodes(fields.take("qualification")))
        title = _first(english(nodes(fields.take("title"))))
        url = _first_url(nodes(fields.take("url")), identifiers) or (run.url if run else None)
        fields.ignore(_KNOWN)
        return Draft(
            kind=Kind.COURSE,
            title=title,
            description=_description(fields, descriptions),
            places=_places(runs, holder),
            remote=remote_of(runs),
            hours=list(dict.fromkeys(r.draft.study_mode for r in runs if r.draft.study_mode)),
            course_runs=[r.draft for r in runs],
            closes_at=closing(runs),
            starts_on=run.draft.starts_on if run else None,
            ends_on=run.draft.ends_on if run else None,
            cost=_cost(runs, run) or _first(nodes(fields.take("cost"))),
            duration=next((r.duration for r in runs if r.duration), None) or _first(nodes(fields.take("duration"))),
            entry_requirements=_entry(
                nodes(fields.take("prerequisite", "entryRequirements")), descriptions, presentations
            ),
            subjects=_subjects(nodes(fields.take("subject")) or _of_runs(presentations, "subject")),
            url=url,
            apply_url=next((r.apply_url for r in [run, *runs] if r and r.apply_url), None) or url,
            language=next((r.language for r in runs if r.language), None),
            provider_course_id=_own_id(identifiers),
            **_organisation(holder),
            **_qualification(
                qualification, nodes(fields.take("credit")), title, nodes(fields.take("educationLevel", "level"))
            ),
        )


def _first(found: Nodes) -> str | None:
    return next((t for t in map(text_of, found) if t), None)


def _first_object(found: Nodes) -> dict[str, JsonValue]:
    return next((node for node in found if isinstance(node, dict)), {})


def _first_url(*groups: Nodes) -> str | None:
    texts = (text_of(node) for group in groups for node in group)
    return next((t for t in texts if t.lower().startswith(("http://", "https://"))), None)


def _subjects(found: Nodes) -> list[str]:
    return list(dict.fromkeys(label for node in found if (label := subject_label(node))))


def _own_id(identifiers: Nodes) -> str | None:
    typed = find_typed(identifiers, "internalid", "courseid", "providercourseid")
    plain = (text_of(node) for node in identifiers if not isinstance(node, dict) or "@type" not in node)
    return typed or next((t for t in plain if t and not t.lower().startswith(("http", "urn:", "nld:"))), None)


def _organisation(provider: dict[str, JsonValue]) -> dict[str, Any]:
    identifiers = nodes(provider.get("identifier"))
    ukprn = ukprn_of(identifiers)
    image = _first_object(nodes(provider.get("image")))
    logo = image.get("@src") or image.get("@href")
    return {
        "organisation": _first(english(nodes(provider.get("title")))) or _first(nodes(provider.get("name"))),
        "organisation_url": _first_url(nodes(provider.get("url")), identifiers),
        "organisation_logo": logo if isinstance(logo, str) else None,
        "organisation_identifiers": {"ukprn": ukprn} if ukprn else {},
    }


def _qualification(
    qualification: dict[str, JsonValue], credit: Nodes, title: str | None, levels: Nodes
) -> dict[str, Any]:
    award = _first(nodes(qualification.get("title"))) or _first(nodes(qualification.get("abbr")))
    if award and award.lower().startswith(("may lead", "none", "n/a", "no qualification")):
        award = None
    bodies = [*nodes(qualification.get("awardedBy")), *nodes(qualification.get("accreditedBy"))]
    words = [*map(text_of, levels), *map(text_of, nodes(qualification.get("educationLevel")))]
    words += map(text_of, nodes(qualification.get("level")))
    return {
        "award": award,
        "awarding_body": _first(bodies),
        "qualification_level": level_of(words, credit, [award or "", title or ""]),
    }


def _places(runs: list[Run], provider: dict[str, JsonValue]) -> list[DraftPlace]:
    """The runs' places; the standard's default where no run has one: the provider's own."""
    found: list[DraftPlace] = []
    for place in (place for run in runs for place in run.places):
        if place not in found:
            found.append(place)
    home = place_of(provider)
    return found or ([home] if home else [])


def _cost(runs: list[Run], run: Run | None) -> str | None:
    costs = [r.draft.cost for r in [run, *runs] if r and r.draft.cost]
    return costs[0] if costs else None


def _entry(prerequisites: Nodes, descriptions: Nodes, presentations: Nodes) -> str | None:
    """The course's prerequisites; version 1.1 has them on presentations."""
    typed = [node for node in descriptions if isinstance(node, dict) and _type(node) in _ENTRY_TYPES]
    pieces = [html_of(node) for node in [*prerequisites, *typed]]
    if not any(pieces):
        held = [*_of_runs(presentations, "entryRequirements"), *_of_runs(presentations, "prerequisite")]
        pieces = list(dict.fromkeys(map(html_of, held)))
    return html.to_text("\n".join(piece for piece in pieces if piece)) or None


def _of_runs(presentations: Nodes, name: str) -> Nodes:
    """What the presentations say where the course says nothing."""
    return [node for run in presentations if isinstance(run, dict) for node in nodes(run.get(name))]


def _type(node: JsonValue) -> str:
    return str(node.get("@type", "")).lower() if isinstance(node, dict) else ""


def _description(fields: Fields, descriptions: Nodes) -> str | None:
    """Abstract (unless a description starts with it), descriptions in order, then the other sections."""
    pieces: list[str] = []
    shown = [node for node in descriptions if _type(node) not in _ENTRY_TYPES | _META_TYPES]
    abstracts = [html_of(node) for node in english(nodes(fields.take("abstract")))]
    starts = [_folded(html_of(node)) for node in shown]
    pieces += [a for a in abstracts if a and not any(_repeats(_folded(a), text) for text in starts)]
    for node in shown:
        content = html_of(node)
        if content:
            title = heading(_type_name(node))
            pieces.append(f"<h3>{escape(title)}</h3>{content}" if title and pieces else content)
    for name, title in _SECTIONS:
        parts = [part for part in map(html_of, nodes(fields.take(name))) if part]
        if parts:
            pieces.append(f"<h3>{title}</h3>{''.join(parts)}" if pieces else "".join(parts))
    return "\n".join(pieces) or None


def _repeats(abstract: str, description: str) -> bool:
    """The description starts with the abstract, or the abstract was cut off to fit a field."""
    if not description:
        return False
    return description.startswith(abstract[:80]) or abstract[-1:] not in ".!?…:)\"'”’"


def _type_name(node: JsonValue) -> str:
    return str(node.get("@type", "")) if isinstance(node, dict) else ""


def _folded(content: str) -> str:
    return " ".join(html.to_text(content).split()).casefold()
