"""Read the tags of OFX and QFX into a tree of bounded size and depth, as tolerant as the programs that banks test with.

The header, unknown tags and missing end tags do not matter. Nothing here knows what a tag means.
"""

import re
from html import unescape
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from portfolios.importers.table import MAX_CELL_LENGTH, FileUnreadable

NOT_OFX = "This is not standard OFX:"
MAX_TAGS = 1_200_000
"""Opening and closing tags. 10 MB of positions have fewer."""
MAX_DEPTH = 40
"""A standard position is 10 tags deep."""
MAX_HEADER_BYTES = 2_000
OPENING = re.compile(rb"<OFX>", re.IGNORECASE)
TOKEN = re.compile(r"<(/?)([A-Za-z0-9._]{1,40})[ \t]{0,3}>([^<]*)")
CDATA, CDATA_END = b"<![CDATA[", b"]]>"
LINE = "line"
"""The attribute of an element with the line of the file where it starts."""


def parse(data: bytes) -> Element:
    """Return the tree. Raises FileUnreadable beyond the limits and for a file without the tag OFX."""
    opening = OPENING.search(data)
    if opening is None:
        raise FileUnreadable(f"{NOT_OFX} it has no <OFX>.")
    if opening.start() > MAX_HEADER_BYTES:
        raise FileUnreadable(f"{NOT_OFX} its header is longer than {MAX_HEADER_BYTES:,} bytes.")
    body = escape_cdata(data[opening.start() :])
    if body.count(b"<") > MAX_TAGS:
        raise FileUnreadable(f"This file has more than {MAX_TAGS:,} tags. Download one account at a time.")
    if max(map(len, body.split(b"<"))) > MAX_CELL_LENGTH:
        raise FileUnreadable(f"{NOT_OFX} a value is longer than {MAX_CELL_LENGTH:,} characters.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    return build_tree(text, line=1 + data.count(b"\n", 0, opening.start()))


def build_tree(text: str, line: int) -> Element:
    """Build the tree. A tag with text is a value; an end tag closes everything up to its start, or nothing."""
    root = Element("FILE")
    stack, counted_to = [root], 0
    for token in TOKEN.finditer(text):
        ends, tag, value = token[1], token[2].upper(), token[3].strip()
        if ends:
            while any(open_.tag == tag for open_ in stack[1:]):
                if stack.pop().tag == tag:
                    break
            continue
        line += text.count("\n", counted_to, token.start())
        counted_to = token.start()
        element = Element(tag, {LINE: str(line)})
        stack[-1].append(element)
        if value:
            element.text = unescape(value)
            continue
        if len(stack) > MAX_DEPTH:
            raise FileUnreadable(f"{NOT_OFX} more than {MAX_DEPTH} tags are nested.")
        stack.append(element)
    return root


def escape_cdata(body: bytes) -> bytes:
    """Replace CDATA by escaped text, so that a tag inside it is no tag."""
    parts, at = [], 0
    while (start := body.find(CDATA, at)) >= 0:
        end = body.find(CDATA_END, start)
        if end < 0:
            raise FileUnreadable(f"{NOT_OFX} a CDATA section is never closed.")
        text = body[start + len(CDATA) : end].decode("latin-1")
        parts += [body[at:start], escape(text).encode("latin-1")]
        at = end + len(CDATA_END)
    return b"".join([*parts, body[at:]])
