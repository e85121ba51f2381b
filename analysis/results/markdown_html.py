"""Render the agents' Markdown as safe HTML: no raw HTML, no images, https links only.

Images are left out: an image would send a request, with data in its query, to an address that a model chose.
"""

from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_CHARACTERS = 200_000
ALLOWED_ALIGNMENTS = {"align-left", "align-right", "align-center"}
ALLOWED_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code"),
    *("pre", "div", "table", "thead", "tbody", "tr", "th", "td", "a"),
}


def render_markdown(text: str) -> SafeString:
    cleaned = nh3.clean(
        _parser.render(text[:MAX_CHARACTERS]),
        tags=ALLOWED_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "th": {"scope"}},
        allowed_classes={"th": ALLOWED_ALIGNMENTS, "td": ALLOWED_ALIGNMENTS, "div": {"table-wrap"}},
        url_schemes={"https"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(cleaned)  # noqa: S308 nh3 has cleaned it by its allow-list


def demote_headings(state: StateCore) -> None:
    """Move headings down one level: the page owns <h1>."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def _render_cell(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """Turn Markdown's alignment from a style attribute, which our CSP blocks, into a class."""
    token = tokens[index]
    if style := token.attrs.pop("style", None):
        token.attrs["class"] = "align-" + str(style).rpartition(":")[2]
    if token.tag == "th":
        token.attrs["scope"] = "col"
    return renderer.renderToken(tokens, index, options, env)


_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_parser.disable(["image"])
_parser.validateLink = lambda url: url.startswith("https://")  # type: ignore[method-assign]
_parser.core.ruler.push("demote", demote_headings)
_parser.add_render_rule("th_open", _render_cell)
_parser.add_render_rule("td_open", _render_cell)
_parser.add_render_rule("table_open", lambda renderer, *_: '<div class="table-wrap"><table>')
_parser.add_render_rule("table_close", lambda renderer, *_: "</table></div>")
