"""Rank what can be said about a person, and choose what must be."""

from collections import Counter
from decimal import Decimal

from advisors.claims.case import ClaimCase
from advisors.claims.printing import Figure
from advisors.claims.registry import KINDS, sayable, weight
from advisors.claims.statement import Statement
from portfolios.valuation.value import ZERO

MUST_TELL_WEIGHT = 56
MAX_MUST_TELL = 10
MAX_STATEMENTS = 40
MIN_WEIGHT = 20
"""A statement below it is in the tables, not in the prose."""


def order_statements(case: ClaimCase) -> list[Statement]:
    """Return everything that is true of this person, heaviest first; of one kind, the largest difference first."""
    return sorted(sayable(case), key=lambda s: (-weight(s), s.kind, -count_points(s), s.arguments))


def count_points(statement: Statement) -> Decimal:
    points = statement.slots.get("points")
    return abs(points.value) if isinstance(points, Figure) else ZERO


def rank_statements(case: ClaimCase) -> list[Statement]:
    """Return everything that is true of this person, heaviest first, at most as often as each kind allows."""
    counts: Counter[str] = Counter()
    ranked = []
    for statement in order_statements(case):
        counts[statement.kind] += 1
        if counts[statement.kind] <= KINDS[statement.kind].most:
            ranked.append(statement)
    return ranked


def must_tell(case: ClaimCase) -> list[Statement]:
    """Return the statements that this person must be told, whoever writes."""
    return [s for s in rank_statements(case) if weight(s) >= MUST_TELL_WEIGHT][:MAX_MUST_TELL]


def choose_statements(case: ClaimCase) -> list[Statement]:
    """Return the statements of the document: those that matter, without one whose figures all stand in others."""
    chosen: list[Statement] = []
    printed: set[str] = set()
    for statement in rank_statements(case):
        if weight(statement) < MIN_WEIGHT or len(chosen) == MAX_STATEMENTS:
            break
        facts = {figure.fact.id for figure in statement.figures}
        if weight(statement) >= MUST_TELL_WEIGHT or not facts or not facts <= printed:
            chosen.append(statement)
            printed |= facts
    return chosen
