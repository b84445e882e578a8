"""`named_record`: one record of a list in a document of no platform, under the names that the document has.

Tables, objects in JSON, elements in XML, facts above a text, labels in a PDF. What a name means, the source's file
says in `fields`, else the names that publishers mostly use; `Payload.names` are those of the whole list. Records
archived by releases before this one carry draft names already: they are of the format `fields`.
"""

from collections.abc import Callable

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.columns import HOUR, Values, add_kind, add_times, add_units
from normalise.mappers.fields import FieldsMapper
from records.draft import Draft
from records.flattened import BELOW, flat
from records.meanings import Meanings, is_personal, meanings
from records.options import TableOptions
from records.options.named import stated_names
from records.payload import Payload, payload_hash
from records.source import SourceConfig
from records.synonyms import plain

AddTimes = Callable[[Values, Values], None]
_FORMER_STARTS = ("starttime", "timestart", "eventtime", "time", "timefrom", "starttimes")
_FORMER_ENDS = ("endtime", "timeend", "timeto", "finishtime", "timefinish", "endtimes")


class NamedRecordMapper(Mapper):
    """Reads a record by its names."""

    format = "named_record"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The record under draft names, read as such."""
        fields.ignore(payload.data)
        named = flat(payload.data)
        read = _meanings(named, payload, source)
        said = _by_draft_name(named, read, payload, source)
        add_units(said, named, read.name_of("pay"))
        return FieldsMapper().to_draft(Fields(said), payload.model_copy(update={"data": said}), source)

    def former_key(self, payload: Payload, source: SourceConfig) -> str:
        """A record without a reference and an address of its own was known by a hash of its draft names."""
        if not payload.keyless:
            return ""
        named = flat(payload.data)
        read = _meanings(named, payload, source)
        said = _by_draft_name(named, read, payload, source, _former_times)
        rest = {name: value for name, value in named.items() if name not in (*read.drafts, BELOW)}
        extra: Values = {
            name: value
            for name, value in rest.items()
            if isinstance(value, str | int | float) and str(value) and not is_personal(name)
        }
        return payload_hash(FieldsMapper.format, said | ({"extra": extra} if extra else {}))


def _former_times(said: Values, named: Values) -> None:
    """As releases before this one wrote times, the end's hour for its day: only for the hash that names a record."""
    day = str(said.get("starts_on") or "")
    if not day or HOUR.search(day):
        return
    times = {plain(name): str(value) for name, value in named.items() if HOUR.search(str(value))}
    if start := next((times[name] for name in _FORMER_STARTS if name in times), ""):
        said["starts_on"] = f"{day} {start}"
        if end := next((times[name] for name in _FORMER_ENDS if name in times), ""):
            said["ends_on"] = f"{said.get('ends_on') or day} {end}"


def _meanings(named: Values, payload: Payload, source: SourceConfig) -> Meanings:
    return meanings(payload.names or named, stated_names(source.connector) or {})


def _by_draft_name(
    named: Values, read: Meanings, payload: Payload, source: SourceConfig, times: AddTimes = add_times
) -> Values:
    """`{draft name: value}`; `date_order`: where not day first; `kind_hint`."""
    said = read.values(named)
    add_kind(said, read.name_of("title"))
    times(said, named)
    said.pop("url", None)
    if payload.url:
        said["url"] = payload.url
    if not said.get("description") and (text := named.get(BELOW)):
        said["description"] = _as_html(str(text))
    if isinstance(source.connector, TableOptions) and source.connector.date_order != "dmy":
        said["date_order"] = source.connector.date_order
    return said


def _as_html(text: str) -> str:
    from markdown_it import MarkdownIt  # few sources need it

    return str(MarkdownIt("commonmark").render(text))
