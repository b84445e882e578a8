"""Which column means what."""

import pytest

from records.synonyms import guess


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["Post Title *", "Salary (£)"], {"title": "Post Title *", "pay": "Salary (£)"}),
        (["Closing Date (dd/mm/yyyy)", "salary_gbp"], {"closes_at": "Closing Date (dd/mm/yyyy)", "pay": "salary_gbp"}),
        (["job tittles", "company names", "lacations"],
         {"title": "job tittles", "organisation": "company names", "place": "lacations"}),
        (["Outreach Activity [Title]", "Opportunity [Description]"],
         {"title": "Outreach Activity [Title]", "description": "Opportunity [Description]"}),
        (["Post location", "Web link", "Hours (per week)"],
         {"place": "Post location", "url": "Web link", "hours_per_week": "Hours (per week)"}),
        # The surer name wins, and what is nearly a word of ours but another word means nothing.
        (["Title", "Job Title (working)"], {"title": "Title"}),
        (["Contact", "Contact type", "Employees", "locationid", "LA (name)", "Types"], {}),
    ],
)  # fmt: skip
def test_guess(names: list[str], meant: dict[str, str]) -> None:
    assert guess(names) == meant
