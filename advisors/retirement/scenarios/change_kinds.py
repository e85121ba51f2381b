"""Every change of a plan that Alex tests: what it does to the plan, its unit, and the words for it.

A new kind of decision is one entry of CHANGES and its key in ChangeKind. The engine, the agent's tool, the facts, the
writers and the progress messages read its record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isclose
from typing import Literal

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.changes import (
    moved_share,
    with_conservative_preset,
    with_equity_shift,
    with_higher_inflation,
    with_higher_volatility,
    with_lower_return,
)
from advisors.retirement.scenarios.compare import with_retirement_in
from portfolios.facts.fact import Unit

ChangeKind = Literal["save_more", "retire_later", "spend_less", "more_equity", "less_equity"]
MAX_RETIREMENT_DELAY = 10
MAX_AMOUNT = 1e9
MIN_AMOUNT = 1
"""A dollar, a year, a per cent or a point: a smaller change is not worth mentioning."""
EQUITY_SHIFT = 0.10


@dataclass(frozen=True)
class Change:
    """One kind of decision that a person could make.

    `apply` returns the plan changed by an amount in `unit`; `measure` returns the amount between two plans. `refuse`
    returns why an amount is impossible, or "". `too_little` is the message for a change of less than 1.
    `needs_goal`: it changes the income goal. `equity_direction`: 1 for more in equity, -1 for less, 0 for neither.
    Words: `unit_label` explains the amount to the agent; `doing` stands within a sentence, with {} for the amount;
    `progress` while it is tested; `subjects` that a sentence about it may name.
    """

    unit: Unit
    apply: Callable[[Plan, float], Plan]
    measure: Callable[[Plan, Plan], float]
    too_little: str
    unit_label: str
    doing: str
    progress: str
    subjects: tuple[str, ...]
    refuse: Callable[[Plan, float], str] = lambda plan, amount: ""
    needs_goal: bool = False
    equity_direction: int = 0


CHANGES: dict[ChangeKind, Change] = {
    "save_more": Change(
        unit="money_per_year",
        apply=lambda plan, dollars: plan.with_saving(plan.saving + dollars),
        measure=lambda before, after: after.saving - before.saving,
        too_little="That is less than a dollar a year.",
        refuse=lambda plan, _: "" if plan.years_to_retirement else "You are retired: there is no year of saving left.",
        unit_label="dollars a year",
        doing="saving {} more",
        progress="saving more",
        subjects=("save", "saving"),
    ),
    "retire_later": Change(
        unit="years",
        apply=lambda plan, years: with_retirement_in(
            plan, plan.years_to_retirement + int(min(years, MAX_RETIREMENT_DELAY, plan.retirement_years - 1))
        ),
        measure=lambda before, after: after.years_to_retirement - before.years_to_retirement,
        too_little="Retirement moves by whole years, and at least one year of it must remain.",
        refuse=lambda plan, _: "" if plan.years_to_retirement else "You are retired already.",
        unit_label="whole years",
        doing="retiring {} later",
        progress="retiring later",
        subjects=("retire later", "retiring later", "later"),
    ),
    "spend_less": Change(
        unit="percent",
        apply=lambda plan, per_cent: plan.with_changes(spending=plan.spending * (1 - per_cent / 100)),
        measure=lambda before, after: 100 * (1 - after.spending / before.spending),
        too_little="That is less than one per cent of spending.",
        refuse=lambda plan, per_cent: "" if plan.spending and per_cent < 100 else "Nothing would be left to spend.",
        needs_goal=True,
        unit_label="per cent",
        doing="spending {} less",
        progress="spending less",
        subjects=("spend less", "spending less", "less"),
    ),
    "more_equity": Change(
        unit="points",
        apply=lambda plan, points: with_equity_shift(plan, points / 100) or plan,
        measure=lambda before, after: 100 * moved_share(before, after),
        too_little="That moves less than a point from bonds and cash.",
        equity_direction=1,
        unit_label="points of the mix",
        doing="moving {} from bonds and cash to stocks",
        progress="more equity",
        subjects=("more equity", "more in equity"),
    ),
    "less_equity": Change(
        unit="points",
        apply=lambda plan, points: with_equity_shift(plan, -points / 100) or plan,
        measure=lambda before, after: 100 * moved_share(before, after),
        too_little="That moves less than a point from equity.",
        equity_direction=-1,
        unit_label="points of the mix",
        doing="moving {} from stocks to bonds and cash",
        progress="less equity",
        subjects=("less equity", "less in equity"),
    ),
}


@dataclass(frozen=True)
class ChangedPlan:
    """A plan after a decision; `amount` is the change that was possible, in the unit of the decision."""

    plan: Plan
    amount: float


def apply_change(plan: Plan, change: ChangeKind, amount: float) -> ChangedPlan:
    """Change a plan by `amount`, in the unit of the change, or by as much of it as is possible.

    Raises ValueError, with a message for the person, if the change is impossible or smaller than 1.
    """
    if not 0 < amount < MAX_AMOUNT:
        raise ValueError("The amount must be above zero and realistic for the change.")
    kind = CHANGES[change]
    if refusal := kind.refuse(plan, amount):
        raise ValueError(refusal)
    changed_plan = kind.apply(plan, amount)
    measured = round(kind.measure(plan, changed_plan), 6)
    if measured < MIN_AMOUNT:
        raise ValueError(kind.too_little)
    return ChangedPlan(changed_plan, measured)


def _build_saving_change(factor: float) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        saves = plan.saving > 0 and plan.years_to_retirement > 0
        return plan.with_saving(plan.saving * factor) if saves else None

    return change


def _build_spending_change(factor: float) -> Callable[[Plan], Plan | None]:
    return lambda plan: plan.with_changes(spending=plan.spending * factor) if plan.spending > 0 else None


def _build_retirement_change(years: int) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        moved = plan.years_to_retirement + years
        return with_retirement_in(plan, moved) if 0 <= moved < plan.horizon else None

    return change


def _build_equity_change(shift: float) -> Callable[[Plan], Plan | None]:
    """Return a change that moves the whole `shift` or nothing, because its label states the size."""

    def change(plan: Plan) -> Plan | None:
        changed = with_equity_shift(plan, shift)
        return changed if changed and isclose(moved_share(plan, changed), abs(shift)) else None

    return change


@dataclass(frozen=True)
class SensitivityChange:
    """One change of an assumption or decision. `label`: in results of the engine. `plain_label`: in facts and pages.

    `apply` returns the changed plan, or None if the change makes no sense for the plan. `condition`: it within a
    sentence. `assumption`: the name of the one assumption that it tests, or "" for a decision or several at once.
    """

    label: str
    plain_label: str
    apply: Callable[[Plan], Plan | None]
    condition: str
    assumption: str = ""


SENSITIVITY_CHANGES: dict[str, SensitivityChange] = {
    "conservative": SensitivityChange(
        "the conservative assumptions",
        "the lowest published returns",
        with_conservative_preset,
        "on our most cautious assumptions",
    ),
    "lower_return": SensitivityChange(
        "returns one point lower every year",
        "returns one point lower every year",
        with_lower_return,
        "with returns one point lower every year",
        "returns",
    ),
    "higher_volatility": SensitivityChange(
        "volatility two points higher",
        "volatility two points higher",
        with_higher_volatility,
        "with market swings two points larger",
        "market swings",
    ),
    "higher_inflation": SensitivityChange(
        "inflation one point higher",
        "inflation one point higher",
        with_higher_inflation,
        "with inflation one point higher",
        "inflation",
    ),
    "higher_fee": SensitivityChange(
        "fees a quarter of a point higher",
        "fees a quarter of a point higher",
        lambda plan: plan.with_changes(fee=plan.fee + 0.0025) if plan.fee < 0.99 else None,
        "with fees a quarter of a point higher",
        "fees",
    ),
    "save_more": SensitivityChange(
        "saving 10% more", "saving a tenth more", _build_saving_change(1.1), "if you save a tenth more"
    ),
    "save_less": SensitivityChange(
        "saving 10% less", "saving a tenth less", _build_saving_change(0.9), "if you save a tenth less"
    ),
    "spend_more": SensitivityChange(
        "spending 10% more", "spending a tenth more", _build_spending_change(1.1), "if you spend a tenth more"
    ),
    "spend_less": SensitivityChange(
        "spending 10% less", "spending a tenth less", _build_spending_change(0.9), "if you spend a tenth less"
    ),
    "retire_later": SensitivityChange(
        "retiring one year later", "retiring a year later", _build_retirement_change(1), "if you retire one year later"
    ),
    "retire_earlier": SensitivityChange(
        "retiring one year earlier",
        "retiring a year earlier",
        _build_retirement_change(-1),
        "if you retire one year earlier",
    ),
    "more_equities": SensitivityChange(
        "ten points more in equities",
        "ten points more in equities",
        _build_equity_change(EQUITY_SHIFT),
        "with ten points more in stocks",
    ),
    "less_equities": SensitivityChange(
        "ten points less in equities",
        "ten points less in equities",
        _build_equity_change(-EQUITY_SHIFT),
        "with ten points less in stocks",
    ),
}
"""Each sensitivity by name."""
