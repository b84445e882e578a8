"""What makes two adverts two posts, whatever else they share. Unknown never contradicts.

Asked before any score, and again for every pair across two clusters that are about to be merged.
"""

from dedupe.compare_titles import TitleMatch, TitleRelation, compare_titles
from dedupe.employers import EmployerRelation, relate_employers
from dedupe.features.model import FOREVER, Features
from dedupe.features.organisations import is_general
from dedupe.features.pay import FULL_WEEK, PayRelation, relate_pay
from dedupe.features.place import Relation
from dedupe.features.slots import ways_to_say
from dedupe.features.text import containment, mentions
from dedupe.features.title import raw_ways
from dedupe.features.words import AWARDS
from dedupe.forms import one_template, two_postings
from records.vocabulary import Kind

WORK = frozenset({Kind.JOB, Kind.APPRENTICESHIP})
# A text this long (in words) would mention what sets the post apart.
TELLING_WORDS = 60
HOURS_APART = 2.0
CLOCK_APART = 60
# If the texts share this much, names that differ only in general words are one employer's.
# Slots whose value is a name of several words.
NAMED_SLOTS = frozenset({"site", "subject"})
ALIAS_SHARE, ALIAS_SHINGLES = 0.62, 12


def family(kind: Kind) -> str:
    """Kinds that one post may be listed under: an apprenticeship stands on job boards as a job."""
    return "work" if kind in WORK else kind.value


def same_life(a: Features, b: Features) -> bool:
    """Whether both were on offer at one time. A post advertised again after closing is a re-post."""
    first, second = (a, b) if a.order <= b.order else (b, a)
    if first.life.end == FOREVER:
        return True
    begun = second.life.start if second.posted is None else min(second.life.start, second.posted)
    return begun <= first.life.end


def title_veto(a: Features, b: Features, match: TitleMatch) -> str:
    """The title's contradiction, '' where there is none."""
    if match.relation is TitleRelation.DIFFERENT:
        return "title"
    if a.title.levels != b.title.levels:
        return "level"
    if match.relation is TitleRelation.EXTRA:
        silent = b if match.extra_in == 0 else a
        extra = [word for word in match.extra if silent.kind is not Kind.COURSE or word not in AWARDS]
        if silent.text.size >= TELLING_WORDS and not all(_speaks_of(silent, word) for word in extra):
            return "title_extra"
    return slot_veto(a, b) or mark_veto(a, b)


def _speaks_of(silent: Features, word: str) -> bool:
    """Whether a text has a word of a title: as it is, in the plural, or cut short."""
    return any(mentions(silent.text, way) for way in raw_ways(word))


def mark_veto(a: Features, b: Features) -> str:
    """Marks that only one title bears: shift, grade, ward, hours.

    Each bears one that the other lacks: two posts. Only one does: two posts, if the other's text is long
    and does not speak of it.
    """
    left, right = _marks_lacking(a, b), _marks_lacking(b, a)
    if left and right and not (_all_told(left, b) and _all_told(right, a)):
        return "marks"
    for marks, silent in ((left, b), (right, a)):
        if marks and silent.text.size >= TELLING_WORDS and not _all_told(marks, silent):
            return "mark"
    return ""


Ways = list[tuple[str, ...]]


def _marks_lacking(advert: Features, other: Features) -> list[Ways]:
    """How the marks that only the first title bears could be said."""
    lacking = [
        [way for value in values for way in ways_to_say(slot, value)]
        for slot, values in advert.title.slots.items()
        if slot not in other.slots and set(values).isdisjoint(other.stated.get(slot, ()))
    ]
    if advert.title.hours is not None and other.weekly is None:
        lacking.append(hours_ways(advert.title.hours))
    return lacking


def hours_ways(hours: float) -> Ways:
    """How weekly hours may be written in a text: `22.5 hours`, `22.5hrs`, `0.6 FTE`."""
    ways: Ways = []
    for number in (hours, round(hours / FULL_WEEK, 2)):
        whole, _, part = f"{number:g}".partition(".")
        for unit in ("", "h", "hrs", "hours", "hpw"):
            ways.append((whole, part + unit) if part else (whole + unit,))
    return [way for way in ways if way not in (("1",), ("0",))]


def _all_told(marks: list[Ways], silent: Features) -> bool:
    """Whether a text may speak of all these marks."""
    return all(any(mentions(silent.text, way) for way in ways) for ways in marks)


def slot_veto(a: Features, b: Features) -> str:
    """Shift, time, grade, site, class or contract that both fill, and differently."""
    for slot, values in a.slots.items():
        others = b.slots.get(slot)
        if others is not None:
            if set(values).isdisjoint(others) and not _compatible(slot, values, others):
                return slot
        elif slot in a.title.slots and _stated_otherwise(slot, values, b):
            return slot
    for slot, values in b.title.slots.items():
        if slot not in a.slots and _stated_otherwise(slot, values, a):
            return slot
    for slot, values in a.stated.items():
        stated = b.stated.get(slot)
        if stated is not None and _other_value(slot, values, stated) and not _told_by_titles(slot, a, b):
            return f"{slot}_in_text"
    return ""


