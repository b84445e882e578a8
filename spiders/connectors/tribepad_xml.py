"""Tribepad (and TalentLink councils on it): an XML document of jobs, and up to two that explain its codes.

Documents are read in a fixed order, options → custom fields → jobs; what the first two say travels to the
jobs in `Follow.context["tables"]`, so the connector holds no state and a replay reads the same:

    {"job_types": {"2": "Permanent"}, "salary_frequencies": {"2": "Hourly"}, …,
     "custom": {"13": {"label": "Working Pattern", "options": {"16": "Full Time"}}}}

Payload: the `job` element as JSON (`element_json`), HTML still escaped as the feed has it, with
- `*_text` beside each code that a table explains (`job_type_text`, `salary_frequency_text`, …),
- `custom_<n>`: {"field": "13", "label": "Working Pattern", "answer": "16", "text": "Full Time"}.
Names, ids and e-mail addresses of staff are left out here: they must not reach the archive of payloads.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, ClassVar

from lxml import etree
from pydantic import JsonValue

from formats.xml import read_xml
from formats.xml_tree import element_json, element_text, local_name
from records.options import TribepadXmlOptions
from records.page import Page, Problem
from spiders.connectors.base import Connector, Extraction, Follow, Found

_STAFF = re.compile(
    r"^(?:created_user|hiring_manager|recruiter|resourcer|hr_contact|line_manager|hcm_oracle_line_manager|manager"
    r"|contact|approver|owner|posted_by|modified_user|updated_user)_(?:id|name|email|e_mail|phone|tel|telephone)$"
)
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)
_CUSTOM = re.compile(r"^custom_(\d+)$")
# Code element of a job → the tables that may explain it.
_CODES = {
    "job_type": ("job_types", "contract_types"),
    "salary_frequency": ("salary_frequencies", "salary_frequency"),
    "salary_currency": ("salary_currencies", "currencies"),
    "category_id": ("job_categories",),
    "business_unit_id": ("business_units",),
    "region_id": ("regions",),
}
_MARKS = ("job_title", "job_id", "no_of_positions", "summary_external", "salary_frequency", "expiry_date")


class TribepadXmlConnector(Connector[TribepadXmlOptions]):
    """One document lists every open job."""

    name: ClassVar[str] = "tribepad_xml"
    format: ClassVar[str] = "tribepad_job"
    version: ClassVar[int] = 2

    def start(self) -> Iterator[Follow]:
        """The first document of the chain that the source has."""
        yield self._next("", {})

    def read(self, page: Page) -> Extraction:
        """Tables of an options document, or the jobs."""
        tables = page.context.get("tables")
        known: dict[str, Any] = dict(tables) if isinstance(tables, dict) else {}
        if page.step in ("options", "custom_fields"):
            return self._tables(page, known)
        document = read_xml(page, records=("job",), encoding=self.options.encoding)
        extraction = Extraction(problems=list(document.problems))
        if document.root is None:
            return extraction
        if is_options(document.root):
            message = "this is the document of options, not of jobs: set it as `job_options`"
            extraction.problems.append(Problem("NOT_TRIBEPAD_JOBS", message, fatal=True))
            return extraction
        jobs = list(_jobs(document.root))
        own_key = self.options.custom.get("key", "")
        extraction.found = [_found(job, known, own_key) for job in jobs]
        if not jobs and not extraction.malformed:
            _judge_empty(document.root, extraction)
        return extraction

    def _next(self, done: str, tables: dict[str, Any]) -> Follow:
        chain = [("options", self.options.job_options), ("custom_fields", self.options.custom_fields)]
        names = [name for name, _ in chain]
        rest = chain[names.index(done) + 1 :] if done else chain
        context: dict[str, JsonValue] = {"tables": tables} if tables else {}
        for step, url in rest:
            if url:
                return Follow(url, step, context)
        return Follow(self.options.url, "start", context)

    def _tables(self, page: Page, known: dict[str, Any]) -> Extraction:
        """Codes that stay unexplained are a doubt, not a failure: the jobs are read all the same."""
        document = read_xml(page, encoding=self.options.encoding)
        problems = [Problem(p.code, f"{page.step}: {p.message}", p.excerpt) for p in document.problems]
        tables = dict(known)
        if document.root is not None:
            found = read_tables(document.root)
            custom = {**tables.get("custom", {}), **found.pop("custom", {})}
            tables.update(found)
            if custom:
                tables["custom"] = custom
        if tables == known:
            problems.append(Problem("NO_OPTIONS", f"{page.step}: no table of codes in this document"))
        return Extraction(follow=[self._next(page.step, tables)], problems=problems)

    @classmethod
    def sniff(cls, page: Page) -> float:
        """Sure when a `job` has several of Tribepad's own element names."""
        start = page.body[:50_000].decode("utf-8", errors="replace")
        if not re.search(r"<job[\s>]", start):
            return 0.0
        marks = sum(f"<{name}>" in start or f"<{name}/>" in start or f"<{name} " in start for name in _MARKS)
        return {0: 0.0, 1: 0.2, 2: 0.7}.get(marks, 1.0)

    @classmethod
    def default_options(cls, url: str) -> TribepadXmlOptions:
        """The jobs document at `url`."""
        return TribepadXmlOptions(url=url)


