"""What of an address names a visit, and that the rest is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.addresses import without_visit

URL = "https://jobs.example/a/b"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"{URL}?id=7", f"{URL}?id=7"),
        (f"{URL}?id=7&SID=x1&q=a%20b+c", f"{URL}?id=7&q=a%20b+c"),
        (f"{URL}?sid=x1", URL),
        (f"{URL}?sid&id=7", f"{URL}?id=7"),
        (f"{URL}?oSCsid=x1&id=7#apply", f"{URL}?id=7#apply"),
        (f"{URL};jsessionid=0F.node1?id=7", f"{URL}?id=7"),
        ("https://jobs.example/(S(abc))/job?id=7", "https://jobs.example/job?id=7"),
        ("https://jobs.example/vx/xf-0a1b/candidate/7", "https://jobs.example/vx/candidate/7"),
        ("https://xf-jobs/candidate", "https://xf-jobs/candidate"),
        (f"{URL}?utm_source=feed&id=7", f"{URL}?utm_source=feed&id=7"),
        (f"{URL}?session=2&ref=7", f"{URL}?session=2&ref=7"),
        (f"{URL}?next=/x;jsessionid=1", f"{URL}?next=/x;jsessionid=1"),
    ],
)
def test_addresses(written: str, kept: str) -> None:
    assert without_visit(written) == kept


def test_campaigns_go_where_that_is_asked_for() -> None:
    assert without_visit(f"{URL}?utm_source=feed&id=7&gclid=x&sid=1", campaign=True) == f"{URL}?id=7"


@given(st.from_regex(r"https://[a-z]{1,8}\.example/[a-zA-Z0-9/;=&?#()_%-]{0,40}", fullmatch=True), st.booleans())
def test_what_is_clean_stays_clean(url: str, campaign: bool) -> None:
    once = without_visit(url, campaign=campaign)
    assert without_visit(once, campaign=campaign) == once
    assert once.startswith(url.split("/", 3)[0] + "//")
