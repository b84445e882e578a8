"""The cleaning step of `places` (and of `remote`, as far as the place text says it)."""

from normalise.steps.base import Work
from normalise.steps.places.reading import examine_place
from normalise.steps.places.words import without_noise
from normalise.steps.work_pattern import read_remote
from records.listing import Place
from records.vocabulary import Remote


def places(work: Work) -> None:
    """Set `places`, and `remote` where the place text says it and nothing else did."""
    read: dict[str, Place] = {}
    for draft in work.draft.places:
        reading = examine_place(draft, work.source.country, work.source.area)
        if reading.remote is Remote.REMOTE and not any(place.precision for place in reading.places):
            text = " ".join(part for part in (draft.venue, draft.text, draft.town) if part)
            if not without_noise(text):
                # The event's place is 'Zoom': calendars call every event on site unless somebody tells them otherwise.
                if read_remote(work.draft.remote) is Remote.ON_SITE:
                    work.draft = work.draft.model_copy(update={"remote": None})
                work.out.remote = work.out.remote or reading.remote
                continue
        for place in reading.places:
            read.setdefault(place.model_dump_json(exclude={"text"}) if place.precision else place.text or "", place)
        for issue in reading.issues:
            work.issue(issue.field, issue.code, issue.message)
        work.out.remote = work.out.remote or reading.remote
    work.out.places = list(read.values())
