"""Halves and majorities in words, against the share that stands beside them."""

import re
from collections.abc import Iterator
from decimal import Decimal

from advisors.seen import Span
from advisors.sentences import Sentence

HALF, NEAR = Decimal(50), Decimal(5)
"""Per cent, and points: what is nearly or about a half lies within these."""
_MOST = re.compile(r"\b(?:most of|mostly|mainly)\b", re.I)
_RULES = (
    (re.compile(r"\b(?:(?:more than|over|above) (?:a )?half|(?:the |a )?majority of)\b", re.I), 1),
    (_MOST, 1),
    (re.compile(r"\b(?:less than|under|below|not even) (?:a )?half\b|\ba minority of\b", re.I), -1),
    (
        re.compile(
            r"\b(?<!than )(?<!over )(?<!under )(?<!below )(?<!above )(?<!even )half\b(?! (?:a|of the year))", re.I
        ),
        0,
    ),
)


def parts(sentence: Sentence) -> Iterator[Span]:
    """Where a share is called more, less or about a half and is not. Without a share beside it nothing is claimed."""
    for pattern, side in _RULES:
        for claim in sentence.claims(pattern):
            figure = sentence.after(claim) or (None if pattern is _MOST else sentence.before(claim))
            share = figure.fact.value if figure and figure.fact and figure.fact.unit == "percent" else None
            if share is not None and not _is_so(share - HALF, -side if claim.is_denied else side):
                yield claim.start, claim.end


def _is_so(over: Decimal, side: int) -> bool:
    return abs(over) <= NEAR if side == 0 else over * side > 0
