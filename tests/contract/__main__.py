"""Record what is new. A promise that is broken stays in the files, so that the test goes on to name it."""

from tests.contract import commands, shapes


def main() -> None:
    """Add rows and definitions that the files do not have yet."""
    known = commands.recorded()
    keys = {row.key for row in known}
    commands.record([*known, *(row for row in commands.today() if row.key not in keys)])
    promised = shapes.recorded()
    promised["$defs"] = _merged(promised["$defs"], shapes.today())
    shapes.record(promised)


def _merged(before: shapes.Schema, now: shapes.Schema) -> shapes.Schema:
    """`before` with the definitions, properties and values that only `now` has."""
    merged: dict[str, shapes.Schema] = {**now, **before}
    for name, schema in now.items():
        old = merged[name]
        if "properties" in old and "properties" in schema:
            new = {key: one for key, one in schema["properties"].items() if key not in old["properties"]}
            old["properties"] = {**old["properties"], **new}
            old["required"] = [*old.get("required", ()), *(key for key in schema.get("required", ()) if key in new)]
        if "enum" in old and "enum" in schema:
            old["enum"] = [*old["enum"], *(value for value in schema["enum"] if value not in old["enum"])]
    return merged


if __name__ == "__main__":
    main()
