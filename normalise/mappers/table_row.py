"""`table_row`: a row of a table as its file has it, `{column: text}`.

What a column means, the source file says in `fields`, else the names that publishers give their columns
(`records.columns`). Rows archived by releases before this one carry draft names already: they are of the format
`fields`, which `FieldsMapper` reads.
"""

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.columns import add_kind, add_times, add_units
from normalise.mappers.fields import FieldsMapper
from records.columns import columns_of
from records.draft import Draft
from records.options import CsvOptions
from records.payload import Payload, payload_hash
from records.source import SourceConfig


class TableRowMapper(Mapper):
    """Reads a row by its columns' names."""

    format = "table_row"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The row under draft names, read as such."""
        fields.ignore(payload.data)
        named = by_draft_name(payload, source)
        return FieldsMapper().to_draft(Fields(named), payload.model_copy(update={"data": named}), source)

    def former_key(self, payload: Payload, source: SourceConfig) -> str:
        """A row without a reference and an address of its own was known by a hash of its draft names."""
        if not payload.keyless:
            return ""
        return payload_hash(FieldsMapper.format, by_draft_name(payload, source))


def by_draft_name(payload: Payload, source: SourceConfig) -> dict[str, JsonValue]:
    """`{draft name: text}`; `extra`: columns that nobody maps; `date_order`: where not day first; `kind_hint`."""
    options = source.connector if isinstance(source.connector, CsvOptions) else CsvOptions()
    row = {name: str(cell) for name, cell in payload.data.items()}
    columns = columns_of(list(row), {str(name): column for name, column in options.fields.items()})
    data: dict[str, JsonValue] = {
        name: row[column] for column, names in columns.drafts.items() for name in names.split()
    }
    add_times(data, payload.data)
    add_units(data, payload.data, columns.of("pay"))
    if payload.url:
        data["url"] = payload.url
    if extra := {name: cell for name, cell in row.items() if cell and name not in columns.drafts}:
        data["extra"] = dict(extra)
    if options.date_order != "dmy":
        data["date_order"] = options.date_order
    add_kind(data, columns.of("title"))
    return data
