"""What an amount in a text is: the pay, its full-time figure, what is really paid, or something beside it."""

import re
from enum import Enum

from normalise.steps.pay.amounts import Span


class Role(Enum):
    """The part an amount plays."""

    PAY = "pay"
    FULL_TIME = "full_time"
    ACTUAL = "actual"
    TARGET = "target"
    EXTRA = "extra"


_ROLES: tuple[tuple[Role, str], ...] = (
    (Role.FULL_TIME, (r"\bf\.?t\.?e\.?\b|\bw\.?t\.?e\.?\b|full[- ]time\s+(?:equivalent|salary|equiv)|\bequated\b")),
    (Role.ACTUAL, (r"\bactual\b|\bpro[- ]?rata(?:'?d|ed)?\s*(?:salary|pay|figure|is|to|at|=|:|of|"
                   r"equivalent|would be)|\bpro[- ]?rata\W*$|\bequat(?:es|ing) to\b|"
                  r"\bapprox(?:imately)?\b|\bpro[- ]?rated\s+(?:salary|to|at|=|:)|"
                  r"\btake home\b|\bpart[- ]time salary\b|\bactual pay\b|\bequivalent to\b|\bwhich is\b")),
    (Role.TARGET, (r"\bo\.?t\.?e\b|\bon[- ]target\b|\bearn(?:ing)?s? (?:of )?up to\b|"
                   r"\bpotential(?:ly)?\b|\buncapped\b")),
    (Role.EXTRA, (r"\bbonus(?:es)?\b|\ballowances?\b|\bsupplements?\b|\bweighting\b|\bretention\b|"
                  r"\brelocation\b|\bsign(?:ing)?[- ]?on\b|"
                 r"\bcommission\b|\bpension\b|\brefer(?:ral)?\b|\bbudgets?\b|\bturnover\b|\brevenue\b|"
                 r"\bworth\b|\bvouchers?\b|\benhance\w*|"
                 r"\bdiscounts?\b|\bmileage\b|\bexpenses\b|\bgolden\b|\bwelcome\b|\bjoining\b|\bequity\b|"
                 r"\bplus\b|\+|\bholiday pay\b|"
                 r"\btlr\b|\bsen\b|\bper mile\b|\bsleep[- ]?ins?\b|\bon[- ]call\b|\bstand[- ]?by\b|"
                 r"\bfees?\b|\bup to .{0,20} off\b|\bextra\b|"
                 r"\badditional\b|\bportfolio\b|\bhonorarium\b|\bsaving\w*|\btraining\b|\bfringe\b|"
                 r"\bhcas\b|\bhigh cost\b|\brecruitment\b")),
    (Role.PAY, (r"\bsalary\b|\bbasic\b|\bbase\b|\brate\b|\bwages?\b|\bpay(?:s|ing)?\b|\bbetween\b|"
                r"\bfrom\b|\bincluding\b|\binclusive\b|\binc\b|"
               r"\bstarting\b|\brange\b|\bgrade\b|\bscale\b|\bor\b")),
)  # fmt: skip
_ANY = re.compile("|".join(f"(?P<{role.name}>{words})" for role, words in _ROLES), re.IGNORECASE)
# Right behind an amount, only period words between: '£5,000 bonus', '£45,000 OTE', '£18,000 actual'.
_BEHIND = re.compile(
    r"^\s*(?:(?:per|a|an)\s+\w+|p\.?a\.?|annually|pro[- ]rata|gross|p/?[hdw]|/\w+)?[\s,(\[-]*"
    r"(?:(?P<FULL_TIME>f\.?t\.?e\b|w\.?t\.?e\b|full[- ]time)|(?P<ACTUAL>(?:is the )?actual|part[- ]time|pro[- ]?rated)|"
    r"(?P<TARGET>o\.?t\.?e\b|on[- ]target)|(?P<EXTRA>(?:[a-z-]+\s){0,2}(?:bonus|allowance|supplement|"
    r"weighting|commission|voucher|relocation|"
    r"pension|retention|golden|welcome|joining|sign(?:ing)?[- ]on|per mile|mileage|budget|tlr\b|sen\b|"
    r"referral|enhancement|fee\b|worth of|in benefits)))",
    re.IGNORECASE,
)
_SUM_BEFORE = re.compile(r"bonus|allowance|\bfee|\btlr|\bsen\b|supplement|honorarium", re.IGNORECASE)
_INCLUDED = re.compile(r"^\W*(?:per annum|pa|p\.a\.?|a year)?\W*(?:inc\w*|plus|with|and|exc\w*)\b", re.IGNORECASE)


def roles_of(text: str, spans: list[Span]) -> list[Role]:
    """The role of each span, by the first telling word right behind it or the last before it."""
    roles = []
    start = 0
    for index, span in enumerate(spans):
        last = index + 1 == len(spans)
        behind = text[span.end : len(text) if last else spans[index + 1].start]
        before = re.split(r"[!;|]|\. ", text[start : span.start])[-1]
        told = _told_behind(behind, last=last, first=index == 0)
        roles.append(told[0] if told else _told_before(before, first=index == 0))
        start = span.end + (told[1] if told else 0)
    return roles


def _told_behind(behind: str, *, last: bool, first: bool) -> tuple[Role, int] | None:
    match = _BEHIND.match(behind[:60])
    if match is None or _INCLUDED.match(behind):
        return None
    lead = behind[: match.start(str(match.lastgroup))]
    if first and match.lastgroup == "EXTRA" and re.search(r"[(\[]", lead):
        return None  # '£26,000 per year (bonus)' comes with one
    # 'FTE £30,000, actual £18,000': behind a comma or in an open bracket the word belongs to the next amount.
    closed = "(" in lead and ")" in behind[match.end() :]
    if not last and re.search(r"[,;(\[-]", lead.replace("pro-rata", "")) and not closed:
        return None
    return Role[str(match.lastgroup)], match.end()


def _told_before(before: str, *, first: bool) -> Role:
    last = Role.PAY
    for found in _ANY.finditer(before[-80:]):
        role = Role[str(found.lastgroup)]
        # 'Actual salary £18,000' is actual: 'salary' only ends what was said of a bonus.
        if role is not Role.PAY or last not in {Role.ACTUAL, Role.FULL_TIME}:
            last = role
    # Before the first amount 'plus' and 'training' are words of a title or a sentence, not of a sum.
    told = last is not Role.EXTRA or not first or _SUM_BEFORE.search(before[-25:])
    return last if told else Role.PAY
