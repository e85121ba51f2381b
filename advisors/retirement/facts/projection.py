"""Build the facts of the projection."""

from collections.abc import Iterator

from advisors.retirement.facts.assumptions import assumption_facts, unknown_fee_facts
from advisors.retirement.facts.fact_builder import (
    GROWTH_INPUTS,
    SUCCESS_INPUTS,
    SUCCESS_SUBJECTS,
    SUSTAINED_FORMULA,
    SUSTAINED_INCOME_INPUTS,
    make_fact,
)
from advisors.retirement.facts.retired import drawn_first_year, retired_facts
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.changes import SAFE_CLASSES
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio

SUSTAINED_LEVELS = {
    "0.90": (Measure.SUSTAINED_90, "nine of ten"),
    "0.80": (Measure.SUSTAINED_80, "80 of 100"),
    "0.95": (Measure.SUSTAINED_95, "95 of 100"),
}
AT_RETIREMENT_FORMULA = "the simulated values at retirement, in order: the one at that place, in today's dollars"
AT_END_FORMULA = "what the simulated futures leave, in order: the one at that place, in today's dollars"
WILSON_FORMULA = "Wilson's 95% interval of the share of simulated futures"


def retirement_facts(portfolio: Portfolio, baseline: Baseline) -> tuple[Fact, ...]:
    """Return the facts of a projection; success, goal and reserve only if the person set an income goal."""
    bonds_and_cash = sum(baseline.mix.weights.get(name, 0.0) for name in SAFE_CLASSES)
    facts = [*spending_and_wealth_facts(baseline), *assumption_facts(baseline)]
    facts.append(
        make_fact(
            Family.PLAN, Measure.SAFE_SHARE, ("bonds and cash",),
            "Bonds and cash: share of what counts for retirement", 100 * bonds_and_cash, "percent", "computed",
            formula="weights of bonds, inflation-linked bonds and cash in the simulated mix",
        )
    )  # fmt: skip
    if baseline.has_goal:
        facts += (*success_facts(baseline), *plan_goal_facts(baseline, bonds_and_cash * baseline.mix.value))
    return (*facts, *retired_facts(portfolio, baseline), *unknown_fee_facts(portfolio, baseline))


def spending_and_wealth_facts(baseline: Baseline) -> Iterator[Fact]:
    sustained = {"0.90": baseline.estimated_income, **(baseline.projection.sustainable_spending or {})}
    for level, (measure, words) in SUSTAINED_LEVELS.items():
        if level in sustained:
            yield make_fact(
                Family.PLAN, measure, ("sustain", "sustains", "sustained", "income", "spend"),
                f"Spending that {words} futures sustain", sustained[level], "money_per_year", formula=SUSTAINED_FORMULA,
                inputs=SUSTAINED_INCOME_INPUTS,
            )  # fmt: skip
    levels = baseline.projection.at_retirement.percentiles
    for measure, level, words in (
        (Measure.AT_RETIREMENT_MEDIAN, "50", "median"),
        (Measure.AT_RETIREMENT_LOW, "10", "one of ten below"),
        (Measure.AT_RETIREMENT_HIGH, "90", "one of ten above"),
    ):
        yield make_fact(
            Family.PLAN, measure, ("retire", "retirement"), f"Value at retirement, {words}", levels[level], "money",
            formula=AT_RETIREMENT_FORMULA, inputs=(*GROWTH_INPUTS, "profile.annual_contribution"),
        )  # fmt: skip
    yield make_fact(
        Family.PLAN, Measure.START, ("counts for retirement", "counts towards retirement"),
        "Value that counts for retirement", baseline.mix.value, "money", "computed",
        formula="sum over the accounts that count for retirement",
    )  # fmt: skip
    at_end = baseline.projection.terminal.percentiles
    spending = "profile.income_goal" if baseline.has_goal else "plan.sustained_90"
    for measure, level in ((Measure.AT_END_MEDIAN, "50"), (Measure.AT_END_LOW, "10")):
        yield make_fact(
            Family.PLAN, measure, ("end", "left"), f"Left at the end of the plan, percentile {level}", at_end[level],
            "money", formula=AT_END_FORMULA, inputs=(spending, *SUSTAINED_INCOME_INPUTS),
        )  # fmt: skip


