"""What a table cannot say about where the records stand: code by name. Only a shipped declaration may name one."""

from collections.abc import Callable, Mapping
from typing import Any

RECORDS: Mapping[str, Callable[[Any], list[Any] | None]] = {}
