"""Parse OFX into a tree of bounded size and depth. Input that ofxtools is too slow for is refused first."""

import io
import re
from typing import Any
from xml.sax.saxutils import escape

from ofxtools.Parser import OFXTree, TreeBuilder

from portfolios.importers.table import MAX_CELL_LENGTH, FileUnreadable

NOT_OFX = "This is not standard OFX:"
MAX_TAGS = 1_200_000
"""Opening and closing tags. 10 MB of positions have fewer."""
MAX_DEPTH = 40
"""A standard position is 10 tags deep."""
MAX_HEADER_BYTES = 2_000
WHITE_SPACE = re.compile(rb"\s+")
CDATA, CDATA_END = b"<![CDATA[", b"]]>"


def parse(data: bytes) -> OFXTree:
    """Return the tree. Raises FileUnreadable beyond the limits, and any exception of ofxtools for invalid OFX."""
    start = data.find(b"<OFX>")
    if start < 0:
        raise FileUnreadable(f"{NOT_OFX} it has no <OFX>.")
    if start > MAX_HEADER_BYTES:
        raise FileUnreadable(f"{NOT_OFX} its header is longer than {MAX_HEADER_BYTES:,} bytes.")
    header, body = data[:start], _without_cdata(data[start:])
    if body.count(b"<") > MAX_TAGS:
        raise FileUnreadable(f"This file has more than {MAX_TAGS:,} tags. Download one account at a time.")
    if max(map(len, body.split(b"<"))) > MAX_CELL_LENGTH:
        raise FileUnreadable(f"{NOT_OFX} a value is longer than {MAX_CELL_LENGTH:,} characters.")
    tree = OFXTree()
    # shorten white space: the header patterns of ofxtools take cubic time or more
    header = WHITE_SPACE.sub(lambda run: b"\n" if b"\n" in run[0] or b"\r" in run[0] else b" ", header)
    tree.parse(io.BytesIO(header + body), parser=_BoundedBuilder())
    return tree


class _BoundedBuilder(TreeBuilder):
    """Limits the nesting of tags: freeing a tree of many thousand levels would crash Python."""

    depth = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Any:
        """Open a tag. Raises FileUnreadable if it is nested too deeply."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FileUnreadable(f"{NOT_OFX} more than {MAX_DEPTH} tags are nested.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Any:
        self.depth -= 1
        return super().end(tag)


def _without_cdata(body: bytes) -> bytes:
    """Replace CDATA by escaped text: the CDATA pattern of ofxtools takes quadratic time and joins sections."""
    parts, at = [], 0
    while (start := body.find(CDATA, at)) >= 0:
        end = body.find(CDATA_END, start)
        if end < 0:
            raise FileUnreadable(f"{NOT_OFX} a CDATA section is never closed.")
        text = body[start + len(CDATA) : end].decode("latin-1")
        parts += [body[at:start], escape(text).encode("latin-1")]
        at = end + len(CDATA_END)
    return b"".join([*parts, body[at:]])
