"""Check the side of a figure: the printed sign of a change or drift, and "above" or "below" between two figures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from advisors.pasted.matching import is_written_as
from advisors.pasted.result import JudgedFigure
from advisors.pasted.written_figures import WrittenFigure
from portfolios.facts.fact import Fact
from portfolios.facts.families import Measure

SIDE_PATTERN = re.compile(r"\b(above|below)\b", re.IGNORECASE)
CLAUSE_END_PATTERN = re.compile(r"[;|!?\n—]|\.\s| – |,\s+(?:though|but|while|and|whereas)\b", re.IGNORECASE)
OPEN_PATTERN = re.compile(r"\b(?:if|unless|until|whether|not|never|neither|nor)\b|n['’]t\b", re.IGNORECASE)
"""A condition or a denial: nothing is said to be above or below."""
SIGNED_MEASURES = (Measure.DRIFT, Measure.CHANGE, Measure.POINTS, Measure.MORE)


def is_wrong_sign(figure: WrittenFigure, facts: Iterable[Fact]) -> bool:
    """Return whether the figure is a change or a drift with the other sign."""
    turned = replace(figure, value=-figure.value)
    return figure.signed and any(
        fact.measure in SIGNED_MEASURES and fact.value is not None and is_written_as(turned, fact.value)
        for fact in facts
    )


def find_wrong_sides(text: str, judged: Sequence[JudgedFigure]) -> Iterator[int]:
    """Yield the places of matched figures of one sentence that are on the wrong side of the figure after them.

    A figure right before the word says by how much: "4 points above 65%" is not judged.
    """
    for place, (left, right) in enumerate(pairwise(judged)):
        between = text[left.figure.end : right.figure.start]
        sides = SIDE_PATTERN.findall(between)
        is_statement = not CLAUSE_END_PATTERN.search(between) and not OPEN_PATTERN.search(between)
        is_difference = SIDE_PATTERN.match(between.lstrip(" )")) is not None
        is_matched = not (left.reason or right.reason or left.operation or right.operation)
        is_comparable = is_matched and left.figure.unit == right.figure.unit
        if len(sides) == 1 and is_statement and not is_difference and is_comparable:
            difference = left.figure.value - right.figure.value  # equal figures are on no side
            if difference <= 0 if sides[0].lower() == "above" else difference >= 0:
                yield place
