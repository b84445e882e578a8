"""By what a payload was read is known without loading what reads it."""

import subprocess
import sys

import pytest

from normalise.mappers.registry import mapper_for, version_for
from records.errors import ExtractError

_ASKED = """
import sys
from normalise.versions import mapper_version
mapper_version("greenhouse_job"), mapper_version("named_record"), mapper_version("workable_record")
print(sorted({"lxml", "nh3", "reference.gazetteer"} & set(sys.modules)))
"""


def test_a_version_loads_no_mapper() -> None:
    done = subprocess.run([sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["greenhouse_job", "named_record", "workable_record", "schema_org"])
def test_every_format_has_both(name: str) -> None:
    assert mapper_for(name).format == name
    assert version_for(name)


def test_an_unknown_format_is_told() -> None:
    with pytest.raises(ExtractError, match="no mapper reads 'sealed'"):
        version_for("sealed")
