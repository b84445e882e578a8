"""Twenty-eight pages are redesigned in six ways each: what was read before is read again, and nothing else for it."""

import re

import pytest
from lxml import html as lxml_html
from parsel import Selector

from spiders.blocks import find_blocks, mend
from spiders.blocks.finding import rows_of, tree_of
from spiders.blocks.mending import all_rows, plain
from tests.spiders.blocks.mutations import MUTATIONS, Mutation
from tests.spiders.blocks.pages import PAGES, page_of, text_of, wanted

GOAL = 0.95
LISTS = [want.file for want in wanted("pages.tsv") if want.count]
Row = dict[str, str]


def known(file: str) -> tuple[list[Row], str]:
    """What is read of a page as it is, and by which selector."""
    block = find_blocks(page_of(PAGES / file))[0]
    root, base = tree_of(page_of(PAGES / file))
    assert root is not None
    rows = rows_of(block.listing, block.fields, root, base, cut=block.cut)
    return [{name: text_of(value) for name, value in row.items() if value} for row in rows], block.listing


def mutated(file: str, listing: str, mutation: Mutation) -> bytes:
    root, _ = tree_of(page_of(PAGES / file))
    assert root is not None
    mutation(root, [match.root for match in Selector(root=root).css(listing)])
    body: bytes = lxml_html.tostring(root, encoding="utf-8")
    return body


def same(name: str, before: str, now: str) -> bool:
    """The same words, with or without their label; of a summary only that it is of the same advert."""
    if name == "description":
        before, now = re.sub("<[^>]*>", " ", before), re.sub("<[^>]*>", " ", now)
        return plain(before)[-20:] in plain(now) or plain(now) in plain(before)
    return plain(before).endswith(plain(now)) or plain(now).endswith(plain(before))


def compare(rows: list[Row], new: list[Row]) -> tuple[int, int, list[str]]:
    """Rows and values found again, and what is wrong: a value that is not the row's own, a row that is no advert."""
    by_title = {plain(row["title"]): row for row in new}
    wrong = [
        f"no advert: {row['title']}" for row in new if plain(row["title"]) not in {plain(one["title"]) for one in rows}
    ]
    again = values = 0
    for row in rows:
        now = by_title.get(plain(row["title"]))
        again += now is not None
        for name, before in row.items() if now else ():
            if said := (now or {}).get(name, ""):
                values += same(name, before, said)
                wrong += [] if same(name, before, said) else [f"{name} of {row['title']}: {before!r} → {said!r}"]
    return again, values, wrong


@pytest.mark.slow
def test_mutated_pages() -> None:
    totals = {"rows": 0, "again": 0, "values": 0, "right": 0}
    for file in LISTS:
        rows, listing = known(file)
        for mutation in MUTATIONS:
            page = page_of(mutated(file, listing, mutation))
            mended = mend(page, rows)
            totals["rows"] += len(rows)
            totals["values"] += sum(map(len, rows))
            if mended is None:
                continue
            root, base = tree_of(page)
            assert root is not None
            new = [{name: text_of(value) for name, value in row.items()} for row in all_rows(mended.block, root, base)]
            again, right, wrong = compare(rows, new)
            assert not wrong, (file, mutation.__name__, mended.block, wrong)
            totals["again"] += again
            totals["right"] += right
    assert totals["again"] >= GOAL * totals["rows"], totals
    assert totals["right"] >= GOAL * totals["values"], totals


def test_what_is_no_longer_there_is_not_replaced() -> None:
    """The page has other pay now for all: a column of amounts is there, and is not the known one."""
    rows, _ = known("wordpress_cards.html")
    others = [{**row, "pay": f"£{10 + at}.99 per hour"} for at, row in enumerate(rows)]
    mended = mend(page_of(PAGES / "wordpress_cards.html"), others)
    assert mended is not None
    assert "pay" not in mended.block.fields
    assert mended.lost == ["pay"]


def test_another_page_mends_nothing() -> None:
    rows, _ = known("wordpress_cards.html")
    assert mend(page_of(PAGES / "jadu_list.html"), rows) is None
    assert mend(page_of(PAGES / "no_news.html"), rows) is None
    assert mend(page_of(PAGES / "wordpress_cards.html"), []) is None
