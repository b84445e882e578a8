"""What an amount in a text is: the pay, its full-time figure, what is really paid, or something beside it."""

import re
from enum import Enum

from normalise.steps.pay.amounts import Span
from records.words import Wording, any_of, words


class Role(Enum):
    """The part an amount plays."""

    PAY = "pay"
    FULL_TIME = "full_time"
    ACTUAL = "actual"
    TARGET = "target"
    EXTRA = "extra"


_BEFORE = (Role.FULL_TIME, Role.ACTUAL, Role.TARGET, Role.EXTRA, Role.PAY)


def _before(role: Role) -> str:
    said = [any_of(words("pay_roles", role.name))]
    if role is Role.ACTUAL:
        figure = any_of(words("pay_roles", "pro rata"), whole=False)
        said += [rf"\bpro[- ]?rat(?:a(?:'?d|ed)?\s*|ed\s+){figure}", r"\bpro[- ]?rata\W*$"]
    if role is Role.EXTRA:
        said.append(r"\bup to .{0,20} off\b")
    return f"(?P<{role.name}>{'|'.join(said)})"


def _behind(role: Role) -> str:
    few_before = r"(?:[a-z-]+\s){0,2}" if role is Role.EXTRA else ""
    return f"(?P<{role.name}>{few_before}{any_of(words('pay_roles', f'behind {role.name}'))})"


_ANY = Wording(lambda: "|".join(map(_before, _BEFORE)))
# These stand right behind an amount, or with only a period between: '£5,000 bonus', '£45,000 OTE', '£18,000 actual'.
_BEHIND = Wording(
    lambda: (
        r"^\s*(?:(?:per|a|an)\s+\w+|p\.?a\.?|annually|pro[- ]rata|gross|p/?[hdw]|/\w+)?[\s,(\[-]*"
        rf"(?:{'|'.join(map(_behind, _BEFORE[:-1]))})"
    )
)
_SUM_BEFORE = re.compile(r"bonus|allowance|\bfee|\btlr|\bsen\b|supplement|honorarium", re.IGNORECASE)
_INCLUDED = re.compile(
    r"^\W*(?:(?:per|an?)\s+(?:annum|year|hour|day|week|month)|p\.?[ahdw]\b\.?)?\W*(?:inc\w*|plus|with|and|exc\w*)\b",
    re.IGNORECASE,
)


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
    for telling in _ANY.finditer(before[-80:]):
        role = Role[str(telling.lastgroup)]
        # 'Actual salary £18,000' is actual: 'salary' only ends what was said of a bonus.
        if role is not Role.PAY or last not in {Role.ACTUAL, Role.FULL_TIME}:
            last = role
    # Before the first amount 'plus' and 'training' are words of a title or a sentence, not of a sum.
    told = last is not Role.EXTRA or not first or _SUM_BEFORE.search(before[-25:])
    return last if told else Role.PAY
