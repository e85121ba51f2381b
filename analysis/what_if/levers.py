"""What can be tried: one record for each lever of the panel. Its key is a field of Levers."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from advisors.retirement.inputs.household_flows import LumpSum
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.scenarios.changes import EQUITY_CLASSES, SAFE_CLASSES, with_equity_shift, with_return_shift
from advisors.retirement.scenarios.choices import planned_age
from advisors.retirement.scenarios.claim_ages import open_ages, with_claim_ages
from analysis.what_if.base import Base
from analysis.what_if.values import MAX_RETURN_POINTS
from portfolios import bounds

Unit = Literal["money", "age", "percent", "points"]
Range = tuple[Decimal, Decimal]
MOST = bounds.PRICE_LIMIT - 1
YEARS_AROUND = 10


@dataclass(frozen=True)
class Lever:
    """One thing to try. step: of its slider, in its unit; of money in dollars.

    planned: its value in the plan, None where the plan has no such thing. limits: what can be computed. slider: what
    the slider shows. apply: returns the plan with a value. phrase: the value in a name, with {} for it.
    """

    key: str
    label: str
    unit: Unit
    step: Decimal
    planned: Callable[[Base], Decimal | None]
    limits: Callable[[Base], Range]
    slider: Callable[[Base], Range]
    apply: Callable[[Plan, Any], Plan]
    phrase: str
    hint: str = ""

    def step_in(self, base: Base) -> Decimal:
        """Return the step of the slider, in the currency of the plan."""
        return base.near_amount(self.step) if self.unit == "money" else self.step


def stocks_share(plan: Plan) -> Decimal | None:
    """Return the percent of the mix in stocks; None where nothing can be moved between stocks, bonds and cash."""
    if not isinstance(plan.returns, ClassReturns):
        return None
    share = 100 * sum(plan.returns.weights.get(name, 0.0) for name in EQUITY_CLASSES)
    return Decimal(round(share)) if movable(plan) else None


def movable(plan: Plan) -> int:
    """Return the percent of the mix in stocks, bonds and cash, which is as much as stocks can become."""
    assert isinstance(plan.returns, ClassReturns)
    return int(100 * sum(plan.returns.weights.get(name, 0.0) for name in (*EQUITY_CLASSES, *SAFE_CLASSES)) + 1e-6)


def with_stocks(plan: Plan, percent: Decimal) -> Plan:
    """Return the plan with this percent in stocks."""
    assert isinstance(plan.returns, ClassReturns)
    now = sum(plan.returns.weights.get(name, 0.0) for name in EQUITY_CLASSES)
    return with_equity_shift(plan, float(percent) / 100 - now) or plan


def with_claim_age(plan: Plan, age: int) -> Plan:
    """Return the plan in which the person claims Social Security at this age; the partner's age stays."""
    assert plan.household is not None
    others = (planned_age(plan.household, number) for number in range(1, len(plan.household.people)))
    return plan.with_changes(household=with_claim_ages(plan.household, (age, *others)))


def with_one_off(plan: Plan, amount: Decimal) -> Plan:
    """Return the plan with a single amount in the first year of retirement, received or, below 0, spent."""
    assert plan.household is not None
    spending = plan.household.spending
    one = LumpSum(year=plan.years_to_retirement + 1, amount=-float(amount))
    changed = spending.model_copy(update={"lump_sums": (*spending.lump_sums, one)})
    return plan.with_changes(household=plan.household.model_copy(update={"spending": changed}))


def claim_range(base: Base) -> Range:
    """Return the ages at which the person may still claim."""
    assert base.plan.household is not None
    ages = open_ages(base.plan.household, 0)
    return Decimal(ages[0]), Decimal(ages[-1])


def planned_claim(base: Base) -> Decimal | None:
    """Return the planned age of the claim; None before taxes, without a benefit, or where it is settled."""
    household = base.plan.household
    if household is None or household.people[0].social_security is None or len(open_ages(household, 0)) < 2:
        return None
    return Decimal(planned_age(household, 0))


def planned_retirement(base: Base) -> Decimal | None:
    """Return the planned age of retirement; None for who is retired."""
    return Decimal(base.retires_at) if base.plan.years_to_retirement else None


def retirement_slider(base: Base) -> Range:
    low = max(base.age, base.retires_at - YEARS_AROUND)
    return Decimal(low), Decimal(min(base.ends_at - 1, base.retires_at + YEARS_AROUND))


def round_up(amount: float, to: Decimal) -> Decimal:
    """Return the next multiple of `to` that is not below an amount."""
    return to * -int(-amount // int(to))


def whole(amount: float) -> Decimal:
    return Decimal(round(amount))


LEVERS: tuple[Lever, ...] = (
    Lever(
        "save", "Save each year", "money", Decimal(500),
        planned=lambda base: whole(base.plan.saving) if base.plan.years_to_retirement else None,
        limits=lambda base: (Decimal(0), MOST),
        slider=lambda base: (
            Decimal(0),
            max(base.near_amount(Decimal(60_000)), round_up(2.5 * base.plan.saving, base.near_amount(Decimal(10_000)))),
        ),
        apply=lambda plan, dollars: plan.with_saving(float(dollars)),
        phrase="save {}",
    ),
    Lever(
        "spend", "Spend each year", "money", Decimal(500),
        planned=lambda base: whole(base.plan.spending),
        limits=lambda base: (Decimal(0), MOST),
        slider=lambda base: (
            round_up(0.5 * base.plan.spending, base.near_amount(Decimal(1000))),
            round_up(1.6 * base.plan.spending, base.near_amount(Decimal(1000))),
        ),
        apply=lambda plan, dollars: plan.with_changes(spending=float(dollars)),
        phrase="spend {}",
    ),
    Lever(
        "retire", "Retire at", "age", Decimal(1),
        planned=planned_retirement,
        limits=lambda base: (Decimal(base.age), Decimal(base.ends_at - 1)),
        slider=retirement_slider,
        apply=lambda plan, years: plan.with_retirement_in(years),
        phrase="retire at {}",
    ),
    Lever(
        "claim", "Claim Social Security at", "age", Decimal(1),
        planned=planned_claim, limits=claim_range, slider=claim_range, apply=with_claim_age,
        phrase="claim at {}",
    ),
    Lever(
        "stocks", "Stocks in your mix", "percent", Decimal(1),
        planned=lambda base: stocks_share(base.plan),
        limits=lambda base: (Decimal(0), Decimal(movable(base.plan))),
        slider=lambda base: (Decimal(0), Decimal(movable(base.plan))),
        apply=with_stocks,
        phrase="{} stocks",
    ),
    Lever(
        "once", "Receive once at retirement", "money", Decimal(5000),
        planned=lambda base: None if base.plan.household is None else Decimal(0),
        limits=lambda base: (-MOST, MOST),
        slider=lambda base: (base.near_amount(Decimal(-200_000)), base.near_amount(Decimal(200_000))),
        apply=with_one_off,
        phrase="receive {} once", hint="Below 0 if you spend it.",
    ),
    Lever(
        "returns", "Return against our assumption", "points", Decimal("0.5"),
        planned=lambda base: Decimal(0),
        limits=lambda base: (Decimal(-MAX_RETURN_POINTS), Decimal(MAX_RETURN_POINTS)),
        slider=lambda base: (Decimal(-2), Decimal(2)),
        apply=lambda plan, points: with_return_shift(plan, float(points) / 100) or plan,
        phrase="returns {} points",
    ),
)  # fmt: skip


def levers_of(base: Base) -> list[Lever]:
    """Return the levers that this plan has."""
    return [lever for lever in LEVERS if lever.planned(base) is not None]
