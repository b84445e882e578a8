"""A run whose selectors find nothing any more: new ones, by what earlier runs knew of the same adverts.

They are proposed in the run's report. They are used at once only where the source's file says so and at least 80% of
the known titles are found again; otherwise the run ends as it would have, and the last good adverts stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from records.draft import FieldName
from records.options import SelectorsOptions
from records.page import Page, Problem
from records.vocabulary import RunState
from spiders.connectors.base import Connector, Extraction
from spiders.connectors.selectors import SelectorsConnector
from spiders.deadline import in_time
from spiders.markup.css_fields import quoted

PROPOSED, MENDED = "SELECTORS_MENDED_PROPOSED", "SELECTORS_MENDED"
ENOUGH = 0.8
_RUNS_TO_LOOK_AT = 5
# Of the processor: a page of 100 adverts takes half a second.
SECONDS, SECONDS_PER_MB = 10.0, 10.0
_FOUND_NOTHING = frozenset({"NO_ITEMS", "REQUIRED_MISSING", "FIELDS_EMPTY"})
# A field that fewer of the known adverts had may be missing by chance.
_USUAL = 0.6
_LEAST_ROWS = 3
Row = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Mending:
    """`said` goes into the report; `connector`: what reads the page and the rest of the run, where it is accepted."""

    said: Problem
    connector: SelectorsConnector | None = None


class Mender:
    """Looks at the first listing page on which selectors find nothing; once in a run."""

    def __init__(self, options: SelectorsOptions, archive: Any, source_id: str) -> None:
        self._options, self._archive, self._source_id = options, archive, source_id
        self._done = False

    def mend(self, page: Page, extraction: Extraction) -> Mending | None:
        """What mends the selectors, if they need it and something does."""
        if self._done or page.step != "start" or extraction.proved_empty:
            return None
        nothing = any(problem.code in _FOUND_NOTHING for problem in extraction.problems)
        rows = _rows(extraction)
        empty = [] if nothing else self._empty_fields(rows)
        if not nothing and not empty:
            return None
        self._done = True
        known = self._known()
        if len(known) < _LEAST_ROWS:
            return None
        return self._anew(page, known) if nothing else self._fields(page, known, empty, rows)

    def _empty_fields(self, rows: Sequence[Row]) -> list[FieldName]:
        if len(rows) < _LEAST_ROWS:
            return []
        return [name for name in self._options.fields if not any(row.get(name) for row in rows)]

    def _known(self) -> list[dict[str, str]]:
        """Field → text of the adverts of the newest COMPLETE run that had the most fields."""
        best: tuple[int, list[dict[str, str]]] = (0, [])
        for run_id in list(reversed(self._archive.runs(self._source_id)))[:_RUNS_TO_LOOK_AT]:
            reader = self._archive.reader(self._source_id, run_id)
            if reader.manifest().state is not RunState.COMPLETE:
                continue
            rows = [_texts(payload.data, payload.url) for payload in reader.payloads() if not payload.withdrawn]
            usual = sum(_share(rows, name) >= _USUAL for name in {key for row in rows for key in row})
            if usual > best[0]:
                best = (usual, rows)
        return best[1]

    def _anew(self, page: Page, known: Sequence[dict[str, str]]) -> Mending | None:
        from spiders.blocks import mend

        mended = mend(page, known)
        if mended is None:
            return None
        names = [*self._options.fields, "title"]
        fields = {name: css for name, css in mended.block.fields.items() if name in names}
        update: dict[str, object] = {"item": mended.block.listing, "cut": mended.block.cut, "fields": fields}
        if self._options.link or self._options.detail:
            link = mended.block.fields.get("url")
            if link is None:
                return None
            update["link"] = link
        if self._options.next and mended.block.next:
            update["next"] = mended.block.next
        lost = [name for name in self._options.fields if name not in fields]
        return self._told(page, update, mended.share, lost)

    def _told(self, page: Page, update: dict[str, object], share: float, lost: Sequence[str]) -> Mending:
        lines = lines_of(update)
        changed = self._options.model_copy(update=update)
        if self._options.required and not _selects(page, self._options.required):
            changed = changed.model_copy(update={"required": None})
            lines.append(f"# and `required: {self._options.required}` selects nothing any more: choose another")
        found = f"{share:.0%} of the titles of the last good run are found again"
        missing = f"; found nowhere: {', '.join(lost)}" if lost else ""
        if self._options.mend == "accept" and share >= ENOUGH:
            message = (
                f"the page was redesigned: it was read by new selectors ({found}{missing}). Paste into `connector`:"
            )
            return Mending(Problem(MENDED, "\n".join([message, *lines])), SelectorsConnector(changed))
        message = f"the page was redesigned. New selectors, by which {found}{missing}; paste them into `connector`:"
        return Mending(Problem(PROPOSED, "\n".join([message, *lines])))

    def _fields(
        self, page: Page, known: Sequence[dict[str, str]], empty: Sequence[FieldName], rows: Sequence[Row]
    ) -> Mending | None:
        from spiders.blocks import mend_fields

        usual = [name for name in empty if _share(known, name) >= _USUAL]
        found = mend_fields(page, known, self._options, usual) if usual else {}
        if not found:
            return None
        lost = [name for name in usual if name not in found]
        fields = {**self._options.fields, **found}
        read = SelectorsConnector(self._options.model_copy(update={"fields": fields}))
        names = ", ".join(found)
        lines = ["fields:", *(f"  {name}: {quoted(css)}" for name, css in found.items())]
        missing = f" Found nowhere: {', '.join(lost)}." if lost else ""
        if self._options.mend == "accept" and _titles_again(rows, known) >= ENOUGH:
            message = f"{names}: nothing was selected any more; read by new selectors.{missing} Paste into `connector`:"
            return Mending(Problem(MENDED, "\n".join([message, *lines])), read)
        message = f"{names}: nothing is selected any more. New selectors to paste into `connector`:{missing}"
        return Mending(Problem(PROPOSED, "\n".join([message, *lines])))


def mend_in_time(mender: Mender, page: Page, extraction: Extraction) -> Mending | None:
    """What mends the selectors, where it is found in time; a run never fails for want of it."""
    mended = in_time(lambda: mender.mend(page, extraction), SECONDS + SECONDS_PER_MB * len(page.body) / 1_000_000)
    if isinstance(mended, str):
        return Mending(Problem("MENDING_FAILED", f"no new selectors were found for this page: {mended[:300]}"))
    return mended


def mender_of(connector: Connector[Any], archive: Any, source_id: str) -> Mender | None:
    """What mends the source's selectors; None for any other connector."""
    return Mender(connector.options, archive, source_id) if isinstance(connector, SelectorsConnector) else None


