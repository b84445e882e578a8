"""source-file.md, and the generated parts of config/README.md: templates and field names."""

import re
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel

from docs.generator.markdown import default_of, fields_table, page, parts_of, section, table, type_name
from docs.generator.notes import fields
from docs.generator.platforms import platform_choices, platforms, templates_of_platforms
from records.draft import FIELD_NAMES
from records.options import (
    ConnectorOptions,
    CsvOptions,
    FrontMatterOptions,
    IcalendarOptions,
    JsonLdOptions,
    JsonOptions,
    NhsJobsOptions,
    PdfOptions,
    PlatformOptions,
    PushOptions,
    RssOptions,
    SelectorsOptions,
    TableOptions,
    TribepadXmlOptions,
    XcriCapOptions,
    XmlOptions,
)
from records.source import SourceConfig

# In the order in which a council should try them.
CONNECTORS: tuple[type[ConnectorOptions], ...] = (
    RssOptions,
    JsonLdOptions,
    TribepadXmlOptions,
    XcriCapOptions,
    NhsJobsOptions,
    CsvOptions,
    TableOptions,
    IcalendarOptions,
    JsonOptions,
    XmlOptions,
    SelectorsOptions,
    FrontMatterOptions,
    PdfOptions,
    PushOptions,
)
TITLES = {
    "rss": "RSS or Atom feed",
    "json_ld": "Pages with schema.org markup",
    "tribepad_xml": "Tribepad or TalentLink vacancy feed",
    "xcri_cap": "XCRI-CAP course catalogue",
    "nhs_jobs": "NHS Jobs",
    "csv": "Table (CSV)",
    "table": "Table in a web page or an Excel workbook",
    "icalendar": "Calendar (.ics)",
    "json": "JSON of any form",
    "xml": "XML of any form",
    "front_matter": "Text with facts above it",
    "pdf": "PDF with a list",
    "push": "Sent by the publisher",
    "selectors": "Web pages, read by CSS",
}


def name_of(options: type[ConnectorOptions]) -> str:
    """The connector's name, as `type` has it."""
    return str(options.model_fields["type"].default)


def source_page() -> str:
    """Every key of a source file."""
    intro = (
        "One YAML file describes one source: `config/sources/<region>/<id>.yaml`. It is data only: no code, no "
        "tags, no aliases, no address inside a private network. [config/README.md](../../config/README.md) explains "
        "it step by step; the JSON Schema, for editors, is [source.schema.json](schemas/source.schema.json)."
    )
    main = f"## Source\n\n{_source_table()}"
    parts = [part for part in parts_of(SourceConfig) if not issubclass(part, ConnectorOptions)]
    connectors = [f"## Connector `{name_of(o)}`\n\n{_said(o)}\n\n{_options(o)}{_inner(o)}" for o in CONNECTORS]
    connectors.append(f"## Platforms\n\n{_said(PlatformOptions)}\n\n{_options(PlatformOptions)}")
    inner = {part for o in CONNECTORS for part in parts_of(o)}
    return page(
        "The source file", intro, main, *(section(p, defaults=True) for p in parts if p not in inner), *connectors
    )


def _source_table() -> str:
    lines = fields_table(SourceConfig, defaults=True).splitlines()
    return "\n".join(_short_connector(line) for line in lines)


def _short_connector(line: str) -> str:
    if not line.startswith("| `connector`"):
        return line
    return "| `connector` | one of the connectors below | **required** | Which format or platform it is, and where. |"


def _said(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


def _options(options: type[ConnectorOptions]) -> str:
    shown = "[a platform](platforms.md)" if options is PlatformOptions else f"`{name_of(options)}`"
    rows = [("`type`", "text", "**required**", shown)]
    for name, field in options.model_fields.items():
        if name != "type":
            default = "**required**" if field.is_required() else default_of(field)
            rows.append((f"`{name}`", _plain(type_name(field.annotation)), default, field.description or ""))
    return table(("key", "type", "default", "meaning"), rows)


def _plain(kind: str) -> str:
    return kind.replace("(#detailoptions)", "(#detail)").replace("[DetailOptions]", "[detail]")


def _inner(options: type[ConnectorOptions]) -> str:
    models = [p for p in parts_of(options) if not issubclass(p, StrEnum)]
    shown = [f"\n\n### detail\n\n{_said(m)}\n\n{fields_table(m, defaults=True)}" for m in models]
    return "".join(shown)


def templates(folder: Path) -> str:
    """Every template as a YAML block with its heading."""
    parts = []
    for options in CONNECTORS:
        name = name_of(options)
        text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
        parts.append(f"### {TITLES[name]}: `{name}`\n\n[{name}.yaml](templates/{name}.yaml)\n\n```yaml\n{text}```")
    shown = platforms()[0]
    text = templates_of_platforms()[f"{shown.name}.yaml"]
    said = f"Each has a template of the same form, this of {shown.title}:"
    parts.append(f"### Applicant systems\n\n{platform_choices()}\n\n{said}\n\n```yaml\n{text}```")
    return "\n\n".join(parts)


def field_names() -> str:
    """The table of draft field names."""
    notes = fields()
    rows = [(f"`{name}`", *notes[name]) for name in FIELD_NAMES]
    return table(("name", "what to put there", "example"), rows)


def filled(text: str, parts: dict[str, str]) -> str:
    """`text` with what stands between `<!-- made: NAME -->` and `<!-- end -->` made anew."""
    for name, made in parts.items():
        pattern = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"there is no `<!-- made: {name} -->` … `<!-- end -->` to fill")
        text = pattern.sub(lambda match, made=made: f"{match[1]}{made}\n{match[2]}", text)  # type: ignore[misc]
    return text
