"""Convert the amounts of a household into another currency."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from portfolios.household.inputs import HouseholdInputs

CENT = Decimal("0.01")

MONEY_FIELDS = frozenset({"monthly", "wage", "roth_contributions", "before_65", "medicare_other", "amount"})
"""The fields of its parts that are money."""


def has_amounts(household: HouseholdInputs) -> bool:
    entered = household.model_dump(mode="python")
    return bool(convert_values(entered, Decimal(1)) != convert_values(entered, Decimal(0)))


def convert_values(entered: Any, worth: Decimal) -> Any:
    """Return what was entered with every amount in another currency. worth: of one unit of the currency before."""
    if isinstance(entered, dict):
        return {
            name: (value * worth).quantize(CENT, ROUND_HALF_EVEN)
            if name in MONEY_FIELDS and isinstance(value, Decimal)
            else convert_values(value, worth)
            for name, value in entered.items()
        }
    if isinstance(entered, list | tuple):
        return [convert_values(one, worth) for one in entered]
    return entered
