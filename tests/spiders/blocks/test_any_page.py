"""Pages that are cut, mixed and damaged: no error, and what is proposed a source's file may hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from records.options import SelectorsOptions
from spiders.blocks import find_blocks, mend
from tests.spiders.blocks.pages import PAGES, URL, page_of, wanted

FILES = [want.file for want in wanted("pages.tsv")]
KNOWN = [{"title": "Cook", "pay": "£12.60 per hour"}, {"title": "Verger", "place": "Durham"}, {"title": "\x00"}]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A part of one page, then a part of another, with something odd between."""
    first, second = (PAGES.joinpath(draw(st.sampled_from(FILES))).read_bytes() for _ in range(2))
    odd = draw(
        st.binary(max_size=20) | st.sampled_from([b"</div></td>", b"<table><tr>", b"<!--", b'<a class="', b"<dl><dt>"])
    )
    start = draw(st.integers(0, len(first) // 2))
    return first[start : draw(st.integers(start, len(first)))] + odd + second[draw(st.integers(0, len(second))) :]


@settings(max_examples=20, deadline=None)
@given(damaged())
def test_any_page(body: bytes) -> None:
    page = page_of(body)
    for block in find_blocks(page):
        SelectorsOptions.model_validate({"type": "selectors", "url": URL, **block.options()})
        assert block.count
        assert block.examples[0]["title"]
    mended = mend(page, KNOWN)
    if mended is not None:
        SelectorsOptions.model_validate({"type": "selectors", "url": URL, **mended.block.options()})
