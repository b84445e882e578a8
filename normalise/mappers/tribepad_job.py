"""Tribepad `job` → draft.

The feed escapes its texts twice, and councils put into the text what they found no field for; so labelled
lines of the body ("Working pattern: Full-time") stand in where a field is empty.
"""

import re
from typing import Any, ClassVar

from pydantic import JsonValue

from normalise.mappers.base import Fields, Mapper
from normalise.mappers.overlay import overlaid
from normalise.mappers.tribepad_parts import (
    Body,
    employer,
    read_body,
    read_files,
    read_pay,
    read_places,
)
from normalise.text import html
from records.draft import Draft
from records.options import TribepadXmlOptions
from records.payload import Payload
from records.source import SourceConfig
from records.vocabulary import Kind
from records.words import says_nothing

_PATTERN = re.compile(r"work(?:ing)?\s+pattern|working hours|hours of work|\bfte\b", re.IGNORECASE)
_CONTRACT = re.compile(r"contract(?! (?:duration|length))|employment type|basis of|tenure", re.IGNORECASE)
_TERM = re.compile(r"contract (?:duration|length)|fixed[\s-]term (?:length|period|duration)", re.IGNORECASE)
_GRADE = re.compile(r"pay grade|salary range|salary|grade|pay scale", re.IGNORECASE)
_EMPLOYER = re.compile(r"^(?:employer|organisation|organization|school|company|partner)(?:\s+name)?$", re.IGNORECASE)
# National full-time hours: what the council's own code takes 35 and more for.
_FULL_TIME_HOURS = 35
_KNOWN = (  # noqa: SIM905 (ninety quoted names would hide what stands here)
    "job_id status status_social location_country_id show_map attach_profile contract_template_id "
    "contract_signature_provider_id job_country org_unit career_level education summary_internal "
    "travel_percentage_from travel_percentage_to internal_category internal_category_id cost_centre costcentre_id "
    "category_id sub_category_id plain_package_description view_mode view_mode2 switch_date region_id "
    "business_unit_id external_id external_token external_token_extra external_token_assessment community_job_url "
    "tags_manual no_cv template_id questionnaire_id internal_questionnaire_id dateGap dateGapType show_in_reports "
    "diversity_id mji_id talentq_id talentq_auto_invite hlistValue anonymous_candidates anonymous_candidates_ats "
    "email_pack_id application_grace_expiry_date collections hcm_oracle_position_id workflowId job_type "
    "category_name category_id_text salary_currency_text region_id_text business_unit_id_text #text"
).split()


class TribepadJobMapper(Mapper):
    """`evergreen` and 0000-00-00 mean no closing date; 0 means no amount; *_text beats codes."""

    format: ClassVar[str] = "tribepad_job"

    def to_draft(self, fields: Fields, payload: Payload, source: SourceConfig) -> Draft:
        """The job in its own words."""
        custom = _custom_fields(payload.data)
        fields.ignore([*_KNOWN, *(name for name in payload.data if name.startswith(("custom_", "@")))])
        body = read_body(fields)
        title, organisation = employer(
            _text(fields, "job_title"),
            _text(fields, "company_name"),
            _text(fields, "business_unit"),
            region := _text(fields, "region"),
        )
        url = _text(fields, "public_url")
        no_apply = fields.text("no_apply") == "1"
        draft = Draft(
            kind=Kind.EVENT if fields.text("is_event") == "1" else None,
            title=title,
            description=body.html + read_files(fields.take("files")) or None,
            organisation=organisation or _answer(custom, _EMPLOYER),
            organisation_logo=_logo(fields.take("media")),
            places=read_places(fields, region),
            pay=read_pay(fields, _answer(custom, _GRADE)),
            contract=_contract(fields, custom, body),
            posted_at=_date(fields.text("open_date")),
            closes_at=_closing(fields),
            modified_at=_date(fields.text("modified_time")),
            url=url,
            apply_url=None if no_apply else _text(fields, "apply_url") or url,
            reference=_text(fields, "reference"),
            vacancies=fields.text("no_of_positions"),
            language=fields.text("language_code"),
            **_hours(fields, custom, body),
        )
        return overlaid(draft, _stated(payload.data, source), payload, source)


def _stated(data: dict[str, JsonValue], source: SourceConfig) -> dict[str, JsonValue]:
    """What the custom fields say that the source file names in `custom`."""
    named = source.connector.custom if isinstance(source.connector, TribepadXmlOptions) else {}
    answers = {name: data.get(element) for name, element in named.items()}
    texts = {str(name): str(item.get("text") or "") for name, item in answers.items() if isinstance(item, dict)}
    return {name: text.strip() for name, text in texts.items() if not says_nothing(text)}


def _text(fields: Fields, *names: str) -> str | None:
    return html.one_line(fields.text(*names))


def _custom_fields(data: dict[str, JsonValue]) -> list[tuple[str, str]]:
    """(label, answer in words) of each custom field that has both."""
    found = []
    for name, value in data.items():
        if name.startswith("custom_") and isinstance(value, dict):
            label, text = value.get("label"), value.get("text")
            if isinstance(label, str) and isinstance(text, str) and label and not says_nothing(text):
                found.append((label, text.strip()))
    return found


def _answer(custom: list[tuple[str, str]], label: re.Pattern[str]) -> str | None:
    return next((text for name, text in custom if label.search(name)), None)


def _contract(fields: Fields, custom: list[tuple[str, str]], body: Body) -> list[str]:
    stated = [_text(fields, "job_type_text"), _answer(custom, _CONTRACT)]
    words = [text for text in stated if text]
    if term := _answer(custom, _TERM):
        words.append(f"Fixed term: {term}")
    return words or [text for text in (body.lines.get("contract"), body.fixed_term) if text]


def _hours(fields: Fields, custom: list[tuple[str, str]], body: Body) -> dict[str, Any]:
    weekly = fields.text("shift_hours")
    number = float(weekly) if weekly and re.fullmatch(r"\d{1,2}(?:\.\d+)?", weekly) else 0.0
    pattern = _answer(custom, _PATTERN) or body.pattern
    if not pattern and number:
        pattern = "Full time" if number >= _FULL_TIME_HOURS else "Part time"
    return {
        "hours": [pattern] if pattern else [],
        "hours_per_week": weekly if number else body.hours,
    }


def _date(text: str | None) -> str | None:
    return None if not text or text.startswith("0000") else text


def _closing(fields: Fields) -> str | None:
    stated, evergreen = fields.text("expiry_date"), fields.text("evergreen")
    return None if evergreen == "1" else _date(stated)


def _logo(media: JsonValue) -> str | None:
    logo = media.get("logo") if isinstance(media, dict) else None
    first = logo[0] if isinstance(logo, list) and logo else logo
    url = first.get("url") if isinstance(first, dict) else None
    return html.one_line(url) if isinstance(url, str) else None
