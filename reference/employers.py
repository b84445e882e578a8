"""Words that tell the name of an organisation from a job's title."""

import re

# What only the name of an organisation ends with.
_SURE = re.compile(
    r"\b(?:ltd|limited|plc|llp|llc|inc|corp|gmbh|cic|cio|council|combined authority|university|college|academy|school"
    r"|trust|hospital|infirmary|hospice|association|society|federation|institute|constabulary|foundation"
    r"|fire and rescue service|housing group)\.?$",
    re.IGNORECASE,
)
# What it may hold: beside a job's title these words are also those of departments and subjects.
_LIKELY = re.compile(
    r"\b(?:co|company|corporation|group|holdings?|partnership|partners|councils?|authority|academies|clinic|surgery"
    r"|practice|church|diocese|cathedral|museum|gallery|library|theatre|police|ministry|agency|charity|housing|homes"
    r"|laborator(?:y|ies)|labs|consulting|solutions|systems|technologies|industries|enterprises|bank|insurance|hotel"
    r"|restaurant|bakery|brewery|nurser(?:y|ies))\b",
    re.IGNORECASE,
)
_STARTS = re.compile(r"^(?i:(?:the )?university of|department (?:for|of)|ministry of|hmp)\s+[A-Z]")
_ROLE = re.compile(
    r"\b(?:manager|officer|engineer|developer|programmer|nurse|assistant|teacher|lecturer|administrator|analyst|director"
    r"|head of|lead|leader|co-?ordinator|technician|apprentice(?:ship)?|consultant|worker|practitioner|specialist"
    r"|advis[eo]r|supervisor|driver|cleaner|cook|chef|carer|designer|architect|scientist|researcher|executive|trainee|intern"
    r"|internship|accountant|solicitor|therapist|psychologist|doctor|midwife|clerk|secretary|receptionist|warden"
    r"|inspector|planner|buyer|recruiter|representative|operative|operator|electrician|plumber|mechanic|porter|tutor"
    r"|fellow|professor|associate|editor|producer|writer|instructor|trainer|caretaker|matron|sister|surveyor|agent"
    r"|volunteer|mentor|counsellor|governor|trustee|contractor|installer|fitter|welder|machinist|assembler|packer)s?\b",
    re.IGNORECASE,
)
# Not the name of a school or hospital, only what sort it is; nor a branch of an organisation.
_GENERIC = re.compile(
    r"(?:(?:the|a|an|our|your|local|large|small|leading|busy|private|public|independent|primary|secondary|special|high"
    r"|junior|infant|nursery|sixth form|further|higher|adult|children'?s|community|mental|health|social|care"
    r"|international|school|schools|academy|college|university|hospital|clinic|council|trust|group|housing|agency|bank|practice|police"
    r"|charity|church|hotel|restaurant|library|museum|homes|company|foundation|services?|of|and|&|in|for|nhs|systems"
    r"|solutions|insurance|technologies|government|council's)\W*)+",
    re.IGNORECASE,
)
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
