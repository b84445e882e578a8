"""The whole region, from one seed and one day."""

from datetime import date
from random import Random

from examples.region.model import Thing
from examples.region.world.jobs import make_jobs
from examples.region.world.learning import make_apprenticeships, make_courses
from examples.region.world.other import make_events, make_news, make_support

SEED = 20_26


def make_region(today: date, seed: int = SEED) -> list[Thing]:
    """Everything on offer around `today`; the same seed gives the same things, only their dates move."""
    rng = Random(seed)
    things = [
        *make_jobs(today, rng),
        *make_apprenticeships(today, rng),
        *make_courses(today, rng),
        *make_events(today),
        *make_support(today),
        *make_news(today),
    ]
    ids = [thing.id for thing in things]
    if len(set(ids)) != len(ids):
        raise ValueError(f"two things share an id: {sorted({i for i in ids if ids.count(i) > 1})}")
    return things
