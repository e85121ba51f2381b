"""How a figure of the engine becomes a fact: rounded here and nowhere else, with what it was made of."""

from decimal import Decimal

from portfolios.facts import Fact, Kind, Unit
from portfolios.valuation import rounded

TOPIC = "retirement"
CENT = Decimal("0.01")
FUTURES = ("futures", "success", "succeed", "lasts", "holds", "met")
FORMULAS = {
    "success_probability": "paths with every withdrawal paid / paths",
    "success_error": "sqrt(p (1 - p) / paths)",
    "failure_high": "100 - success_low",
    "estimated_income": "the order statistic over paths of the most each path sustains",
    "income_gap": "goal - estimated income, not below zero",
    "income_room": "estimated income - goal, not below zero",
    "required_saving": "the order statistic over paths of the least each path needs",
    "extra_saving": "required saving - saving a year, not below zero",
    "safe_share": "weights of bonds, inflation-linked bonds and cash in the simulated mix",
    "reserve_years": "bonds and cash of what counts for retirement / (spending - other income)",
}
MARKETS = ("expected_growth", "expected_volatility", "expected_inflation", "simulated_paths")
GROWING = ("retirement_start", "years_to_retirement", *MARKETS)
SUSTAINING = (*GROWING, "annual_contribution", "plan_to_age")
INPUTS: dict[str, tuple[str, ...]] = {
    "success_probability": ("income_goal", *SUSTAINING),
    "success_error": ("success_probability", "simulated_paths"),
    "success_low": ("success_probability", "simulated_paths"),
    "success_high": ("success_probability", "simulated_paths"),
    "failure_high": ("success_low",),
    "years_short": ("income_goal", *SUSTAINING),
    "estimated_income": SUSTAINING,
    "sustainable_80": SUSTAINING,
    "sustainable_95": SUSTAINING,
    "income_gap": ("income_goal", "estimated_income"),
    "income_room": ("income_goal", "estimated_income"),
    "required_saving": ("income_goal", "plan_to_age", *GROWING),
    "extra_saving": ("required_saving", "annual_contribution"),
    "at_retirement_median": (*GROWING, "annual_contribution"),
    "at_retirement_low": (*GROWING, "annual_contribution"),
    "at_retirement_high": (*GROWING, "annual_contribution"),
    "reserve_years": ("safe_share", "retirement_start", "income_goal"),
    "earliest_age": ("age", "income_goal", "plan_to_age", "annual_contribution", "retirement_start", *MARKETS),
    "history_periods": ("years_to_retirement", "plan_to_age"),
    "history_successes": ("history_periods", "retirement_start", "annual_contribution"),
    "history_worst_years": ("history_worst_start",),
}
"""What a fact is made of, where that is facts too."""


def make_fact(  # noqa: PLR0913 the columns of one row
    fact_id: str,
    subject: tuple[str, ...],
    label: str,
    value: float,
    unit: Unit,
    kind: Kind = "forecast",
    *,
    topic: str = TOPIC,
    inputs: tuple[str, ...] = (),
    formula: str = "",
) -> Fact:
    place = Decimal("0.001") if unit in ("percent", "points") else CENT
    return Fact(
        id=fact_id,
        subject=subject,
        label=label,
        value=rounded(Decimal(repr(value)), place),
        unit=unit,
        kind=kind,
        formula=formula or FORMULAS.get(fact_id, ""),
        inputs=inputs or INPUTS.get(fact_id, ()),
        topic=topic,
    )
