"""Reading XML that strangers wrote: safely, and losing as little as possible.

Whoever reads XML reads it here. It never raises, never fetches, never expands entities of entities; what it had to
mend or leave out stands in `problems`, which go into the `Extraction` as they are.

Order of attempts: decode → strict parse → declare prefixes that nothing declares → mend what can be mended without
loss (control characters, `&nbsp;`, bare `&` and `<`, unclosed `<br>`, junk behind the root) → close what a record
left open, cut out the records that are damaged, and keep the whole ones. Any loss makes the page malformed (a fatal
problem): absence of a record from it then proves nothing.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from formats.junk import without_tail, xml_within
from formats.text import page_text
from formats.xml_mend import declare, mend, root_name
from formats.xml_salvage import Loss, salvage
from records.page import Page, Problem

_DECLARATION = re.compile(r"^(?>(?:\s|<!--.*?-->)*)<\?xml\b.*?\?>", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+(?P<name>[\w.-]+)\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')\s*>""", re.DOTALL)
_ENTITY_LIMIT = 64
_NO_PREFIXES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class XmlPage:
    """What could be read. `root` None: nothing; the problems then hold a fatal one that says why."""

    root: etree._Element | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Whether the document stood there as its format has it."""
        return not self.problems

    @property
    def broken(self) -> bool:
        """Whether part of it may be lost."""
        return any(problem.fatal for problem in self.problems)


def read_xml(
    page: Page,
    *,
    records: Collection[str] | None = (),
    encoding: str | None = None,
    prefixes: Mapping[str, str] = _NO_PREFIXES,
) -> XmlPage:
    """Parse a page.

    `records`: local names of the elements that are one advert each, for damage control; None: the elements that the
    document repeats. `prefixes`: namespaces of prefixes, where a document forgot to declare them.
    """
    read = page_text(page, encoding)
    doubts = [Problem("ENCODING", read.doubt)] if read.doubt else []
    return parse_xml(read.text, records=records, prefixes=prefixes, problems=doubts)


def parse_xml(
    text: str,
    *,
    records: Collection[str] | None = (),
    prefixes: Mapping[str, str] = _NO_PREFIXES,
    problems: Collection[Problem] = (),
) -> XmlPage:
    """`read_xml` of a text that is decoded already; `problems`: what was wrong with it so far."""
    said = list(problems)
    if not text.strip("\ufeff \t\r\n\0"):
        return XmlPage(problems=[Problem("EMPTY_BODY", "the response has no content", fatal=True)])
    document = xml_within(text)
    if looks_like_html(document):
        excerpt = document.strip()[:300]
        message = "an HTML page came instead of XML: the address has changed, or the site shows a notice"
        return XmlPage(problems=[*said, Problem("NOT_XML", message, excerpt, fatal=True)])
    plain = _without_prolog(document.lstrip("\ufeff\0"))
    if plain is None:
        message = "the document declares entities that could expand without end: refused"
        return XmlPage(problems=[*said, Problem("XML_ENTITIES", message, document[:300], fatal=True)])
    if document != text:
        said.append(Problem("XML_MENDED", "something else stood before the document, and was left out"))
    root = _strict(plain)
    if root is None:
        root = _mended(plain, None if records is None else frozenset(records), prefixes, said)
    return XmlPage(root, said)


def looks_like_html(text: str) -> bool:
    """True for a web page, also after a comment or an XML declaration."""
    start = re.sub(r"^(?:\s+|<\?.*?\?>|<!--.*?-->)+", "", text[:4000].lstrip("\ufeff"), flags=re.DOTALL)
    return bool(re.match(r"<(?:!doctype\s+html|html|head|body)\b", start, re.IGNORECASE))


def _without_prolog(text: str) -> str | None:
    """The document without declaration and document type, lines kept; None when its entities are not safe."""
    text = _DECLARATION.sub(_blank, text, count=1)
    head = re.match(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", text, re.DOTALL)
    doctype = _DOCTYPE.match(text, head.end() if head else 0)
    if doctype is None:
        return None if re.search(r"<!ENTITY\b", text[:100_000]) and "<!DOCTYPE" in text[:100_000] else text
    own: dict[str, str] = {}
    subset = doctype[1] or ""
    for entity in _ENTITY.finditer(subset):
        value = entity["double"] if entity["double"] is not None else entity["single"]
        if len(value) > _ENTITY_LIMIT or re.search(r"&(?!#)|%|<", value):
            return None
        own[f"&{entity['name']};"] = value
    if subset.count("<!ENTITY") != len(own):
        return None  # external or parameter entities, or a name twice
    text = text[: doctype.start()] + _blank(doctype) + text[doctype.end() :]
    return re.sub(r"&[\w.-]+;", lambda m: own.get(m[0], m[0]), text) if own else text


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _strict(text: str, *, recover: bool = False) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode(), _parser(recover=recover))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _mended(
    text: str, records: frozenset[str] | None, prefixes: Mapping[str, str], problems: list[Problem]
) -> etree._Element | None:
    declared = declare(text, prefixes)
    if declared != text and (root := _strict(declared)) is not None:
        problems.append(Problem("XML_NAMESPACE", "a namespace prefix is not declared; read by its name"))
        return root
    whole = mend(declared)
    whole = without_tail(whole, root_name(whole), records or frozenset())
    root = _strict(whole)
    if root is not None:
        if not any(problem.code == "XML_MENDED" for problem in problems):
            problems.append(Problem("XML_MENDED", "characters that XML forbids were mended; nothing was lost"))
        return root
    whole, losses = salvage(whole, records)
    problems += [
        Problem("XML_RECORD_DAMAGED", f"line {loss.line}: {loss.reason}", loss.excerpt, record=True)
        for loss in losses
        if loss.record
    ]
    root = _strict(whole)
    if root is None and whole:
        # What expat accepts, libxml2 may still refuse; told to recover, it reads all of it.
        root = _strict(whole, recover=True)
    problems.append(_malformed(text, losses, kept=root is not None))
    return root


def _malformed(text: str, losses: list[Loss], *, kept: bool) -> Problem:
    line, reason = (losses[0].line, losses[0].reason) if losses else (1, "not XML")
    what = "the whole records were kept" if kept else "nothing could be kept"
    if mended := sum(loss.mended for loss in losses):
        what = f"{what}, {mended} of them with an element closed that was left open"
    message = f"not well-formed from line {line} on ({reason}); {what}"
    return Problem("XML_MALFORMED", message, losses[0].excerpt if losses else text[:300], fatal=True)
