"""Which figures are changes from one plan to another, and whether such a change can be told from chance."""

import re
from collections.abc import Iterator
from decimal import Decimal

from portfolios.facts.fact import Fact, FactSheet

SIGNIFICANT_ERRORS = 2
"""A simulated difference within this many paired standard errors is not told from chance."""
_CHANGE = re.compile(r"swing_\w+_(?:points|income)|what_if_\d+_(?:points|more)")


def is_change(fact: Fact) -> bool:
    """Whether it says by how much something differs; what is assumed to differ ("save that much more") does not."""
    return _CHANGE.fullmatch(fact.id) is not None


def changes_to(after: Fact, sheet: FactSheet) -> Iterator[Fact]:
    """By how much this figure differs from another one; inputs: (after, before)."""
    return (fact for fact in sheet.facts if fact.inputs[:1] == (after.id,) and is_change(fact))


def is_clear(change: Fact, sheet: FactSheet) -> bool:
    """Whether it is larger than chance; where no error in its own unit is known, it counts as it is."""
    error = sheet.by_id.get(f"{change.id.rpartition('_')[0]}_error")
    if error is None or error.value is None or error.unit != change.unit:
        return bool(change.value)
    return abs(change.value or Decimal(0)) > SIGNIFICANT_ERRORS * error.value
