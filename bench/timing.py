"""Measuring: repetitions interleaved, because a machine's speed drifts; medians, because it stumbles."""

import resource
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles
from typing import NamedTuple

Works = Mapping[str, Callable[[], object]]


class Took(NamedTuple):
    """Seconds of one repetition: by the wall's clock, and of processor (this process and ended children)."""

    wall: float
    processor: float


Rounds = Mapping[str, Sequence[Took]]


def timed(work: Callable[[], object]) -> Took:
    """How long `work` takes."""
    processor, start = _processor(), time.perf_counter()
    work()
    return Took(time.perf_counter() - start, _processor() - processor)


def interleaved(works: Works, rounds: int) -> Rounds:
    """Each work in each round: A B A B A B."""
    took: dict[str, list[Took]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            took[name].append(timed(work))
    return took


def typical(took: Rounds, name: str) -> float:
    """The median of the rounds, seconds by the wall's clock."""
    return median(one.wall for one in took[name])


def processor_seconds(took: Rounds, name: str) -> float:
    """The median of the rounds, seconds of processor time."""
    return median(one.processor for one in took[name])


def ratio(took: Rounds, name: str, against: str) -> float:
    """Speed of `name` as a share of `against`'s: the median of the rounds' own ratios."""
    return median(other.wall / own.wall for own, other in zip(took[name], took[against], strict=True))


def by_processor(took: Rounds, name: str, against: str) -> str:
    """`ratio` by processor time, which other programs of the machine disturb less, in words."""
    pairs = zip(took[name], took[against], strict=True)
    return f"by processor time {median(other.processor / own.processor for own, other in pairs):.2f}"


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th."""
    cuts = quantiles(values, n=20)
    return cuts[9], cuts[18]


def _processor() -> float:
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
