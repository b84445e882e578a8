"""Words that tell the name of an organisation from a job's title."""

import re

from records.words import Wording, any_of, pattern, words

# What only the name of an organisation ends with.
_SURE = pattern("organisation_words", "last", behind=r"\.?$")
# What it may hold: beside a job's title these words are also those of departments and subjects.
_LIKELY = pattern("organisation_words", "within")
_STARTS = re.compile(r"^(?i:(?:the )?university of|department (?:for|of)|ministry of|hmp)\s+[A-Z]")
_ROLE = Wording(lambda: rf"\b{any_of(words('roles'), whole=False)}s?\b")
# Not the name of a school or hospital, only what sort it is; nor a branch of an organisation.
_GENERIC = Wording(lambda: rf"(?:{any_of(words('organisation_words', 'sort'), whole=False)}\W*)+")
_LONGEST = 80


def names_organisation(text: str, *, sure: bool = False) -> bool:
    """Whether a text is the name of an organisation: 'Otley Academy', 'University of York', not 'Primary School',
    'Night Porter' or 'Finance'. `sure`: where it stands beside a title, and may be a department or a subject."""
    text = text.strip()
    if not text or len(text) > _LONGEST or not text[0].isupper() or names_role(text) or _GENERIC.fullmatch(text):
        return False
    if _SURE.search(text) or _STARTS.match(text):
        return " " in text
    return not sure and " " in text and _LIKELY.search(text) is not None


def names_role(text: str) -> bool:
    """Whether a text holds a word for what somebody does at work."""
    return _ROLE.search(text) is not None
