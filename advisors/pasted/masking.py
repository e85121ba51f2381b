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
        if item and _continues_list(counts, item, previous):
            counts = {depth: n for depth, n in counts.items() if depth < len(item[1])} | {len(item[1]): int(item[2])}
            yield offset + item.start(2), offset + item.end(2) + 1
        elif line.strip() and not line[0].isspace():
            counts = {}
        previous, offset = line.strip(), offset + len(line)


def _continues_list(counts: dict[int, int], item: re.Match[str], previous: str) -> bool:
    number, depth = int(item[2]), len(item[1])
    if number == 1:
        return not previous or previous.startswith("#") or previous.endswith(":") or bool(counts)
    return number == counts.get(depth, 0) + 1 and number <= MAX_LIST_ITEMS
