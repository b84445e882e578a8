"""`talentfeed source new`: an address → a source file in draft, tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from records.base import faults
from records.errors import ConfigError
from records.settings import Settings
from records.source import SourceConfig
from records.source_file import load_source
from records.source_schema import FILE, source_schema
from records.vocabulary import Kind
from services.detecting import Detection, detect_url
from services.drafting import naming, proposals
from services.drafting.behind import markup_behind
from services.drafting.drawn import as_drawn, with_browser
from services.drafting.filling import Reasons, add_limits, lines_of, why_so
from services.drafting.recording import Recording, record
from services.drafting.source_text import source_text
from services.drafting.wishes import Wishes
from services.source_life import UNSETTLED
from services.trying import Trial, read_again, try_listings
from spiders.blocks import Block, find_blocks
from spiders.connectors.registry import connector_names
from spiders.outcome import NEXT_NEVER_FOUND

_TRIED = 25
_TRIED_PAGES = 5
_MOST_TRIALS = 3
_BLOCKS = 2
_REGION = "my-region"
Tried = tuple[SourceConfig, Trial]


@dataclass(frozen=True)
class Draft:
    """A source that nobody has approved. `text`: its file; `config`: the same, read; None where nothing was found.

    `blocks`: the lists of adverts that a page without a platform has; `told`: what was done and why, line by line.
    """

    detection: Detection
    text: str = ""
    config: SourceConfig | None = None
    trial: Trial | None = None
    blocks: list[Block] = field(default_factory=list)
    region: str = _REGION
    recording: Recording | None = None
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Saved:
    """Where a draft is now. `case`: the folder of its recorded page, where there is one."""

    path: Path
    case: Path | None


def draft_source(url: str, settings: Settings, wishes: Wishes | None = None) -> Draft:
    """A draft for what stands at `url`; its `config` is None where no advert could be read, and `told` says why.

    ConfigError for an address that must not be fetched, and for wishes that no source file may hold.
    """
    wishes = wishes or Wishes()
    told: list[str] = []
    detection = detect_url(url, settings)
    drawn = None if wishes.connector else as_drawn(detection, settings, told)
    detection = drawn or detection
    draft = Draft(detection, region=_region(wishes, settings), told=told)
    best: Tried | None = None
    blocks = find_blocks(detection.page) if detection.page and not wishes.connector else []
    tried: list[dict[str, Any]] = []
    candidates = chain(markup_behind(detection, blocks, settings), _candidates(detection, blocks, wishes))
    for connector in islice(map(with_browser, candidates) if drawn else candidates, _MOST_TRIALS):
        config = _config(connector, detection, wishes, settings)
        trial = try_listings(config, settings, _limit(connector), bodies=True)
        tried.append(connector)
        draft.told.append(_said_of(connector, trial))
        if trial.listings and (best is None or len(trial.listings) > len(best[1].listings)):
            best = config, trial
        if trial.listings and not trial.rejected:
            break
    if best is None:
        draft.told.insert(0, detection.found.why)
        draft.told.append(_nothing(detection, tried))
        return Draft(detection, blocks=blocks, region=draft.region, told=draft.told)
    return _proposed(draft, best, blocks, wishes, settings)


def _candidates(detection: Detection, blocks: list[Block], wishes: Wishes) -> Iterator[dict[str, Any]]:
    """Options to try, the steadiest first."""
    if wishes.connector:
        yield {"url": detection.url, **wishes.connector}
        return
    found = detection.found
    if found.connector:
        for suffix in ("_page", "_cards"):
            base = found.connector.removesuffix(suffix)
            if base != found.connector and base in connector_names():
                yield {**found.options, "type": base}
        yield dict(found.options)
    if detection.page is not None:
        for block in blocks[:_BLOCKS]:
            yield {"type": "selectors", "url": detection.url, **block.options()}


def _limit(connector: dict[str, Any]) -> int:
    """How many adverts to read: few where each costs the site a request."""
    return _TRIED_PAGES if "follow" in connector or "detail" in connector else _TRIED


def _config(connector: dict[str, Any], detection: Detection, wishes: Wishes, settings: Settings) -> SourceConfig:
    """The least of a source; ConfigError names what of the wishes no file may hold."""
    url, kind = detection.url, Kind.JOB
    data: dict[str, Any] = {
        "id": wishes.id or naming.source_id(url, str(connector["type"]), kind, naming.ids_taken(settings)),
        "name": wishes.name or "A new source",
        "publisher": {"name": "The publisher"},
        "connector": connector,
        "licence": {"name": wishes.licence or UNSETTLED},
        "status": "draft",
    }
    data |= {name: value for name in ("area", "country", "timezone") if (value := getattr(wishes, name))}
    try:
        return SourceConfig.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{'; '.join(faults(error))}", rule="source") from None


def _region(wishes: Wishes, settings: Settings) -> str:
    """The folder: as it was said, by the area, or the only one there is."""
    stated = naming.slug(wishes.region) or naming.slug(wishes.area)
    folder = settings.config_dir / "sources"
    there = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return stated or (there[0] if len(there) == 1 else _REGION)


def _said_of(connector: dict[str, Any], trial: Trial) -> str:
    if trial.listings:
        return f"`{connector['type']}` reads {trial.found} adverts"
    why = trial.problems[0] if trial.problems else "no advert"
    return f"`{connector['type']}` reads nothing: {why}"


def _nothing(detection: Detection, tried: list[dict[str, Any]]) -> str:
    if detection.code:
        return f"nothing was drafted: the page cannot be had ({detection.message or detection.code})"
    if tried:
        return (
            "nothing was drafted: nothing that was tried reads an advert. See config/README.md for what else there is"
        )
    return (
        "nothing was drafted: no list of adverts was found. Is this the page that lists them? If you see them in a "
        "browser, name the connector and its options in a copy of config/templates/selectors.yaml"
    )


def _proposed(draft: Draft, best: Tried, blocks: list[Block], wishes: Wishes, settings: Settings) -> Draft:
    """The draft with what the first look proposes; tried once more where that changes what is read."""
    config, trial = best
    connector, notes = _options(config, trial)
    why = why_so(connector, draft.detection, blocks)
    draft.told.insert(0, why)
    rule = proposals.leave_out(config, trial.payloads, trial.listings)
    if rule is not None:
        connector["leave_out"] = {rule.name: rule.pattern}
        shown = "; ".join(rule.titles[:3])
        notes["connector.leave_out"] = f"no adverts: {shown}"
        draft.told.append(f"left out, as they are no adverts: {shown}{' …' if len(rule.titles) > 3 else ''}")
    lines = lines_of(config, connector, Reasons(why, notes), trial, draft.detection, wishes, settings)
    proposed = SourceConfig.model_validate(lines.data)
    if connector == _dumped(config):
        trial = read_again(trial, proposed, settings, _limit(connector))
    else:
        trial = try_listings(proposed, settings, _limit(connector), bodies=True)
    add_limits(lines, trial, settings)
    config = SourceConfig.model_validate(lines.data)
    return Draft(
        draft.detection, source_text(lines), config, trial, blocks, draft.region, record(config, trial), draft.told,
    )  # fmt: skip


def _dumped(config: SourceConfig) -> dict[str, Any]:
    return config.connector.model_dump(mode="json", exclude_defaults=True) | {"type": config.connector.type}


def _options(config: SourceConfig, trial: Trial) -> tuple[dict[str, Any], dict[str, str]]:
    """The connector's options, with a key where the adverts have none, and notes."""
    dumped = _dumped(config)
    connector = {"type": dumped.pop("type"), "url": dumped.pop("url", None), **dumped}
    notes: dict[str, str] = {}
    if any(NEXT_NEVER_FOUND in line for line in trial.problems):
        connector["next_optional"] = True
        notes["connector.next_optional"] = "today the list has one page"
    if name := proposals.key_field(config, trial.payloads):
        connector["fields"] = {"key": name, **connector.get("fields", {})}
        notes["connector.fields.key"] = "by this an edited advert is known again"
    return {name: value for name, value in connector.items() if value is not None}, notes


def save_draft(draft: Draft, settings: Settings, *, overwrite: bool = False) -> Saved:
    """Write the draft's file and its recorded page below the config folder; neither is ever written over unasked.

    ConfigError where there is nothing to write, or a file of that name.
    """
    if draft.config is None:
        raise ConfigError("there is no draft to write: nothing was read", rule="draft")
    path = settings.config_dir / "sources" / draft.region / f"{draft.config.id}.yaml"
    if path.exists() and not overwrite:
        raise ConfigError(
            f"{path} is there already, and was not changed: give --id another name, or add --overwrite", rule="file"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = settings.config_dir / FILE
    if not schema.exists():
        schema.write_text(source_schema(), encoding="utf-8")
    path.write_text(draft.text, encoding="utf-8")
    load_source(path, allow_loopback=settings.allow_loopback)  # what was written is a source file
    case = draft.recording.write(path.with_suffix(".case")) if draft.recording else None
    return Saved(path, case)
