"""Connectors of documents of no platform: what their records' names mean is guessed, and `fields` adds to that."""

from records.draft import FieldName
from records.options.base import ConnectorOptions
from records.options.front_matter import FrontMatterOptions
from records.options.json import JsonOptions
from records.options.pdf import PdfOptions
from records.options.table import TableOptions
from records.options.xml import XmlOptions


def stated_names(options: ConnectorOptions) -> dict[FieldName, str] | None:
    """Draft name → name in the source, as the source's file has it; None where the format names its fields itself."""
    if isinstance(options, TableOptions | JsonOptions | XmlOptions | FrontMatterOptions | PdfOptions):
        return dict(options.fields)
    return None
