"""Which figures are changes from one plan to another, and whether such a change can be told from chance."""

from collections.abc import Iterator
from decimal import Decimal

from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure

SIGNIFICANT_ERRORS = 2
"""A simulated difference within this many paired standard errors is not told from chance."""
_CHANGES = {
    (Family.SWING, Measure.POINTS), (Family.SWING, Measure.INCOME),
    (Family.CHANGE, Measure.POINTS), (Family.CHANGE, Measure.MORE),
}  # fmt: skip


def is_change(fact: Fact) -> bool:
    """Whether it says by how much something differs; what is assumed to differ ("save that much more") does not."""
    return (fact.family, fact.measure) in _CHANGES


def changes_to(after: Fact, sheet: FactSheet) -> Iterator[Fact]:
    """By how much this figure differs from another one; inputs: (after, before)."""
    return (fact for fact in sheet.facts if fact.inputs[:1] == (after.id,) and is_change(fact))


def is_clear(change: Fact) -> bool:
    """Return whether a change is larger than chance; one without a standard error counts as it is."""
    if change.error is None:
        return bool(change.value)
    return abs(change.value or Decimal(0)) > SIGNIFICANT_ERRORS * change.error
