"""A person clicks parts of one advert, and all others light up."""

import pytest
from lxml import etree

from records.draft import FieldName
from records.errors import ConfigError
from spiders.blocks import by_example
from spiders.blocks.finding import tree_of
from spiders.blocks.model import elements
from tests.spiders.blocks.pages import PAGES, Wanted, page_of, wanted

PARTS: tuple[FieldName, ...] = ("place", "pay")
LISTS = [want for want in wanted("pages.tsv") if want.count]


def clicked(want: Wanted) -> dict[FieldName, str]:
    """The paths of the deepest elements that hold the first advert's texts."""
    root, _ = tree_of(page_of(PAGES / want.file))
    assert root is not None
    tree = etree.ElementTree(root)
    texts: dict[FieldName, str] = {
        "title": want.title,
        **{name: want.facts[name] for name in PARTS if name in want.facts},
    }
    paths: dict[FieldName, str] = {}
    for name, text in texts.items():
        fit = [one for one in root.iter(etree.Element) if text in said(one)]
        fit = [one for one in fit if one.tag not in ("title", "head")]
        if name == "title":
            fit = [one for one in fit if said(one) == text]
        paths[name] = tree.getpath(fit[-1] if name == "title" else deepest(fit, paths, root))
    return paths


def said(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def deepest(fit: list[etree._Element], paths: dict[FieldName, str], root: etree._Element) -> etree._Element:
    """The first that has none inside it, behind the title."""
    leaves = [one for one in fit if not any(below in fit for below in one)]
    order = {one: at for at, one in enumerate(root.iter(etree.Element))}
    title = elements(root, paths["title"])[0]
    return next((one for one in leaves if order[one] >= order[title] or title in one.iter()), leaves[0])


@pytest.mark.parametrize("want", LISTS, ids=lambda want: want.file)
def test_one_advert_finds_all(want: Wanted) -> None:
    paths = clicked(want)
    block = by_example(page_of(PAGES / want.file), paths)
    assert block.count == want.count, block
    assert block.examples[0]["title"] == want.title
    assert set(paths) <= set(block.fields)
    for name in set(paths) - {"title"}:
        assert want.facts[name] in block.examples[0][name]


def test_css_of_a_node_is_as_good_as_its_path() -> None:
    block = by_example(
        page_of(PAGES / "jadu_list.html"),
        {"title": "ul.list li:nth-child(2) a", "closes_at": "ul.list li:nth-child(2) p"},
    )
    assert (block.count, block.examples[1]["title"]) == (4, "Social Worker - Children in Care")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, "click the title"),
        ({"title": "h9.none"}, "selects nothing"),
        ({"title": "///["}, "is no CSS and no path"),
        ({"name": "h2 a"}, "there is no field 'name'"),
        ({"title": "footer p", "pay": ".salary"}, "nothing on the page repeats"),
    ],
)
def test_what_cannot_be_done_is_said(parts: dict[FieldName, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said.replace("[", r"\[")):
        by_example(page_of(PAGES / "wordpress_cards.html"), parts)
