"""The hash by which a run knows whether an advert says something else than it did.

A release that adds a field must not make every stored listing look changed. So a field of the first form is hashed
whether it is empty or not, as the hashes in the stores of that time were, and each later field only where it has a
value.
"""

import hashlib
import json
from functools import cache
from typing import Any

from pydantic import BaseModel

from records.listing import UNHASHED_FIELDS, Listing

# The fields that version 0.1.0 hashed, by their object. Never add to this: what is not here is a later field.
FIRST_FORM: dict[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "Listing": (
            "id kind title title_raw description description_html description_complete organisation via places remote "
            "applicant_areas pay contract contract_months hours hours_per_week posted_at posted_at_is_bound closes_at "
            "starts_on ends_on occupation skills qualification_level qualifications_required subject course event "
            "support audience vacancies reference url apply_url language licence attribution"
        ),
        "Organisation": "name url logo identifiers kind",
        "Area": "code name level",
        "Place": "text postcode town lat lon areas country precision",
        "Pay": "text min max currency period annual_min annual_max pro_rata predicted",
        "Money": "text amount currency",
        "WeeklyHours": "min max",
        "Occupation": "scheme code label score",
        "Skill": "id label source",
        "Subject": "ssa_tier1 ssa_tier2 lars_code reference level labels",
        "CourseRun": "id starts_on ends_on start_text place mode study_mode attendance_pattern cost url",
        "Course": "runs duration cost funding entry_requirements award awarding_body provider_course_id",
        "Event": "starts_at ends_at venue format price",
        "Support": "offer eligibility amount referral",
    }.items()
}


def content_hash(listing: Listing) -> str:
    """SHA-256 (hex) of an advert's own fields as canonical JSON, without later fields that are empty."""
    data = listing.model_dump(mode="json", exclude=set(UNHASHED_FIELDS))
    _drop_empty(listing, data)
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _drop_empty(model: BaseModel, data: dict[str, Any]) -> None:
    """Take the later fields that say nothing out of `data`, the dump of `model`, at every depth."""
    for name, empty in _later(type(model)).items():
        if getattr(model, name) == empty:
            data.pop(name, None)
    for name, dumped in data.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            _drop_empty(value, dumped)
        elif isinstance(value, list):
            for each, its in zip(value, dumped, strict=True):
                if isinstance(each, BaseModel):
                    _drop_empty(each, its)


@cache
def _later(kind: type[BaseModel]) -> dict[str, Any]:
    """The fields of `kind` that the first form had not, each with what it holds when it is empty."""
    first = next((FIRST_FORM[base.__name__] for base in kind.__mro__ if base.__name__ in FIRST_FORM), frozenset())
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if name not in first
    }