def is_options(root: etree._Element) -> bool:
    """True for a document of options or custom fields."""
    return local_name(root) == "job_options"


def read_tables(root: etree._Element) -> dict[str, Any]:
    """Every table of an options document: `<job_types><job_type><id/><name/></job_type>…`, and custom fields."""
    tables: dict[str, Any] = {}
    for child in root.iter():
        name = local_name(child)
        if name == "custom_fields":
            field = _child_text(child, "question_id") or _child_text(child, "id")
            options = _rows(child, "label") if field else {}
            if field:
                tables.setdefault("custom", {})[field] = {
                    "label": _child_text(child, "label"),
                    "options": options,
                }
        elif name != "options" and (rows := _rows(child, "name")):
            tables.setdefault(name, {}).update(rows)
    return tables


def _rows(table: etree._Element, label: str) -> dict[str, str]:
    rows = {_child_text(row, "id"): _child_text(row, label) for row in table if local_name(row)}
    return {code: text for code, text in rows.items() if code and text}


def _child_text(element: etree._Element, name: str) -> str:
    for child in element:
        if local_name(child) == name:
            return _plain(element_text(child))
    return ""


def _plain(text: str) -> str:
    """Names in these feeds are escaped once more than XML asks for."""
    return " ".join(unescape(unescape(text)).split())


def _jobs(root: etree._Element) -> Iterator[etree._Element]:
    """`job` elements wherever they stand: `jobs/job`, `response/jobs/job`, or the root itself."""
    waiting = [root]
    while waiting:
        element = waiting.pop(0)
        if local_name(element) == "job":
            yield element
        else:
            waiting.extend(child for child in element if len(child) or local_name(child) == "job")


def _found(job: etree._Element, tables: dict[str, Any], own_key: str) -> Found:
    """`own_key`: the custom field that holds the job's key, where the source has one."""
    value = element_json(job)
    raw: dict[str, JsonValue] = value if isinstance(value, dict) else {"#text": value}
    data: dict[str, JsonValue] = {}
    for name, item in raw.items():
        custom = _CUSTOM.match(name)
        if custom:
            data[name] = _custom(custom[1], item, tables.get("custom", {}))
        elif not _STAFF.match(name) and name != "applicationSettings":
            data[name] = item
    for code, names in _CODES.items():
        answer = data.get(code)
        label = next(
            (tables[n][answer] for n in names if isinstance(answer, str) and answer in tables.get(n, {})), None
        )
        if label and not data.get(f"{code}_text"):
            data[f"{code}_text"] = label
    own = data.get(own_key)
    key = str(own["text"]) if isinstance(own, dict) and own.get("text") else ""
    key = key or next((str(data[name]) for name in ("job_id", "reference") if isinstance(data.get(name), str)), "")
    url = data.get("public_url")
    return Found(data, key.strip(), unescape(url).strip() if isinstance(url, str) and url.strip() else None)


def _custom(field: str, item: JsonValue, fields: dict[str, Any]) -> dict[str, JsonValue]:
    answer = item.get("answer", "") if isinstance(item, dict) else item
    text = answer if isinstance(answer, str) else ""
    if _EMAIL.search(text):
        text = ""
    known = fields.get(field, {})
    options = known.get("options", {})
    return {
        "field": field,
        "label": known.get("label", ""),
        "answer": text,
        "text": options.get(text, "" if options else text),
    }


def _judge_empty(root: etree._Element, extraction: Extraction) -> None:
    intact = not extraction.problems
    if intact and local_name(root) == "jobs" and len(root) == 0 and not element_text(root):
        # The feed has no total; an intact document with an empty list is all it can say.
        extraction.proved_empty = True
        extraction.advertised = 0
        return
    message = f"<{local_name(root)}> holds no <job>: not a Tribepad feed"
    extraction.problems.append(Problem("NOT_TRIBEPAD_JOBS", message, fatal=True))
