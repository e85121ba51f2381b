"""The changes a person could decide on: each gives the plan that was really changed, and by how much."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.changes import moved_share, with_equity_shift
from advisors.retirement.scenarios.compare import with_retirement_in

ChangeKind = Literal["save_more", "retire_later", "spend_less", "more_equity", "less_equity"]
MAX_RETIREMENT_DELAY = 10
MAX_AMOUNT = 1e9
MIN_AMOUNT = 1
"""A dollar, a year, a per cent or a point: less is not worth the words."""


@dataclass(frozen=True)
class ChangedPlan:
    """amount: by how much the plan differs from the one it was made of, in the unit of the change."""

    plan: Plan
    amount: float


def apply_change(plan: Plan, change: ChangeKind, amount: float) -> ChangedPlan:
    """Change a plan by `amount`, or by as much of it as can be done.

    save_more: dollars a year. retire_later: whole years, and one of retirement remains. spend_less: per cent of
    spending. more_equity, less_equity: points of the mix. Raises ValueError where that is less than 1.
    """
    if not 0 < amount < MAX_AMOUNT:
        raise ValueError("The amount must be above zero and sensible for the change.")
    varied = APPLY_BY_KIND[change](plan, amount)
    made = round(MEASURE_BY_KIND[change](plan, varied), 6)
    if made < MIN_AMOUNT:
        raise ValueError(TOO_LITTLE_MESSAGES[change])
    return ChangedPlan(varied, made)


def _save_more(plan: Plan, amount: float) -> Plan:
    if plan.years_to_retirement == 0:
        raise ValueError("You are retired: there is no year of saving left.")
    return plan.with_changes(contribution=plan.contribution + amount)


def _retire_later(plan: Plan, amount: float) -> Plan:
    if plan.years_to_retirement == 0:
        raise ValueError("You are retired already.")
    years = int(min(amount, MAX_RETIREMENT_DELAY, plan.retirement_years - 1))
    return with_retirement_in(plan, plan.years_to_retirement + years)


def _spend_less(plan: Plan, amount: float) -> Plan:
    if amount >= 100 or plan.spending == 0:
        raise ValueError("Nothing would be left to spend.")
    return plan.with_changes(spending=plan.spending * (1 - amount / 100))


def _build_equity_change(sign: int) -> Callable[[Plan, float], Plan]:
    return lambda plan, amount: with_equity_shift(plan, sign * amount / 100) or plan


def _moved_points(before: Plan, after: Plan) -> float:
    return 100 * moved_share(before, after)


APPLY_BY_KIND: dict[ChangeKind, Callable[[Plan, float], Plan]] = {
    "save_more": _save_more,
    "retire_later": _retire_later,
    "spend_less": _spend_less,
    "more_equity": _build_equity_change(1),
    "less_equity": _build_equity_change(-1),
}
MEASURE_BY_KIND: dict[ChangeKind, Callable[[Plan, Plan], float]] = {
    "save_more": lambda before, after: after.contribution - before.contribution,
    "retire_later": lambda before, after: after.years_to_retirement - before.years_to_retirement,
    "spend_less": lambda before, after: 100 * (1 - after.spending / before.spending),
    "more_equity": _moved_points,
    "less_equity": _moved_points,
}
TOO_LITTLE_MESSAGES: dict[ChangeKind, str] = {
    "save_more": "That is less than a dollar a year.",
    "retire_later": "Retirement moves by whole years, and at least one year of it must remain.",
    "spend_less": "That is less than one per cent of spending.",
    "more_equity": "There is less than a point of bonds and cash to move, or less was asked for.",
    "less_equity": "There is less than a point of equity to move, or less was asked for.",
}
