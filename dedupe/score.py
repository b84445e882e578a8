"""How much speaks for two adverts being one post: weights of evidence, summed, with their reasons.

Every comparison has a level (title exact, place parent, …), every level a weight in bits; the sum
against the threshold is the score. So a decision can be read, and a weight can be argued about.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from dedupe.compare_titles import TitleMatch, TitleRelation
from dedupe.employers import EmployerRelation
from dedupe.features.model import Features
from dedupe.features.pay import PayRelation
from dedupe.features.place import Relation, relate_all
from dedupe.features.text import containment, mentions
from dedupe.vetoes import TELLING_WORDS, Compared, compare, same_life, veto
from records.vocabulary import Kind


class Outcome(StrEnum):
    """What was decided about a pair."""

    MATCH = "match"
    REPOST = "repost"
    REVIEW = "review"
    DISTINCT = "distinct"
    CONTRADICTION = "contradiction"


@dataclass(slots=True, frozen=True)
class Decision:
    """`score` 0..1 (a match from 0.5); `rule`: what decided; `evidence`: comparison → level and weight."""

    outcome: Outcome
    score: float
    rule: str
    evidence: dict[str, str] = field(default_factory=dict)


FAR = Decision(Outcome.CONTRADICTION, 0.0, "veto:place")


THRESHOLD = 8.5
REVIEW_BAND = 2.5
TITLE = {TitleRelation.EXACT: 4.5, TitleRelation.SPELLING: 4.0, TitleRelation.EXTRA: 1.0}
EMPLOYER = {
    EmployerRelation.SAME: 3.0,
    EmployerRelation.ALIKE: 2.5,
    EmployerRelation.ALIAS: 1.5,
    EmployerRelation.UNKNOWN: 0.0,
}
PLACE = {Relation.SAME: 2.5, Relation.PARENT: 1.0, Relation.UNKNOWN: 0.0}
PAY = {PayRelation.EQUAL: 2.0, PayRelation.OVERLAPPING: 0.5, PayRelation.UNKNOWN: 0.0}
# (containment from here on, what it is worth). A text of fewer shingles than TELLING says nothing.
TEXT = ((0.85, 7.0), (0.62, 5.0), (0.45, 2.0), (0.30, -1.0), (0.12, -4.0), (0.0, -6.0))
# The texts must join two adverts that no employer joins: two agencies' adverts for one sort of post are much alike.
TEXT_ALONE = ((0.85, 7.0), (0.62, 4.0), (0.50, -1.0), (0.30, -4.0), (0.0, -6.0))
TELLING = 25
NAMED, NOT_NAMED = 1.5, -5.0
# Two whole texts that share so little are two posts, whatever third advert resembles both.
STRANGE, STRANGE_SHINGLES = 0.5, 60
HELD = 0.85
# A contradiction between texts that share so much is shown to a person, unless it is one of these.
DOUBTFUL = 0.95
SURE = frozenset({"kind", "title", "level", "place", "employer", "start", "start_time", "provider_course_id"})
# They were posted this many days apart, or fewer.
DATES = ((3.5, 0.5), (14.5, 0.0), (30.5, -0.5), (60.5, -1.0), (float("inf"), -2.0))


def text_weight(compared: Compared, *, alone: bool) -> tuple[float, str]:
    """Weight of what the texts share, and its level in words."""
    share, shingles = compared.share, compared.shingles
    if shingles < TELLING:
        return 0.0, "too short"
    for least, weight in TEXT_ALONE if alone else TEXT:
        if share >= least:
            return weight, f"{share:.2f} of {shingles}"
    return 0.0, "too short"


def named_in_text(a: Features, b: Features) -> tuple[float, str] | None:
    """Where one advert leaves its employer out: whether its text names the employer of the other.

    Counts against it only where the other's own text does name its employer.
    """
    if bool(a.employer) == bool(b.employer):
        return None
    known, silent = (a, b) if a.employer else (b, a)
    name = tuple(known.employer.split())
    if silent.text.size < TELLING_WORDS:
        return None
    if mentions(silent.text, name):
        return NAMED, "names it"
    return (NOT_NAMED, "does not name it") if mentions(known.text, name) else None


def specific(match: TitleMatch, a: Features) -> float:
    """A title of one word is borne by many posts, one of four by few."""
    if match.relation is TitleRelation.EXTRA:
        return 0.0
    return min(1.5, 0.5 * (len(set(a.title.core)) - 2))


def decide(a: Features, b: Features) -> Decision:  # noqa: PLR0911 - one question a line
    """What the model says about two adverts. Symmetric; depends on nothing but the two."""
    if b.id < a.id:
        a, b = b, a
    links = sorted(set(a.identities) & set(b.identities)) if a.identities and b.identities else []
    place = relate_all(a.places, b.places)
    if not links and place is Relation.CONTRADICTING:
        return FAR
    compared = compare(a, b, place)
    reason = veto(a, b, compared, linked=bool(links))
    if reason:
        return Decision(Outcome.CONTRADICTION, 0.0, f"veto:{reason}", _doubt(reason, compared))
    if not same_life(a, b):
        # Linked adverts may name contradicting places, which have no weight.
        if links or _weigh(a, b, compared)[0] >= THRESHOLD:
            return Decision(Outcome.REPOST, 0.5, "repost")
        return Decision(Outcome.DISTINCT, 0.0, "not on offer at one time")
    if links:
        return Decision(Outcome.MATCH, 1.0, "identity", {"link": links[0]})
    total, evidence = _weigh(a, b, compared)
    score = 1.0 / (1.0 + 2.0 ** (THRESHOLD - total))
    if total >= THRESHOLD:
        return Decision(Outcome.MATCH, score, "evidence", evidence)
    outcome = Outcome.REVIEW if total >= THRESHOLD - REVIEW_BAND else Outcome.DISTINCT
    return Decision(outcome, score, "evidence", evidence)


def _doubt(found: str, compared: Compared) -> dict[str, str]:
    """Why a person should look at a contradiction: all else agrees, and the texts are one."""
    agreed = compared.employer >= EmployerRelation.ALIKE and compared.place >= Relation.PARENT
    if found in SURE or not agreed or compared.shingles < STRANGE_SHINGLES or compared.share < DOUBTFUL:
        return {}
    return {"review": "vetoed, one text", "text": f"{compared.share:.2f} of {compared.shingles}"}


def strangers(a: Features, b: Features) -> bool:
    """Whether the texts of two adverts, both long, have almost nothing in common."""
    share, shingles = containment(a.text, b.text)
    return shingles >= STRANGE_SHINGLES and share < STRANGE


def holds_both(whole: Features, a: Features, b: Features) -> bool:
    """Whether a text holds two others: then these are two parts of it, however little they share."""
    for part in (a, b):
        if part is whole or part.text.size > whole.text.size or containment(part.text, whole.text)[0] < HELD:
            return False
    return True


def dates_weight(a: Features, b: Features) -> tuple[float, str] | None:
    """Boards take an advert over within days; one that was posted a month later may be another post."""
    if a.posted is None or b.posted is None:
        return None
    days = abs(a.posted - b.posted) / 86_400
    return next(weight for most, weight in DATES if days <= most), f"{days:.0f} days"


def _weigh(a: Features, b: Features, compared: Compared) -> tuple[float, dict[str, str]]:
    match, employer, place, pay = compared.match, compared.employer, compared.place, compared.pay
    weights = {
        "title": (TITLE[match.relation] + specific(match, a), match.relation.name.lower()),
        "employer": (EMPLOYER[employer], employer.name.lower()),
        "place": (PLACE[place], place.name.lower()),
        "pay": (PAY[pay], pay.name.lower()),
        "text": text_weight(compared, alone=employer is EmployerRelation.UNKNOWN),
    }
    named = named_in_text(a, b)
    if named:
        weights["employer in text"] = named
    if a.kind in (Kind.EVENT, Kind.COURSE) and a.schedule.starts and b.schedule.starts:
        weights["start"] = (2.5, "same")
    posted = dates_weight(a, b)
    if posted:
        weights["posted"] = posted
    total = sum(weight for weight, _ in weights.values())
    return total, {name: f"{level} {weight:+.1f}" for name, (weight, level) in weights.items()}
