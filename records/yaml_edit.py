"""A YAML file changed in place: comments, order and quotes of all else stay."""

import io
from collections.abc import Callable
from typing import Any

_ANY_WIDTH = 4096


def edited(text: str, change: Callable[[Any], None]) -> str:
    """The text after `change` was made to its data (ruamel.yaml's round-trip types)."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _ANY_WIDTH
    data = yaml.load(text)
    change(data)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()
