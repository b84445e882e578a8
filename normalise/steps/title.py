"""Title: as shown, without what is not the title (references, shouting for attention)."""

import re

from normalise.steps.base import Work
from normalise.text import html
from records.errors import RecordError
from records.words import pattern

_MAX = 300
_REFERENCE = re.compile(
    r"""\s*(?:[\[(]\s*(?:job\s+|vacancy\s+|requisition\s+)?(?:ref(?:erence)?|req(?:uisition)?|id|no|vacancy)
        \b\.?\s*(?:no\.?|number|id)?\s*[:#-]?\s*[\w/.-]*\d[\w/.-]*\s*[\])]
        |[\s,|–-]+(?:job\s+|vacancy\s+)?(?:ref(?:erence)?|req(?:uisition)?)\b\.?\s*(?:no\.?|number|id)?\s*[:#-]?\s*
        [\w/.-]*\d[\w/.-]*\s*$
        |^\s*(?:job\s+|vacancy\s+)?ref(?:erence)?(?:\b|(?=\d))\.?\s*(?:no\.?|number|id)?\s*[:#-]?\s*[\w/.-]*\d[\w/.-]*\s*[:|–-]\s*
        |\s*[\[(]\s*[A-Z]{2,6}[-/]?\d{3,}[\w/-]*\s*[\])]\s*$)""",
    re.IGNORECASE | re.VERBOSE,
)
_NOISE = pattern(
    "title_calls",
    "attention",
    before=r"(?:^|(?<=[\s!*|–-]))[*!\s|–-]*",
    behind=r"(?:\s*[!*|:–]+|\s+-(?=\s)|\s*$)",
)
_EDGES = "! \t-–—|:*,;/•·~#"


def title(work: Work) -> None:
    """Set `title` and `title_raw`; RecordError MISSING_TITLE where there is none."""
    raw = html.one_line(work.draft.title)
    if not raw:
        raise RecordError("the advert has no title", field="title", code="MISSING_TITLE")
    work.out.title_raw = raw[: _MAX * 2]
    work.out.title = tidy_title(raw)


def tidy_title(raw: str) -> str:
    """The title without references, exclamation and attention words; `raw` where nothing would be left."""
    text = _NOISE.sub(" ", _REFERENCE.sub(" ", raw))
    text = re.sub(r"!{2,}", "!", text)
    text = " ".join(re.sub(r"\*+", " ", text).split()).strip(_EDGES)
    if not any(c.isalnum() for c in text):
        text = raw
    return text if len(text) <= _MAX else text[:_MAX].rsplit(" ", 1)[0]
