"""The repeating block is found unaided, on our own pages and on recorded ones; nothing else is taken for adverts."""

from pathlib import Path

import pytest

from records.options import SelectorsOptions
from spiders.blocks import Block, find_blocks
from spiders.connectors.selectors import SelectorsConnector
from tests.connectors.sample_facts import SAMPLES
from tests.spiders.blocks.pages import PAGES, URL, Wanted, page_of, text_of, wanted

OWN = wanted("pages.tsv")
RECORDED = wanted("samples.tsv")
GOAL = 0.9


def is_found(blocks: list[Block], want: Wanted) -> bool:
    """Whether the first block is the adverts, all of them and no more."""
    if not want.count:
        return not blocks
    return bool(blocks) and blocks[0].count == want.count and blocks[0].examples[0]["title"].startswith(want.title)


def read(block: Block, file: Path) -> list[dict[str, str]]:
    """What the connector itself reads by the block's options."""
    options = SelectorsOptions.model_validate({"type": "selectors", "url": URL, **block.options()})
    found = SelectorsConnector(options).read(page_of(file)).found
    return [{name: text_of(value) for name, value in one.data.items()} for one in found]


@pytest.mark.parametrize("want", OWN, ids=lambda want: want.file)
def test_our_own_pages(want: Wanted) -> None:
    blocks = find_blocks(page_of(PAGES / want.file))
    assert is_found(blocks, want), blocks[:1]
    if want.count:
        rows = read(blocks[0], PAGES / want.file)
        assert len(rows) == want.count
        assert rows[0]["title"] == want.title
        assert {name: rows[0].get(name) for name in want.facts} == want.facts


@pytest.mark.slow
@pytest.mark.samples
def test_recorded_pages() -> None:
    if not all((SAMPLES / want.file).exists() for want in RECORDED):
        pytest.skip(f"the recorded pages are not in {SAMPLES}: whether blocks are found on them is not checked")
    lists = [want for want in RECORDED if want.count]
    missed = [want.file for want in lists if not is_found(find_blocks(page_of(SAMPLES / want.file)), want)]
    assert len(lists) >= 20
    assert len(missed) <= (1 - GOAL) * len(lists), missed
    wrong = [want.file for want in RECORDED if not want.count and find_blocks(page_of(SAMPLES / want.file))]
    assert not wrong


def test_selectors_last() -> None:
    """None goes by what a build tool wrote, by a long path, or by place where a name is to be had."""
    for want in OWN:
        for block in find_blocks(page_of(PAGES / want.file)):
            for css in [block.listing, *block.fields.values(), block.next or ""]:
                assert "css-" not in css
                assert "sc-" not in css
                assert len(css.split()) <= 7, css  # three steps and their signs
                assert "nth" not in css or want.file == "headless_table.html"


def test_the_link_to_the_next_page() -> None:
    following = {
        file: find_blocks(page_of(PAGES / f"{file}.html"))[0].next for file in ("localgov_drupal", "grid_with_ads")
    }
    assert following == {"localgov_drupal": 'a[rel~="next"]', "grid_with_ads": "li.active + li a"}


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\x00\xff\xfe", b"<html>", b"<table><tr><td>" * 300, b"<div>" * 5_000 + b"x"]
)
def test_any_bytes_end_in_no_block(body: bytes) -> None:
    assert find_blocks(page_of(body)) == []
