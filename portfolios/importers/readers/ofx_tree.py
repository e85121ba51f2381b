"""OFX markup as a tree of bounded size and depth. ofxtools builds it; what it takes too long for is refused before."""

import io
import re
from typing import Any
from xml.sax.saxutils import escape

from ofxtools.Parser import OFXTree, TreeBuilder

from portfolios.importers.table import LONGEST_CELL, FileUnreadable

NOT_OFX = "This is not OFX as the standard has it:"
MOST_TAGS = 1_200_000
"""Opening and closing ones: more than 10 MB of positions have."""
DEEPEST = 40
"""A position of the standard is 10 tags deep."""
LONGEST_HEADER = 2_000
WHITE_SPACE = re.compile(rb"\s+")
CDATA, CDATA_END = b"<![CDATA[", b"]]>"


def parse(data: bytes) -> OFXTree:
    """Return the tree. Raises NotReadable beyond the limits, and whatever ofxtools raises for what is not OFX."""
    header, body = _split(data)
    body = _without_cdata(body)
    if body.count(b"<") > MOST_TAGS:
        raise FileUnreadable(f"This file has more than {MOST_TAGS:,} tags. Download one account at a time.")
    if max(map(len, body.split(b"<"))) > LONGEST_CELL:
        raise FileUnreadable(f"{NOT_OFX} a value is longer than {LONGEST_CELL:,} characters.")
    tree = OFXTree()
    tree.parse(io.BytesIO(_with_short_spaces(header) + body), parser=_BoundedBuilder())
    return tree


class _BoundedBuilder(TreeBuilder):
    """Counts how deep tags are nested: a tree of many thousand levels would crash Python when it is taken apart."""

    depth = 0

    def start(self, tag: str, attrs: dict[Any, Any], /) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FileUnreadable(f"{NOT_OFX} more than {DEEPEST} tags are nested.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Any:
        self.depth -= 1
        return super().end(tag)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the first tag, and the rest."""
    start = data.find(b"<OFX>")
    if start < 0:
        raise FileUnreadable(f"{NOT_OFX} it has no <OFX>.")
    if start > LONGEST_HEADER:
        raise FileUnreadable(f"{NOT_OFX} its header is longer than {LONGEST_HEADER:,} bytes.")
    return data[:start], data[start:]


def _with_short_spaces(header: bytes) -> bytes:
    """Shorten each run of white space to one: the patterns of ofxtools take its third power or more in time."""
    return WHITE_SPACE.sub(lambda run: b"\n" if b"\n" in run[0] or b"\r" in run[0] else b" ", header)


def _without_cdata(body: bytes) -> bytes:
    """Write CDATA as escaped text: the pattern of ofxtools for it takes quadratic time and joins those of one line."""
    parts, at = [], 0
    while (start := body.find(CDATA, at)) >= 0:
        end = body.find(CDATA_END, start)
        if end < 0:
            raise FileUnreadable(f"{NOT_OFX} a CDATA section is never closed.")
        text = body[start + len(CDATA) : end].decode("latin-1")
        parts += [body[at:start], escape(text).encode("latin-1")]
        at = end + len(CDATA_END)
    return b"".join([*parts, body[at:]])