def _other_value(slot: str, values: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two texts state different things: of names, not a word of one is in the other."""
    if slot not in NAMED_SLOTS:
        return set(values).isdisjoint(others) and not _compatible(slot, values, others)
    return not any(_one_name(set(one.split()), set(two.split())) for one in values for two in others)


def _one_name(one: set[str], two: set[str]) -> bool:
    """One name says no more than a part of the other."""
    return one <= two or two <= one


def _told_by_titles(slot: str, a: Features, b: Features) -> bool:
    """Both titles (or fields) agree on the slot: then what their texts say of it is of no weight."""
    if slot == "hours":
        return a.weekly is not None and b.weekly is not None
    return slot in a.title.slots and slot in b.title.slots


def _stated_otherwise(slot: str, values: tuple[str, ...], other: Features) -> bool:
    stated = other.stated.get(slot)
    return stated is not None and _other_value(slot, values, stated)


_LIMITED = ({"temporary", "fixed"}, {"temporary", "casual"})


def _compatible(slot: str, values: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Boards call one limited contract by two names, and an apprenticeship anything; weekdays are days."""
    both = {*values, *others}
    if slot == "shift":
        return both == {"day", "weekday"}
    if slot != "contract":
        return False
    return any(both <= limited for limited in _LIMITED) or "apprenticeship" in both or "internship" in both


def hours_veto(a: Features, b: Features) -> bool:
    """Whether the weekly hours lie apart."""
    if a.weekly is None or b.weekly is None:
        return False
    return max(a.weekly[0], b.weekly[0]) - min(a.weekly[1], b.weekly[1]) > HOURS_APART


def schedule_veto(a: Features, b: Features) -> str:
    """Other runs of a course, another day or hour of an event."""
    one, two = a.schedule, b.schedule
    if one.starts and two.starts and set(one.starts).isdisjoint(two.starts):
        return "start"
    if one.clock is not None and two.clock is not None and abs(one.clock - two.clock) > CLOCK_APART:
        return "start_time"
    if a.source == b.source and one.provider_id and two.provider_id and one.provider_id != two.provider_id:
        return "provider_course_id"
    return ""


class Compared:
    """How two adverts relate: titles, places, employers, pay, and what their texts share; each asked once, if at all.

    `share` of the smaller text's shingles that the other has; `shingles`: how many that was judged by.
    """

    __slots__ = ("_a", "_b", "_employer", "_pay", "_text", "match", "place")

    def __init__(self, a: Features, b: Features, place: Relation) -> None:
        self._a, self._b, self.place = a, b, place
        self.match = compare_titles(a, b)
        self._employer: EmployerRelation | None = None
        self._pay: PayRelation | None = None
        self._text: tuple[float, int] | None = None

    @property
    def employer(self) -> EmployerRelation:
        """How the employers relate."""
        if self._employer is None:
            self._employer = employers(self._a, self._b)
        return self._employer

    @property
    def pay(self) -> PayRelation:
        """How the pay relates."""
        if self._pay is None:
            self._pay = pay_relation(self._a, self._b)
        return self._pay

    @property
    def share(self) -> float:
        """How much of the smaller text the other has, 0..1."""
        return self._shared()[0]

    @property
    def shingles(self) -> int:
        """The size of the smaller text."""
        return self._shared()[1]

    def _shared(self) -> tuple[float, int]:
        if self._text is None:
            self._text = containment(self._a.text, self._b.text)
        return self._text


def compare(a: Features, b: Features, place: Relation) -> Compared:
    """The comparisons of two adverts whose places relate so. Cheap to make; the dear ones wait until they are asked."""
    return Compared(a, b, place)


def employers(a: Features, b: Features) -> EmployerRelation:
    """How the employers relate; a town's name in both is nothing that they have in common."""
    relation = relate_employers(a.employer, b.employer, a.called, b.called)
    if relation not in (EmployerRelation.ALIKE, EmployerRelation.ALIAS):
        return relation
    shared = set(a.employer.split()) & set(b.employer.split())
    towns = {word for advert in (a, b) for place in advert.places for name in (*place.names, place.town)
             for word in name.split()}  # fmt: skip
    return EmployerRelation.ALIAS if shared and all(w in towns or is_general(w) for w in shared) else relation


def pay_relation(a: Features, b: Features) -> PayRelation:
    """How the pay relates, at the hours that either advert tells."""
    weekly = [known for advert in (a, b) if advert.weekly for known in advert.weekly]
    relation = relate_pay(a.pay, b.pay, sum(weekly) / len(weekly) if weekly else None)
    if relation is PayRelation.DISJOINT and not weekly and _part_time(a, b):
        return PayRelation.UNKNOWN  # of a year of how many hours?
    return relation


def _part_time(a: Features, b: Features) -> bool:
    part = any("part" in advert.slots.get("time", ()) for advert in (a, b))
    return part and a.pay is not None and b.pay is not None and not (a.pay.hourly and b.pay.hourly)


def employer_veto(compared: Compared) -> bool:
    """Two employers; of two names that differ in general words only, unless title, place and text agree."""
    if compared.employer is EmployerRelation.ALIAS:
        agreed = compared.match.relation >= TitleRelation.SPELLING and compared.place >= Relation.PARENT
        return not agreed or compared.share < ALIAS_SHARE or compared.shingles < ALIAS_SHINGLES
    return compared.employer is EmployerRelation.DIFFERENT


def veto(a: Features, b: Features, compared: Compared, *, linked: bool = False) -> str:  # noqa: PLR0911 - one question a line
    """The name of the first contradiction, '' for none.

    `linked`: an identity link stands between them, so only titles and schedules may still contradict
    (one posting is often shown under several towns, and under its agency's name).
    """
    if family(a.kind) != family(b.kind):
        return "kind"
    reason = title_veto(a, b, compared.match) or schedule_veto(a, b)
    if reason or linked:
        return reason
    if compared.place is Relation.CONTRADICTING:
        return "place"
    if employer_veto(compared):
        return "employer"
    if compared.employer >= EmployerRelation.ALIKE and two_postings(a, b):
        return "posting"
    if hours_veto(a, b):
        return "hours"
    if compared.pay is PayRelation.DISJOINT:
        return "pay"
    return "one_template" if one_template(a, b, compared.share, compared.shingles) else ""
