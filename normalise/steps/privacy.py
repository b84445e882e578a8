"""Personal data of contacts: e-mail addresses, phone numbers and the names that stand with them.

Invariant 9: they are never published. Raw pages keep them for a set time only.
"""

import re

import phonenumbers

EMAIL = re.compile(r"(?:mailto:)?\b[\w.+%-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\.[\w-]+)+\b", re.IGNORECASE)
# A text is first searched for these signs, because `EMAIL` would try each of its words.
_AT_SIGNS = ("@", "[at]", "(at)")
# Numbers of British form that no operator has been given yet, such as those kept for drama (07700 900…).
_BRITISH = re.compile(r"(?<![\w£.,/-])\(?0[12378]\d{1,4}\)?(?:[ -]?\d){6,8}(?![\w/])")
_BRITISH_DIGITS = (10, 11)
_PHONE_HINT = re.compile(r"\d[\d\s().-]{7,}\d")
_TITLE = r"(?:(?:Mrs|Miss|Mr|Ms|Mx|Dr|Prof|Professor|Sir)\.?\s+)?"
_NAME = _TITLE + r"[A-Z][a-z'’-]+(?:[ \t]+(?:[A-Z]\.?[ \t]+)?[A-Z][A-Za-z'’-]+){1,2}"
_CONTACT = re.compile(
    r"\b((?i:contact|speak (?:to|with)|call|e-?mail|ring|ask for|discussion with|enquiries to)\s*:?\s+)"
    rf"{_NAME}(?=(?:[^.\n]|\.(?!\s+[A-Z])){{0,120}}(?:\[e-mail removed\]|\[phone removed\]))"
)
EMAIL_GONE = "[e-mail removed]"
PHONE_GONE = "[phone removed]"


def redact(text: str, country: str = "GB") -> str:
    """The text without e-mail addresses, phone numbers (of `country` or with +) and their owners' names."""
    lowered = text.lower()
    without = EMAIL.sub(EMAIL_GONE, text) if any(sign in lowered for sign in _AT_SIGNS) else text
    if _PHONE_HINT.search(without):
        without = _without_phones(without, country)
    if "removed]" not in without:
        return without
    return _CONTACT.sub(r"\1the contact", without)


def _without_phones(text: str, country: str) -> str:
    pieces, end = [], 0
    for match in phonenumbers.PhoneNumberMatcher(text, country, leniency=phonenumbers.Leniency.VALID):
        pieces += [text[end : match.start], PHONE_GONE]
        end = match.end
    without = "".join([*pieces, text[end:]])
    return _BRITISH.sub(_gone_if_phone, without) if country == "GB" else without


def _gone_if_phone(match: re.Match[str]) -> str:
    digits = sum(char.isdigit() for char in match[0])
    return PHONE_GONE if digits in _BRITISH_DIGITS else match[0]
