"""How far a use case has come: told to whoever asked for it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """`done` of `total` (None: unknown) of what `label` says."""

    def __call__(self, done: int, total: int | None, label: str) -> None: ...


# The name of some work → where its progress goes, as long as it lasts.
ProgressOf = Callable[[str], AbstractContextManager[Progress]]


@contextmanager
def silent(_work: str) -> Iterator[Progress]:
    """Nobody is told."""
    yield lambda _done, _total, _label: None
