"""The schema.org types that are adverts, whatever way their names are written."""

from pydantic import JsonValue

JOBS = frozenset({"JobPosting"})
COURSES = frozenset({"Course", "CourseInstance", "EducationalOccupationalProgram", "WorkBasedProgram"})
EVENTS = frozenset(
    {
        "Event", "BusinessEvent", "ChildrensEvent", "ComedyEvent", "ConferenceEvent", "CourseInstance",
        "DanceEvent", "EducationEvent", "EventSeries", "ExhibitionEvent", "Festival",
        "FoodEvent", "Hackathon", "LiteraryEvent", "MusicEvent", "OnlineEvent", "PerformingArtsEvent",
        "SaleEvent", "ScreeningEvent", "SocialEvent", "SportsEvent", "TheaterEvent", "VisualArtsEvent",
    }
)  # fmt: skip
# Self-paced material: an advert only where a page has nothing better.
LEARNING = frozenset({"LearningResource"})
ADVERTS = JOBS | COURSES | EVENTS
# Not an occasion that anybody goes to: broadcasts, releases of a work, steps of a parcel.
_NO_EVENTS = frozenset({"PublicationEvent", "BroadcastEvent", "OnDemandEvent", "DeliveryEvent", "UserInteractionEvent"})
_LISTS = frozenset({"ItemList", "OfferCatalog", "DataFeed", "SearchResultsPage", "CollectionPage", "BreadcrumbList"})


def type_names(node: dict[str, JsonValue]) -> frozenset[str]:
    """The types of a node by their short names: `http://schema.org/JobPosting`, `schema:JobPosting` → JobPosting."""
    given = node.get("@type", node.get("type"))
    values = given if isinstance(given, list) else [given]
    names = (value for value in values if isinstance(value, str))
    return frozenset(_short(name) for name in names)


def _short(name: str) -> str:
    return name.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip()


def is_advert(node: dict[str, JsonValue]) -> bool:
    """True for a job, a course or an event; publishers' own kinds of event (`TrainingEvent`) are events."""
    names = type_names(node)
    return bool(names & ADVERTS) or any(_is_own_event(name) for name in names)


def _is_own_event(name: str) -> bool:
    return name.endswith("Event") and name not in _NO_EVENTS


def is_learning(node: dict[str, JsonValue]) -> bool:
    """True for self-paced learning material."""
    return bool(type_names(node) & LEARNING)


def family(node: dict[str, JsonValue]) -> str:
    """`job`, `course`, `event` or ''. Course wins over event: a CourseInstance is both."""
    names = type_names(node)
    for label, members in (("job", JOBS), ("course", COURSES | LEARNING), ("event", EVENTS)):
        if names & members:
            return label
    return "event" if any(map(_is_own_event, names)) else ""


def is_list(node: dict[str, JsonValue]) -> bool:
    """True for ItemList and its kin."""
    return bool(type_names(node) & _LISTS) or "itemListElement" in node
