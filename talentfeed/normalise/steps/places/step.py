"""The cleaning step of `places` (and of `remote`, as far as the place text says it)."""

from talentfeed.normalise.steps.base import Work
from talentfeed.normalise.steps.places.reading import examine_place
from talentfeed.records.listing import Place


def places(work: Work) -> None:
    """Set `places`, and `remote` where the place text says it and nothing else did."""
    found: dict[str, Place] = {}
    for draft in work.draft.places:
        reading = examine_place(draft, work.source.country, work.source.area)
        for place in reading.places:
            found.setdefault(place.model_dump_json(exclude={"text"}) if place.precision else place.text or "", place)
        for issue in reading.issues:
            work.issue(issue.field, issue.code, issue.message)
        if reading.remote is not None:
            work.out.setdefault("remote", reading.remote)
    work.out["places"] = list(found.values())
