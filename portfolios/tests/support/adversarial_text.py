"""Build worst-case strings for a pattern from the pattern itself."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

EXAMPLES_BY_CATEGORY = {
    ops.CATEGORY_DIGIT: "1",
    ops.CATEGORY_NOT_DIGIT: "x",
    ops.CATEGORY_SPACE: " ",
    ops.CATEGORY_NOT_SPACE: "x",
    ops.CATEGORY_WORD: "x",
    ops.CATEGORY_NOT_WORD: " ",
}
REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}
ENDINGS = ("", "\x00")
MAX_PAIRED = 8
"""Characters of the alphabet that are combined in pairs, in strings of a tenth of the length."""


def adversarial(pattern: re.Pattern, length: int) -> Iterator[str]:
    """Yield strings of about this length that repeat each piece of the pattern.

    Each piece comes alone, after the text that leads to it, and with an ending that cannot match.
    """
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else 0)
    alphabet = sorted(set(_characters(tree)))
    example = _example(tree)
    starts = [example[:n] for n in range(1, len(example) + 1)]
    pieces = {("", piece) for piece in (*alphabet, *starts, *(f"{start} " for start in starts))}
    pieces |= set(_repeated(tree, ""))
    for before, piece in sorted(pieces):
        for ending in ENDINGS if piece else ():
            yield before + piece * (length // len(piece)) + ending
    for a, b in product(alphabet[:MAX_PAIRED], repeat=2):
        yield (a + b) * (length // 20) + ENDINGS[-1]


def _characters(tree: Iterable) -> Iterator[str]:
    """Yield an example of each character class of a pattern, and one outside all classes."""
    for op, value in tree:
        if op is ops.LITERAL:
            yield chr(value)
        elif op is ops.IN:
            yield from (_class_example([item]) for item in value if item[0] is not ops.NEGATE)
            yield _class_example(value)
        elif op is ops.ANY or op is ops.NOT_LITERAL:
            yield _example([(op, value)])
        for part in _inner_patterns(op, value):
            yield from _characters(part)


def _inner_patterns(op: object, value: tuple) -> list:
    if op in REPEATS:
        return [value[2]]
    if op is ops.SUBPATTERN:
        return [value[3]]
    if op is ops.BRANCH:
        return list(value[1])
    return [value[1]] if op in {ops.ASSERT, ops.ASSERT_NOT} else []


def _example(tree: Iterable) -> str:
    """Return a short text that the pattern roughly matches, with each repeat at least once."""
    text = ""
    for op, value in tree:
        if op is ops.LITERAL:
            text += chr(value)
        elif op is ops.NOT_LITERAL:
            text += "x" if value != ord("x") else "y"
        elif op is ops.ANY:
            text += "x"
        elif op is ops.IN:
            text += _class_example(value)
        elif op in REPEATS:
            text += _example(value[2]) * max(1, value[0])
        elif op in {ops.SUBPATTERN, ops.BRANCH}:
            text += _example(_inner_patterns(op, value)[0])
    return text


def _class_example(items: list) -> str:
    if items[0][0] is ops.NEGATE:
        taken = {_class_example([item]) for item in items[1:]}
        return next(c for c in "x 1,!" if c not in taken)
    op, value = items[0]
    if op is ops.CATEGORY:
        return EXAMPLES_BY_CATEGORY[value]
    return chr(value if op is ops.LITERAL else value[0])


def _repeated(tree: Iterable, before: str) -> Iterator[tuple[str, str]]:
    """Yield the content of each repeat, with an example of the text before it."""
    for op, value in tree:
        if op in REPEATS:
            yield before, _example(value[2])
        for part in _inner_patterns(op, value):
            yield from _repeated(part, before)
        before += _example([(op, value)])
