"""The agents' Markdown as HTML that is safe to print: no raw HTML, no images, https links only.

An image would be a request to an address a model chose, with what it knows in the query: none are drawn.
"""

from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST = 200_000
ALIGNMENTS = {"align-left", "align-right", "align-center"}
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code"),
    *("pre", "div", "table", "thead", "tbody", "tr", "th", "td", "a"),
}


def render(text: str) -> SafeString:
    return mark_safe(  # noqa: S308 the allow-list of nh3 has the last word
        nh3.clean(
            _parser.render(text[:LONGEST]),
            tags=TAGS,
            attributes={"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}},
            allowed_classes={"th": ALIGNMENTS, "td": ALIGNMENTS, "div": {"table-wrap"}},
            url_schemes={"https"},
            link_rel="noopener noreferrer nofollow",
        )
    )


def _demote(state: StateCore) -> None:
    """The page owns <h1>."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def _cell(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """Markdown's alignment is a style attribute, which our CSP blocks: make it a class."""
    token = tokens[index]
    if style := token.attrs.pop("style", None):
        token.attrs["class"] = "align-" + str(style).rpartition(":")[2]
    if token.tag == "th":
        token.attrs["scope"] = "col"
    return renderer.renderToken(tokens, index, options, env)


def _open_table(renderer: RendererHTML, *_: Any) -> str:
    return '<div class="table-wrap"><table>'


def _close_table(renderer: RendererHTML, *_: Any) -> str:
    return "</table></div>"


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    parser.disable(["image"])
    parser.validateLink = lambda url: url.startswith("https://")  # type: ignore[method-assign]
    parser.core.ruler.push("demote", _demote)
    for name in ("th_open", "td_open"):
        parser.add_render_rule(name, _cell)
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", _close_table)
    return parser


_parser = _make_parser()
