"""What stands behind a label, in the ways pages write it; and what is no label."""

import pytest
from pydantic import ValidationError

from formats.html import parse_html
from records.options import SelectorsOptions
from spiders.markup.labelled import pairs

CASES = {
    "<p>Location: Leeds</p><p>Pay: £9</p>": [("Location", "Leeds"), ("Pay", "£9")],
    "<p><strong>Contract Type</strong>: Fixed Term</p>": [("Contract Type", "Fixed Term")],
    "<p><b>Salary:</b> £28,494 <i>plus car</i></p>": [("Salary", "£28,494 plus car")],
    "<div><span>Closes</span> <span>20 Sep</span></div>": [("Closes", "20 Sep")],
    "<div>Closing date</div><div>5 May 2027</div>": [("Closing date", "5 May 2027")],
    "<dl><dt>Band</dt><dd>Band 6</dd><dt>Pay</dt><dd></dd><dt>Base</dt><dd>York</dd></dl>": [
        ("Band", "Band 6"), ("Base", "York"),
    ],
    "<p>Location: Leeds | Salary: £20k | Closing date: 5 May 10:00</p>": [
        ("Location", "Leeds"), ("Salary", "£20k"), ("Closing date", "5 May 10:00"),
    ],
    "<p>Location: Leeds Salary: £20,000 pa</p>": [("Location", "Leeds"), ("Salary", "£20,000 pa")],
    "<table><tr><td>Hours : </td><td>37</td><td>Salary : </td><td>G7</td></tr></table>": [
        ("Hours", "37"), ("Salary", "G7"),
    ],
    "<p>Open from 9:30 to 10:00</p><p>See https://example.org/x</p><p>Full-time</p>": [],
    "<p>We are looking for one thing. Namely: patience</p>": [],
}  # fmt: skip


@pytest.mark.parametrize("html", CASES)
def test_pairs(html: str) -> None:
    tree = parse_html(html)
    assert tree is not None
    assert pairs([tree]) == CASES[html]


def options(**fields: str) -> SelectorsOptions:
    return SelectorsOptions.model_validate(
        {"type": "selectors", "url": "https://a.example/", "item": "li", "fields": fields}
    )


def test_what_a_source_file_may_say() -> None:
    options(
        title="::column(Post) a", url="::column(Post) a::attr(href)", pay="::label(Rate of pay)", key="::attr(data-id)"
    )
    for wrong in ("::label()", "::column", "::label(Pay (FTE))", "::column(Post) a >", "::column(A) a b c d e"):
        with pytest.raises(ValidationError):
            options(title=wrong)
