"""Hide what is no figure, character by character, so that offsets stay."""

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
HIDDEN = "\ue001"
"""A private character, which no text brings along."""
MAX_LIST_ITEMS = 20
ITEM_PATTERN = re.compile(r"([ \t]*)(\d{1,2})[.)][ \t]+\S")


def hide_spans(text: str, spans: Iterable[Span]) -> str:
    """Return the text with every character of the spans hidden. The spans are in order and do not overlap."""
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], HIDDEN * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def find_list_numbers(text: str) -> Iterator[Span]:
    """Yield the numbers of lists: they count from 1, after a blank line, a heading, a colon or another item."""
    counts: dict[int, int] = {}
    previous = ""
    offset = 0
    for line in text.splitlines(keepends=True):
        item = ITEM_PATTERN.match(line)
        depth, number = (len(item[1]), int(item[2])) if item else (0, 0)
        may_begin = not previous or previous.startswith("#") or previous.endswith(":") or bool(counts)
        is_next = number == counts.get(depth, 0) + 1 and number <= MAX_LIST_ITEMS
        if item and (may_begin if number == 1 else is_next):
            counts = {other: n for other, n in counts.items() if other < depth} | {depth: number}
            yield offset + item.start(2), offset + item.end(2) + 1
        elif line.strip() and not line[0].isspace():
            counts = {}
        previous, offset = line.strip(), offset + len(line)
