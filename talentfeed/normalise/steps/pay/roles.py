"""What an amount in a text is: the pay, its full-time figure, what is really paid, or something beside it."""

import re
from enum import Enum

from talentfeed.normalise.steps.pay.amounts import Span


class Role(Enum):
    """The part an amount plays."""

    PAY = "pay"
    FULL_TIME = "full_time"
    ACTUAL = "actual"
    TARGET = "target"
    EXTRA = "extra"


_ROLES: tuple[tuple[Role, str], ...] = (
    (Role.FULL_TIME, r"\bf\.?t\.?e\.?\b|\bw\.?t\.?e\.?\b|full[- ]time\s+(?:equivalent|salary|equiv)|\bequated\b"),
    (Role.ACTUAL, r"\bactual\b|\bpro[- ]?rata(?:'?d|ed)?\s*(?:salary|pay|figure|is|to|at|=|:|of|equivalent|would be)|\bequat(?:es|ing) to\b|"
                  r"\btake home\b|\bpart[- ]time salary\b|\bactual pay\b|\bequivalent to\b|\bwhich is\b"),
    (Role.TARGET, r"\bo\.?t\.?e\b|\bon[- ]target\b|\bearn(?:ing)?s? (?:of )?up to\b|\bpotential(?:ly)?\b|\buncapped\b"),
    (Role.EXTRA, r"\bbonus(?:es)?\b|\ballowances?\b|\bsupplements?\b|\bweighting\b|\bretention\b|\brelocation\b|\bsign(?:ing)?[- ]?on\b|"
                 r"\bcommission\b|\bpension\b|\brefer(?:ral)?\b|\bbudgets?\b|\bturnover\b|\brevenue\b|\bworth\b|\bvouchers?\b|\benhance\w*|"
                 r"\bdiscounts?\b|\bmileage\b|\bexpenses\b|\bgolden\b|\bwelcome\b|\bjoining\b|\bequity\b|\bplus\b|\+|\bholiday pay\b|"
                 r"\btlr\b|\bsen\b|\bper mile\b|\bsleep[- ]?ins?\b|\bon[- ]call\b|\bstand[- ]?by\b|\bfees?\b|\bup to .{0,20} off\b|\bextra\b|"
                 r"\badditional\b|\bportfolio\b|\bhonorarium\b|\bsaving\w*|\btraining\b|\bfringe\b|\bhcas\b|\bhigh cost\b|\brecruitment\b"),
    (Role.PAY, r"\bsalary\b|\bbasic\b|\bbase\b|\brate\b|\bwages?\b|\bpay(?:s|ing)?\b|\bbetween\b|\bfrom\b|\bincluding\b|\binclusive\b|\binc\b|"
               r"\bstarting\b|\brange\b|\bgrade\b|\bscale\b|\bor\b"),
)  # fmt: skip
_ANY = re.compile("|".join(f"(?P<{role.name}>{words})" for role, words in _ROLES), re.IGNORECASE)
# Right behind an amount, only period words between: '£5,000 bonus', '£45,000 OTE', '£18,000 actual'.
_BEHIND = re.compile(
    r"^\s*(?:(?:per|a|an)\s+\w+|p\.?a\.?|annually|pro[- ]rata|gross|p/?[hdw]|/\w+)?[\s,(\[-]*"
    r"(?:(?P<FULL_TIME>f\.?t\.?e\b|w\.?t\.?e\b|full[- ]time)|(?P<ACTUAL>(?:is the )?actual|part[- ]time)|"
    r"(?P<TARGET>o\.?t\.?e\b|on[- ]target)|(?P<EXTRA>(?:[a-z-]+\s){0,2}(?:bonus|allowance|supplement|weighting|commission|voucher|relocation|"
    r"pension|retention|golden|welcome|joining|sign(?:ing)?[- ]on|per mile|mileage|budget|tlr\b|sen\b|referral|enhancement|fee\b|worth of|in benefits)))",
    re.IGNORECASE,
)
_INCLUDED = re.compile(r"^\W*(?:per annum|pa|p\.a\.?|a year)?\W*(?:inc|incl|plus|with|and|exc)\b", re.IGNORECASE)


def roles_of(text: str, spans: list[Span]) -> list[Role]:
    """The role of each span, by the last telling word before it or the first behind it."""
    roles = []
    for index, span in enumerate(spans):
        start = spans[index - 1].end if index else 0
        end = spans[index + 1].start if index + 1 < len(spans) else len(text)
        roles.append(_role(text[start : span.start], text[span.end : end], first=index == 0))
    return roles


def _role(before: str, behind: str, *, first: bool) -> Role:
    match = _BEHIND.match(behind[:60])
    # 'FTE £30,000 Actual £18,000': what follows belongs to the next amount unless a bracket closes it.
    if match and not _INCLUDED.match(behind) and not _belongs_to_next(behind, match.end()):
        return Role[str(match.lastgroup)]
    last = Role.PAY
    for found in _ANY.finditer(before[-80:]):
        role = Role[str(found.lastgroup)]
        # 'Actual salary £18,000' is actual: 'salary' only ends what was said of a bonus.
        if role is not Role.PAY or last not in {Role.ACTUAL, Role.FULL_TIME}:
            last = role
    # Before the first amount 'plus' and 'training' are words of a title or a sentence, not of a sum.
    return Role.PAY if first and last is Role.EXTRA and not re.search(r"bonus|allowance|fee", before[-25:], re.I) else last


def _belongs_to_next(behind: str, end: int) -> bool:
    rest = behind[end:]
    opened = "(" in behind[:end] and ")" not in behind[:end]
    if opened:
        return ")" not in rest and bool(rest)
    return False
