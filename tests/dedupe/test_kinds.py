"""What makes two courses, two events, or two adverts with one link the same: beyond jobs and their titles."""

from datetime import UTC, date, datetime

import pytest

from dedupe.features.identity import reference_identity, url_identity
from dedupe.standalone import cluster
from records.listing import Course, CourseRun, Event, Listing
from records.vocabulary import Kind
from tests.dedupe.history import advert

PAGE = "https://boards.greenhouse.io/airevalley/jobs/4410923"


def together(*listings: Listing) -> bool:
    return len({assignment.opportunity_id for assignment in cluster(listings)}) == 1


def course(listing_id: str, *starts: date, title: str = "Bookkeeping for Beginners") -> Listing:
    runs = [CourseRun(starts_on=start) for start in starts]
    return advert(listing_id, title, employer="Aire College", salary="").model_copy(
        update={"kind": Kind.COURSE, "course": Course(runs=runs)}
    )


def event(listing_id: str, start: datetime, title: str = "Careers Fair") -> Listing:
    return advert(listing_id, title, employer="Leeds City Council", salary="").model_copy(
        update={"kind": Kind.EVENT, "event": Event(starts_at=start, venue="Town Hall")}
    )


def test_a_directory_that_lists_some_runs_lists_the_same_course() -> None:
    assert together(course("college:1", date(2026, 9, 14), date(2027, 1, 11)), course("directory:8", date(2027, 1, 11)))


def test_other_runs_are_another_offer() -> None:
    assert not together(course("college:1", date(2026, 9, 14)), course("directory:8", date(2027, 1, 11)))


def test_a_course_without_runs_is_not_contradicted() -> None:
    assert together(course("college:1", date(2026, 9, 14)), course("directory:8"))


@pytest.mark.parametrize(
    ("start", "same"),
    [
        (datetime(2026, 10, 2, 10, tzinfo=UTC), True),
        (datetime(2026, 10, 2, 0, tzinfo=UTC), True),  # a date without a time
        (datetime(2026, 10, 2, 14, tzinfo=UTC), False),
        (datetime(2026, 10, 9, 10, tzinfo=UTC), False),
    ],
)
def test_an_event_is_its_day_and_hour(start: datetime, same: bool) -> None:
    assert together(event("council:1", datetime(2026, 10, 2, 10, tzinfo=UTC)), event("board:1", start)) is same


def test_a_job_is_no_course() -> None:
    job = advert("board:1", "Bookkeeping for Beginners", employer="Aire College", salary="")
    assert not together(course("college:1"), job)


def linked(listing_id: str, title: str, **fields: str) -> Listing:
    return advert(listing_id, title, **fields).model_copy(update={"apply_url": PAGE + "?utm_source=" + listing_id[:5]})


def test_one_apply_page_joins_adverts_that_agree_on_little_else() -> None:
    assert together(
        linked("council:1", "Community Nurse"),
        linked("board:1", "Community Nurse", employer="Confidential", location="Bradford", description="", salary=""),
    )


def test_one_apply_page_does_not_join_two_titles() -> None:
    assert not together(linked("council:1", "Community Nurse"), linked("board:1", "Head Gardener"))


def posted(listing_id: str, url: str) -> Listing:
    return advert(listing_id, "Community Nurse").model_copy(update={"apply_url": url, "url": url})


def test_two_numbers_in_the_employers_own_system_are_two_posts() -> None:
    assert not together(posted("board:1", PAGE), posted("board:2", PAGE.replace("4410923", "4410924")))


def test_a_board_may_list_one_advert_twice() -> None:
    assert together(
        posted("board:1", "https://board.example/jobs/4410923"), posted("board:2", "https://board.example/jobs/4410924")
    )


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://www.aire.example/jobs/nurse-4411?utm_source=x&gclid=1", "aire.example/jobs/nurse-4411"),
        ("http://aire.example/jobs/nurse-4411/#apply", "aire.example/jobs/nurse-4411"),
        ("https://aire.example/careers", ""),
        ("https://aire.example/apply?src=board", ""),
        ("https://aire.example/", ""),
        ("https://aire.example/vacancy?id=77", "aire.example/vacancy?id=77"),
        (PAGE, "greenhouse::4410923"),
        ("https://careers.aire.example/open?gh_jid=4410923", "greenhouse::4410923"),
        (
            "https://jobs.lever.co/aire/6a1c1f0e-1111-4222-8333-abcdefabcdef/apply",
            "lever:aire:6a1c1f0e-1111-4222-8333-abcdefabcdef",
        ),
        (None, ""),
    ],
)
def test_what_an_address_identifies(url: str | None, identity: str) -> None:
    assert url_identity(url) == identity


@pytest.mark.parametrize("reference", ["N/A", "tbc", "0000", "1234", "REF", "-", "", "xxxx", "99999", None])
def test_placeholders_identify_nothing(reference: str | None) -> None:
    assert reference_identity("aire care valley", reference) == ""


def test_a_requisition_is_one_employers() -> None:
    assert reference_identity("aire care valley", "LTH-00412") == "req:aire care valley:lth00412"
    assert reference_identity("", "LTH-00412") == ""
