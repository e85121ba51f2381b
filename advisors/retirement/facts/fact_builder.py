"""Make facts from figures of the engine: the only place that rounds them."""

from collections.abc import Sequence
from decimal import Decimal

from portfolios.facts.fact import Fact, Kind, Unit
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import round_half_even

CENT = Decimal("0.01")
SUCCESS_SUBJECTS = ("futures", "success", "succeed", "lasts", "holds", "met")
SUSTAINED_FORMULA = "what each simulated future can pay for at most, in order: so many of them can pay for this or more"
MARKET_INPUTS = ("plan.growth", "plan.volatility", "plan.inflation", "plan.paths")
GROWTH_INPUTS = ("plan.start", "profile.years_to_retirement", *MARKET_INPUTS)
SUSTAINED_INCOME_INPUTS = (*GROWTH_INPUTS, "profile.annual_contribution", "profile.plan_to_age")
SUCCESS_INPUTS = ("profile.income_goal", *SUSTAINED_INCOME_INPUTS)


def make_fact(  # noqa: PLR0913 the columns of one row
    family: Family,
    measure: Measure,
    subject: tuple[str, ...],
    label: str,
    value: float,
    unit: Unit,
    kind: Kind = "forecast",
    *,
    of: str = "",
    formula: str,
    inputs: Sequence[str] = (),
    error: float | None = None,
) -> Fact:
    """Return a fact, rounded to a cent or to 0.001 percent or points, half to even. error: in the fact's own unit."""
    return Fact(
        family=family,
        measure=measure,
        of=of,
        subject=subject,
        label=label,
        value=_round(value, unit),
        unit=unit,
        kind=kind,
        formula=formula,
        inputs=tuple(inputs),
        error=None if error is None else _round(error, unit),
    )


def _round(value: float, unit: Unit) -> Decimal:
    return round_half_even(Decimal(repr(value)), Decimal("0.001") if unit in ("percent", "points") else CENT)
