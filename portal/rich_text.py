"""Descriptions as HTML that fits into a page: sanitised once more, headings below the page's own."""

import html
import re

import nh3
from markupsafe import Markup

# What the cleaning steps let through; the page trusts nobody, whatever wrote the record.
TAGS = {
    *("p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "u", "a", "blockquote", "dl", "dt", "dd", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
HEADING = re.compile(r"<(/?)h[1-6]>")
EMPTY = re.compile(r"<(h3|p|li|b|strong|em|i|u|a)(?: [^>]*)?>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")


def clean_html(value: str) -> str:
    """Sanitised: allow-listed tags, links to the web only, no styles, no scripts."""
    return nh3.clean(
        value,
        tags=TAGS,
        clean_content_tags={"script", "style", "iframe", "object", "svg"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener",
    )


def safe_html(value: str) -> Markup:
    """Sanitised, with all headings on the level below 'Description', and without empty elements."""
    levelled = HEADING.sub(r"<\1h3>", clean_html(value))
    while (thinner := EMPTY.sub("", levelled)) != levelled:
        levelled = thinner
    # A wide table scrolls by itself, so that the page need not.
    scrolling = levelled.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    return Markup(scrolling.replace("</table>", "</table></div>"))  # noqa: S704 - sanitised above


def plain_html(value: str) -> Markup:
    """Plain text: a paragraph a block, a break a line."""
    blocks = (html.escape(block.strip()).replace("\n", "<br>") for block in re.split(r"\n\s*\n", value))
    return Markup("".join(f"<p>{block}</p>" for block in blocks if block))  # noqa: S704 - escaped above


def code(value: str) -> Markup:
    """Text with `names` in backticks."""
    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(value)))  # noqa: S704 - escaped
