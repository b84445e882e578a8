"""Make the reference pages from the code: `python -m docs.generate`.

tests/docs/test_reference.py fails when a page is not what this would write.
"""

import sys
from pathlib import Path

from docs.generator.codes import errors_page
from docs.generator.commands import commands_page, settings_page
from docs.generator.filters import filters_page
from docs.generator.platforms import platforms_page, templates_of_platforms
from docs.generator.records import mapping_page, record_page, schemas
from docs.generator.sources import field_names, filled, source_page, templates
from records.source_schema import FILE, source_schema

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
COUNCILS = ROOT / "config" / "README.md"


def generated() -> dict[Path, str]:
    """Every generated file with what should stand in it."""
    pages = {
        "record.md": record_page(),
        "mapping.md": mapping_page(),
        "filters.md": filters_page(),
        "source-file.md": source_page(),
        "settings.md": settings_page(),
        "platforms.md": platforms_page(),
        "errors.md": errors_page(),
        "commands.md": commands_page(),
    }
    made = {REFERENCE / name: text for name, text in pages.items()}
    made |= {REFERENCE / "schemas" / name: text for name, text in schemas().items()}
    made[ROOT / "config" / FILE] = source_schema()
    made |= {ROOT / "config" / "templates" / name: text for name, text in templates_of_platforms().items()}
    parts = {"templates": templates(ROOT / "config" / "templates"), "fields": field_names()}
    made[COUNCILS] = filled(COUNCILS.read_text(encoding="utf-8"), parts)
    return made


def main() -> None:
    """Write what is not as it should be."""
    for path, text in generated().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