def lines_of(update: Mapping[str, object]) -> list[str]:
    """Options as lines of a source's file."""
    lines: list[str] = []
    for name, value in update.items():
        if isinstance(value, dict):
            lines += [f"{name}:", *(f"  {key}: {quoted(str(css))}" for key, css in value.items())]
        elif isinstance(value, bool):
            lines += [f"{name}: true"] if value else []
        else:
            lines.append(f"{name}: {quoted(str(value))}")
    return lines


def _rows(extraction: Extraction) -> list[Row]:
    """What the listing page said of each advert."""
    held = (link.context.get("fields") for link in extraction.follow if link.step == "detail")
    return [*(found.data for found in extraction.found), *(fields for fields in held if isinstance(fields, dict))]


def _titles_again(rows: Sequence[Row], known: Sequence[Mapping[str, str]]) -> float:
    titles = {row["title"] for row in known if row.get("title")}
    return len(titles & {str(row.get("title")) for row in rows}) / max(1, len(titles))


def _selects(page: Page, css: str) -> bool:
    from parsel import Selector

    from spiders.blocks.finding import tree_of

    root, _ = tree_of(page)
    return root is not None and bool(Selector(root=root).css(css))


def _texts(data: Mapping[str, JsonValue], url: str | None) -> dict[str, str]:
    row = {name: value for name, value in data.items() if isinstance(value, str) and value}
    row |= {name: str(value[0]) for name, value in data.items() if isinstance(value, list) and value}
    return {**({"url": url} if url else {}), **row}


def _share(rows: Sequence[Mapping[str, str]], name: str) -> float:
    return sum(bool(row.get(name)) for row in rows) / max(1, len(rows))
