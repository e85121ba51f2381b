"""What holds of a household while nothing is entered, part by part, with the words for it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_args

from portfolios.household.inputs import HouseholdInputs, Withdrawals

HouseholdPart = Literal["partner", "state_rate", "social_security", "premiums", "withdrawals"]
HOUSEHOLD_PARTS: tuple[HouseholdPart, ...] = get_args(HouseholdPart)
"""The parts with a default that changes the plan, the most telling first. The others are nothing until entered."""


class HouseholdAssumption(NamedTuple):
    """text: within a sentence, such as "no state income tax". confirmed: the values that say the same as entered."""

    part: HouseholdPart
    text: str
    confirmed: Mapping[str, Any]


ASSUMPTIONS: dict[HouseholdPart, HouseholdAssumption] = {
    one.part: one
    for one in (
        HouseholdAssumption("partner", "that you file taxes alone", {"has_partner": False}),
        HouseholdAssumption("state_rate", "no state income tax", {"state_rate": Decimal(0)}),
        HouseholdAssumption("social_security", "no Social Security", {}),
        HouseholdAssumption("premiums", "that your goal includes your health premiums", {}),
        HouseholdAssumption(
            "withdrawals", "withdrawals from taxable, then traditional, then Roth money",
            {"withdrawals": Withdrawals().model_dump()},
        ),
    )
}  # fmt: skip


def assumed_parts(inputs: HouseholdInputs, *, has_benefit: bool) -> tuple[HouseholdPart, ...]:
    """Return the parts that nobody has entered; `has_benefit`: Social Security is recorded or entered."""
    entered: dict[HouseholdPart, bool] = {
        "partner": inputs.has_partner is not None,
        "state_rate": inputs.state_rate is not None,
        "social_security": has_benefit,
        "premiums": inputs.premiums is not None,
        "withdrawals": inputs.withdrawals is not None,
    }
    return tuple(part for part in HOUSEHOLD_PARTS if not entered[part])