def success_facts(baseline: Baseline) -> Iterator[Fact]:
    success, names = baseline.projection.success, SUCCESS_SUBJECTS
    error = success.standard_error
    yield make_fact(
        Family.PLAN, Measure.SUCCESS, names, "Simulated futures in which every year is funded",
        100 * success.probability, "percent", error=None if error is None else 100 * error,
        formula="simulated futures with every withdrawal paid / simulated futures", inputs=SUCCESS_INPUTS,
    )  # fmt: skip
    if success.interval is not None:
        low, high = success.interval
        for measure, end, bound in ((Measure.SUCCESS_LOW, "low", low), (Measure.SUCCESS_HIGH, "high", high)):
            yield make_fact(
                Family.PLAN, measure, names, f"Success, {end} end of the Wilson 95% interval", 100 * bound, "percent",
                formula=WILSON_FORMULA, inputs=("plan.success", "plan.paths"),
            )  # fmt: skip
        yield make_fact(
            Family.PLAN, Measure.FAILURE_HIGH, names, "Failure, high end of the Wilson 95% interval", 100 * (1 - low),
            "percent", formula="100% - the low end of the success interval", inputs=("plan.success_low",),
        )  # fmt: skip
    years = baseline.projection.shortfall.median_years
    if years is not None:
        yield make_fact(
            Family.PLAN, Measure.YEARS_SHORT, ("short", "unfunded", "fail"),
            "Years not fully funded where the plan fails, median", years, "years", inputs=SUCCESS_INPUTS,
            formula="the middle number of years not fully paid for, over the futures that fail",
        )  # fmt: skip


def plan_goal_facts(baseline: Baseline, reserve: float) -> Iterator[Fact]:
    """Yield the income goal against what the plan sustains, and the years that the `reserve` in dollars would pay."""
    plan, names = baseline.plan, ("goal", "gap", "room", "short")
    gap, inputs = plan.spending - baseline.estimated_income, ("profile.income_goal", "plan.sustained_90")
    yield make_fact(
        Family.PLAN, Measure.GAP, names, "Income goal above what the plan sustains", max(0.0, gap), "money_per_year",
        formula="income goal - what nine of ten futures sustain, not below zero", inputs=inputs,
    )  # fmt: skip
    yield make_fact(
        Family.PLAN, Measure.ROOM, names, "What the plan sustains above the income goal", max(0.0, -gap),
        "money_per_year", formula="what nine of ten futures sustain - income goal, not below zero", inputs=inputs,
    )  # fmt: skip
    if baseline.projection.required_saving:
        yield from required_saving_facts(baseline, baseline.projection.required_saving["0.90"])
    drawn = drawn_first_year(baseline)
    yield make_fact(
        Family.PLAN, Measure.SAFE_YEARS_GROSS, ("years of spending", "reserve", "bonds and cash"),
        "Years of all spending in bonds and cash", round(reserve / plan.spending, 1), "years", "computed",
        formula="bonds and cash of what counts for retirement / spending",
        inputs=("plan.safe_share", "plan.start", "profile.income_goal"),
    )  # fmt: skip
    if drawn > 0:
        yield make_fact(
            Family.PLAN, Measure.SAFE_YEARS_NET, ("years of spending", "reserve", "bonds and cash"),
            "Years of what you draw in bonds and cash", round(reserve / drawn, 1), "years",
            "computed",
            formula="bonds and cash of what counts for retirement / what the first year of retirement draws",
            inputs=("plan.safe_share", "plan.start", "profile.income_goal"),
        )  # fmt: skip


def required_saving_facts(baseline: Baseline, needed: float) -> Iterator[Fact]:
    names = ("save", "saving")
    yield make_fact(
        Family.PLAN, Measure.REQUIRED_SAVING, names, "Saving a year that lifts success to nine of ten", needed,
        "money_per_year", inputs=("profile.income_goal", "profile.plan_to_age", *GROWTH_INPUTS),
        formula="the least saving that each simulated future needs, in order: nine of ten need this or less",
    )  # fmt: skip
    yield make_fact(
        Family.PLAN, Measure.EXTRA_SAVING, names, "Saving to add for that",
        max(0.0, needed - baseline.plan.saving), "money_per_year",
        formula="required saving - saving a year, not below zero",
        inputs=("plan.required_saving", "profile.annual_contribution"),
    )  # fmt: skip
    yield make_fact(
        Family.PLAN, Measure.EXTRA_SAVING_MONTH, names, "Saving to add for that, a month",
        max(0.0, needed - baseline.plan.saving) / 12, "money", formula="saving to add a year / 12",
        inputs=("plan.extra_saving",),
    )  # fmt: skip
