"""How good an opportunity's record is: what a person needs to decide whether to apply."""

from typing import Any

from records.opportunity import Quality

FULL_DESCRIPTION = 1200


def quality_of(fields: dict[str, Any], sources: int) -> Quality:
    """Parts from 0 to 1, and their mean. `sources`: how many sources agree on it."""
    description = fields.get("description") or ""
    whole = 1.0 if fields.get("description_complete", True) else 0.5
    pay, places = fields.get("pay"), fields.get("places") or []
    parts = {
        "description": min(1.0, len(description) / FULL_DESCRIPTION) * whole,
        "organisation": 1.0 if fields.get("organisation") else 0.0,
        "place": max((1.0 if p.lat is not None or p.areas else 0.5 for p in places), default=0.0),
        "pay": 0.0 if pay is None else 1.0 if pay.min is not None or pay.max is not None else 0.4,
        "dates": (bool(fields.get("posted_at")) + bool(fields.get("closes_at") or fields.get("starts_on"))) / 2,
        "link": 1.0 if fields.get("apply_url") or fields.get("url") else 0.0,
        "confirmed": min(1.0, sources / 2),
    }
    rounded = {name: round(value, 3) for name, value in parts.items()}
    return Quality(score=round(sum(rounded.values()) / len(rounded), 3), parts=rounded)
