"""Render the agents' Markdown as safe HTML: no raw HTML, no images, https links only.

Images are left out: an image would send a request, with data in its query, to an address that a model chose.
"""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any, NamedTuple

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
MARK_PATTERN = re.compile("\ue000(\\d+)\ue001")
MARK_WITH_PUNCTUATION = re.compile(rf"([(]?){MARK_PATTERN.pattern}([.,;:!?)]*)")


class Placeholder(NamedTuple):
    """The content for one mark. html is safe; text is for places that allow no element."""

    html: SafeString
    text: str


def format_mark(number: int) -> str:
    """Return the mark for placeholders[number]."""
    return f"\ue000{number}\ue001"


def strip_marks(text: str) -> str:
    """Remove everything that could be taken for a mark."""
    return text.translate({0xE000: None, 0xE001: None})


def render_markdown(text: str, placeholders: Sequence[Placeholder] = ()) -> SafeString:
    cleaned = nh3.clean(
        _parser.render(text[:MAX_CHARACTERS], {"placeholders": placeholders}),
        tags=ALLOWED_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "th": {"scope"}},
        allowed_classes={"th": ALLOWED_ALIGNMENTS, "td": ALLOWED_ALIGNMENTS, "div": {"table-wrap"}},
        url_schemes={"https"},
        link_rel="noopener noreferrer nofollow",
    )
    safe = mark_safe(cleaned)  # noqa: S308 nh3 has cleaned it by its allow-list
    return fill_placeholders(safe, placeholders) if placeholders else safe


def fill_placeholders(html: SafeString, placeholders: Sequence[Placeholder]) -> SafeString:
    """Replace each mark with its content, kept on one line with its punctuation. No allowed attribute holds a mark."""

    def put(match: re.Match[str]) -> str:
        before, number, after = match.groups()
        element = placeholders[int(number)].html
        return f'<span class="glued">{before}{element}{after}</span>' if before or after else element

    return mark_safe(MARK_WITH_PUNCTUATION.sub(put, html))  # noqa: S308 safe parts put together


def _replace_marks_in_links(state: StateCore) -> None:
    """Replace marks inside links with text, because a link may contain no other element."""
    placeholders: Sequence[Placeholder] = state.env.get("placeholders", ())
    for token in state.tokens if placeholders else ():
        depth = 0
        for child in token.children or ():
            depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if depth:
                child.content = MARK_PATTERN.sub(lambda match: placeholders[int(match[1])].text, child.content)


def _demote_headings(state: StateCore) -> None:
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
_parser.core.ruler.push("demote", _demote_headings)
_parser.core.ruler.push("plain_links", _replace_marks_in_links)
_parser.add_render_rule("th_open", _render_cell)
_parser.add_render_rule("td_open", _render_cell)
_parser.add_render_rule("table_open", lambda renderer, *_: '<div class="table-wrap"><table>')
_parser.add_render_rule("table_close", lambda renderer, *_: "</table></div>")
