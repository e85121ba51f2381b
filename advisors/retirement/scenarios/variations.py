"""The changes a person could decide on: each gives the plan that was really changed, and by how much."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.changes import moved_share, with_equities
from advisors.retirement.scenarios.compare import retiring_in

Change = Literal["save_more", "retire_later", "spend_less", "more_equity", "less_equity"]
LONGEST_DELAY = 10
MOST_AMOUNT = 1e9
LEAST = 1
"""A dollar, a year, a per cent or a point: less is not worth the words."""


@dataclass(frozen=True)
class Variation:
    """amount: by how much the plan differs from the one it was made of, in the unit of the change."""

    plan: Plan
    amount: float


def vary(plan: Plan, change: Change, amount: float) -> Variation:
    """Change a plan by `amount`, or by as much of it as can be done.

    save_more: dollars a year. retire_later: whole years, and one of retirement remains. spend_less: per cent of
    spending. more_equity, less_equity: points of the mix. Raises ValueError where that is less than 1.
    """
    if not 0 < amount < MOST_AMOUNT:
        raise ValueError("The amount must be above zero and sensible for the change.")
    varied = VARY[change](plan, amount)
    made = round(MEASURE[change](plan, varied), 6)
    if made < LEAST:
        raise ValueError(TOO_LITTLE[change])
    return Variation(varied, made)


def _save_more(plan: Plan, amount: float) -> Plan:
    if plan.years_to_retirement == 0:
        raise ValueError("You are retired: there is no year of saving left.")
    return plan.but(contribution=plan.contribution + amount)


def _retire_later(plan: Plan, amount: float) -> Plan:
    if plan.years_to_retirement == 0:
        raise ValueError("You are retired already.")
    years = int(min(amount, LONGEST_DELAY, plan.retirement_years - 1))
    return retiring_in(plan, plan.years_to_retirement + years)


def _spend_less(plan: Plan, amount: float) -> Plan:
    if amount >= 100 or plan.spending == 0:
        raise ValueError("Nothing would be left to spend.")
    return plan.but(spending=plan.spending * (1 - amount / 100))


def _shift_by(sign: int) -> Callable[[Plan, float], Plan]:
    return lambda plan, amount: with_equities(plan, sign * amount / 100) or plan


def _points(before: Plan, after: Plan) -> float:
    return 100 * moved_share(before, after)


VARY: dict[Change, Callable[[Plan, float], Plan]] = {
    "save_more": _save_more,
    "retire_later": _retire_later,
    "spend_less": _spend_less,
    "more_equity": _shift_by(1),
    "less_equity": _shift_by(-1),
}
MEASURE: dict[Change, Callable[[Plan, Plan], float]] = {
    "save_more": lambda before, after: after.contribution - before.contribution,
    "retire_later": lambda before, after: after.years_to_retirement - before.years_to_retirement,
    "spend_less": lambda before, after: 100 * (1 - after.spending / before.spending),
    "more_equity": _points,
    "less_equity": _points,
}
TOO_LITTLE: dict[Change, str] = {
    "save_more": "That is less than a dollar a year.",
    "retire_later": "Retirement moves by whole years, and at least one year of it must remain.",
    "spend_less": "That is less than one per cent of spending.",
    "more_equity": "There is less than a point of bonds and cash to move, or less was asked for.",
    "less_equity": "There is less than a point of equity to move, or less was asked for.",
}
