"""Build the facts of the projection."""

from collections.abc import Iterator

from advisors.retirement.facts.assumptions import assumption_facts, unknown_fee_facts
from advisors.retirement.facts.fact_builder import SUCCESS_SUBJECTS, SUSTAINED_INCOME_INPUTS, make_fact
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.changes import SAFE_CLASSES
from portfolios.facts.fact import Fact
from portfolios.valuation.portfolio import Portfolio


def retirement_facts(portfolio: Portfolio, baseline: Baseline) -> tuple[Fact, ...]:
    """Return the facts of a projection; success, goal and reserve only if the person set an income goal."""
    bonds_and_cash = sum(baseline.mix.weights.get(name, 0.0) for name in SAFE_CLASSES)
    facts = [*_spending_and_wealth_facts(baseline), *assumption_facts(baseline)]
    facts.append(
        make_fact(
            "safe_share", ("bonds and cash",), "Bonds and cash: share of what counts for retirement",
            100 * bonds_and_cash, "percent", "computed",
        )
    )  # fmt: skip
    if baseline.has_goal:
        facts += (*_success_facts(baseline), *_goal_facts(baseline, bonds_and_cash * baseline.mix.value))
    return (*facts, *unknown_fee_facts(portfolio, baseline))


def _spending_and_wealth_facts(baseline: Baseline) -> Iterator[Fact]:
    names: tuple[str, ...] = ("sustain", "sustains", "sustained", "income", "spend")
    label = "Spending that {} futures sustain"
    yield make_fact("estimated_income", names, label.format("nine of ten"), baseline.estimated_income, "usd_per_year")
    for level, amount in (baseline.projection.sustainable_spending or {}).items():
        if level != "0.90":
            per_cent = level.removeprefix("0.")
            yield make_fact(
                f"sustainable_{per_cent}", names, label.format(f"{per_cent} of 100"), amount, "usd_per_year"
            )
    names, levels = ("retire", "retirement"), baseline.projection.at_retirement.percentiles
    for key, level, rank in (("median", "50", "median"), ("low", "10", "one of ten below"),
                             ("high", "90", "one of ten above")):  # fmt: skip
        yield make_fact(f"at_retirement_{key}", names, f"Value at retirement, {rank}", levels[level], "usd")
    names = ("counts for retirement", "counts towards retirement")
    yield make_fact(
        "retirement_start", names, "Value that counts for retirement", baseline.mix.value, "usd", "computed"
    )
    at_end = baseline.projection.terminal.percentiles
    inputs = ("income_goal" if baseline.has_goal else "estimated_income", *SUSTAINED_INCOME_INPUTS)
    for key, level in (("median", "50"), ("low", "10")):
        label, amount = f"Left at the end of the plan, percentile {level}", at_end[level]
        yield make_fact(f"at_end_{key}", ("end", "left"), label, amount, "usd", inputs=inputs)


def _success_facts(baseline: Baseline) -> Iterator[Fact]:
    success, names = baseline.projection.success, SUCCESS_SUBJECTS
    label = "Simulated futures in which every year is funded"
    yield make_fact("success_probability", names, label, 100 * success.probability, "percent")
    if success.standard_error is not None:
        error = 100 * success.standard_error
        yield make_fact("success_error", (*names, "give or take"), "Standard error of that share", error, "points")
    if success.interval is not None:
        low, high = success.interval
        for end, bound in (("low", low), ("high", high)):
            label = f"Success, {end} end of the Wilson 95% interval"
            yield make_fact(f"success_{end}", names, label, 100 * bound, "percent")
        label = "Failure, high end of the Wilson 95% interval"
        yield make_fact("failure_high", names, label, 100 * (1 - low), "percent")
    years = baseline.projection.shortfall.median_years
    if years is not None:
        label = "Years not fully funded where the plan fails, median"
        yield make_fact("years_short", ("short", "unfunded", "fail"), label, years, "years")


def _goal_facts(baseline: Baseline, reserve: float) -> Iterator[Fact]:
    """Yield the income goal against what the plan sustains, and the years that the `reserve` in dollars would pay."""
    names: tuple[str, ...] = ("goal", "gap", "room", "short")
    plan = baseline.plan
    gap = plan.spending - baseline.estimated_income
    yield make_fact("income_gap", names, "Income goal above what the plan sustains", max(0.0, gap), "usd_per_year")
    yield make_fact(
        "income_room", names, "What the plan sustains above the income goal",
        max(0.0, -gap), "usd_per_year",
    )  # fmt: skip
    if baseline.projection.required_saving:
        needed, names = baseline.projection.required_saving["0.90"], ("save", "saving")
        label = "Saving a year that lifts success to nine of ten"
        yield make_fact("required_saving", names, label, needed, "usd_per_year")
        extra = max(0.0, needed - plan.contribution)
        yield make_fact("extra_saving", names, "Saving to add for that", extra, "usd_per_year")
    year = plan.years_to_retirement + 1
    income = sum(i.amount for i in plan.income if i.from_year <= year and (i.to_year is None or i.to_year >= year))
    if plan.spending > income:
        names = ("years of spending", "reserve", "bonds and cash")
        years = round(reserve / (plan.spending - income), 1)
        yield make_fact("reserve_years", names, "Years of spending in bonds and cash", years, "years", "computed")
