"""Make facts from figures of the engine: the only place that rounds them, with formulas and inputs."""

from decimal import Decimal

from portfolios.facts.fact import Fact, Kind, Unit
from portfolios.valuation.value import round_half_even

TOPIC = "retirement"
CENT = Decimal("0.01")
SUCCESS_SUBJECTS = ("futures", "success", "succeed", "lasts", "holds", "met")
SUSTAINED_FORMULA = "what each simulated future can pay for at most, in order: so many of them can pay for this or more"
AT_RETIREMENT_FORMULA = "the simulated values at retirement, in order: the one at that place, in today's dollars"
AT_END_FORMULA = "what the simulated futures leave, in order: the one at that place, in today's dollars"
WILSON_FORMULA = "Wilson's 95% interval of the share of simulated futures"
LOOK_THROUGH_FORMULA = "look-through of what counts for retirement into classes, with their published assumptions"
PAIRED_ERROR_FORMULA = "standard error of the differences, future by future"
FORMULAS_BY_FACT = {
    "success_probability": "simulated futures with every withdrawal paid / simulated futures",
    "success_error": "square root of (share x (1 - share) / simulated futures)",
    "success_low": WILSON_FORMULA,
    "success_high": WILSON_FORMULA,
    "failure_high": "100% - the low end of the success interval",
    "years_short": "the middle number of years not fully paid for, over the futures that fail",
    "estimated_income": SUSTAINED_FORMULA,
    "sustainable_80": SUSTAINED_FORMULA,
    "sustainable_95": SUSTAINED_FORMULA,
    "income_gap": "income goal - what nine of ten futures sustain, not below zero",
    "income_room": "what nine of ten futures sustain - income goal, not below zero",
    "required_saving": "the least saving that each simulated future needs, in order: nine of ten need this or less",
    "at_retirement_median": AT_RETIREMENT_FORMULA,
    "at_retirement_low": AT_RETIREMENT_FORMULA,
    "at_retirement_high": AT_RETIREMENT_FORMULA,
    "at_end_median": AT_END_FORMULA,
    "at_end_low": AT_END_FORMULA,
    "retirement_start": "sum over the accounts that count for retirement",
    "expected_growth": LOOK_THROUGH_FORMULA,
    "expected_volatility": f"{LOOK_THROUGH_FORMULA} and correlations",
    "expected_inflation": "published with the capital-market assumptions",
    "imputed_share": "value of what is unclassified / value that counts for retirement",
    "simulated_paths": "how many futures Alex simulates",
    "fees_unknown_share": "value of holdings whose costs are unknown / value that counts for retirement",
    "earliest_age": "the first age at which nine of ten simulated futures pay for the plan to its end",
    "history_periods": "every start year since 1928 whose whole plan lies in the records",
    "history_successes": "start years whose own returns and inflation paid for every year of the plan",
    "history_worst_years": "years paid for in full, beginning in that year",
    "extra_saving": "required saving - saving a year, not below zero",
    "safe_share": "weights of bonds, inflation-linked bonds and cash in the simulated mix",
    "reserve_years": "bonds and cash of what counts for retirement / (spending - other income)",
}
MARKET_INPUTS = ("expected_growth", "expected_volatility", "expected_inflation", "simulated_paths")
GROWTH_INPUTS = ("retirement_start", "years_to_retirement", *MARKET_INPUTS)
SUSTAINED_INCOME_INPUTS = (*GROWTH_INPUTS, "annual_contribution", "plan_to_age")
INPUTS_BY_FACT: dict[str, tuple[str, ...]] = {
    "success_probability": ("income_goal", *SUSTAINED_INCOME_INPUTS),
    "success_error": ("success_probability", "simulated_paths"),
    "success_low": ("success_probability", "simulated_paths"),
    "success_high": ("success_probability", "simulated_paths"),
    "failure_high": ("success_low",),
    "years_short": ("income_goal", *SUSTAINED_INCOME_INPUTS),
    "estimated_income": SUSTAINED_INCOME_INPUTS,
    "sustainable_80": SUSTAINED_INCOME_INPUTS,
    "sustainable_95": SUSTAINED_INCOME_INPUTS,
    "income_gap": ("income_goal", "estimated_income"),
    "income_room": ("income_goal", "estimated_income"),
    "required_saving": ("income_goal", "plan_to_age", *GROWTH_INPUTS),
    "extra_saving": ("required_saving", "annual_contribution"),
    "at_retirement_median": (*GROWTH_INPUTS, "annual_contribution"),
    "at_retirement_low": (*GROWTH_INPUTS, "annual_contribution"),
    "at_retirement_high": (*GROWTH_INPUTS, "annual_contribution"),
    "reserve_years": ("safe_share", "retirement_start", "income_goal"),
    "earliest_age": ("age", "income_goal", "plan_to_age", "annual_contribution", "retirement_start", *MARKET_INPUTS),
    "history_periods": ("years_to_retirement", "plan_to_age"),
    "history_successes": ("history_periods", "retirement_start", "annual_contribution"),
    "history_worst_years": ("history_worst_start",),
}
"""The facts from which each fact is computed."""


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
    """Return a fact, rounded to a cent or to 0.001 per cent or points, half to even.

    Formula and inputs come from the tables above unless they are given.
    """
    place = Decimal("0.001") if unit in ("percent", "points") else CENT
    return Fact(
        id=fact_id,
        subject=subject,
        label=label,
        value=round_half_even(Decimal(repr(value)), place),
        unit=unit,
        kind=kind,
        formula=formula or FORMULAS_BY_FACT.get(fact_id, ""),
        inputs=inputs or INPUTS_BY_FACT.get(fact_id, ()),
        topic=topic,
    )
