"""Personal data of contacts: e-mail addresses, phone numbers and the names that stand with them.

Invariant 9: they are never published. Raw pages keep them for a set time only.
"""

import re

import phonenumbers

EMAIL = re.compile(r"(?:mailto:)?\b[\w.+%-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+\b", re.IGNORECASE)
_PHONE_HINT = re.compile(r"\d[\d\s().-]{7,}\d")
_NAME = r"(?:(?:Mrs|Miss|Mr|Ms|Mx|Dr|Prof|Professor|Sir)\.?\s+)?[A-Z][a-z'’-]+(?:[ \t]+(?:[A-Z]\.?[ \t]+)?[A-Z][A-Za-z'’-]+){1,2}"
_CONTACT = re.compile(
    rf"\b((?:please\s+)?(?:contact|speak (?:to|with)|call|e-?mail|ring|ask for|discussion with|enquiries to)"
    rf"\s*:?\s+)({_NAME})(?=[^.\n]{{0,120}}(?:\[e-mail removed\]|\[phone removed\]))",
    re.IGNORECASE,
)
_NAME_ONLY = re.compile(_NAME)
EMAIL_GONE = "[e-mail removed]"
PHONE_GONE = "[phone removed]"


def redact(text: str, country: str = "GB") -> str:
    """The text without e-mail addresses, phone numbers (of `country` or with +) and their owners' names."""
    without = EMAIL.sub(EMAIL_GONE, text) if "@" in text or "at" in text else text
    if _PHONE_HINT.search(without):
        without = _without_phones(without, country)
    if "removed]" not in without:
        return without
    return _CONTACT.sub(_without_name, without)


def _without_name(match: re.Match[str]) -> str:
    # IGNORECASE lets the lead-in be in any case; a name must still look like one.
    return f"{match[1]}the contact" if _NAME_ONLY.fullmatch(match[2]) else match[0]


def _without_phones(text: str, country: str) -> str:
    pieces, end = [], 0
    for match in phonenumbers.PhoneNumberMatcher(text, country, leniency=phonenumbers.Leniency.VALID):
        pieces += [text[end : match.start], PHONE_GONE]
        end = match.end
    return "".join([*pieces, text[end:]])
