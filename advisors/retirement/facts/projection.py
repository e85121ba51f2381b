"""The projection's facts: the engine's figures, each once, rounded when it becomes a fact and nowhere else."""

from collections.abc import Iterator

from advisors.retirement.facts.assumptions import assumption_facts, unknown_fee_facts
from advisors.retirement.facts.fact_builder import SUCCESS_SUBJECTS, SUSTAINED_INCOME_INPUTS, make_fact
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.changes import SAFE_CLASSES
from portfolios.facts.fact import Fact
from portfolios.valuation.portfolio import Portfolio


def retirement_facts(portfolio: Portfolio, baseline: Baseline) -> tuple[Fact, ...]:
    """Success, the goal and the reserve only where somebody has said what is to be spent."""
    always = (_sustainable_spending_facts, _at_retirement_facts, _at_end_facts, assumption_facts, _safe_share_facts)
    groups = (*always, _success_facts, _income_goal_facts, _reserve_facts) if baseline.has_goal else always
    return (*(fact for group in groups for fact in group(baseline)), *unknown_fee_facts(portfolio, baseline))


def _success_facts(baseline: Baseline) -> Iterator[Fact]:
    success = baseline.projection.success
    yield make_fact(
        "success_probability",
        SUCCESS_SUBJECTS,
        "Simulated futures in which every year is funded",
        100 * success.probability,
        "percent",
    )
    if success.standard_error is not None:
        yield make_fact(
            "success_error",
            (*SUCCESS_SUBJECTS, "give or take"),
            "Standard error of that share",
            100 * success.standard_error,
            "points",
        )
    if success.interval is not None:
        low, high = success.interval
        for name, bound in (("low", low), ("high", high)):
            yield make_fact(
                f"success_{name}",
                SUCCESS_SUBJECTS,
                f"Success, {name} end of the Wilson 95% interval",
                100 * bound,
                "percent",
            )
        yield make_fact(
            "failure_high", SUCCESS_SUBJECTS, "Failure, high end of the Wilson 95% interval", 100 * (1 - low), "percent"
        )
    short = baseline.projection.shortfall
    if short.median_years is not None:
        yield make_fact(
            "years_short",
            ("short", "unfunded", "fail"),
            "Years not fully funded where the plan fails, median",
            short.median_years,
            "years",
        )


def _sustainable_spending_facts(baseline: Baseline) -> Iterator[Fact]:
    names = ("sustain", "sustains", "sustained", "income", "spend")
    yield make_fact(
        "estimated_income",
        names,
        "Spending that nine of ten futures sustain",
        baseline.estimated_income,
        "usd_per_year",
    )
    for level, amount in (baseline.projection.sustainable_spending or {}).items():
        if level != "0.90":
            per_cent = level.removeprefix("0.")
            yield make_fact(
                f"sustainable_{per_cent}",
                names,
                f"Spending that {per_cent} of 100 futures sustain",
                amount,
                "usd_per_year",
            )


def _income_goal_facts(baseline: Baseline) -> Iterator[Fact]:
    goal, sustained = baseline.plan.spending, baseline.estimated_income
    names = ("goal", "gap", "room", "short")
    yield make_fact(
        "income_gap", names, "Income goal above what the plan sustains", max(0.0, goal - sustained), "usd_per_year"
    )
    yield make_fact(
        "income_room", names, "What the plan sustains above the income goal", max(0.0, sustained - goal), "usd_per_year"
    )
    if baseline.projection.required_saving:
        needed = baseline.projection.required_saving["0.90"]
        yield make_fact(
            "required_saving",
            ("save", "saving"),
            "Saving a year that lifts success to nine of ten",
            needed,
            "usd_per_year",
        )
        yield make_fact(
            "extra_saving",
            ("save", "saving"),
            "Saving to add for that",
            max(0.0, needed - baseline.plan.contribution),
            "usd_per_year",
        )


def _at_retirement_facts(baseline: Baseline) -> Iterator[Fact]:
    levels = baseline.projection.at_retirement.percentiles
    for fact_id, level, words in (
        ("median", "50", "median"),
        ("low", "10", "one of ten below"),
        ("high", "90", "one of ten above"),
    ):
        yield make_fact(
            f"at_retirement_{fact_id}", ("retire", "retirement"), f"Value at retirement, {words}", levels[level], "usd"
        )
    yield make_fact(
        "retirement_start",
        ("counts for retirement", "counts towards retirement"),
        "Value that counts for retirement",
        baseline.mix.value,
        "usd",
        "computed",
    )


def _at_end_facts(baseline: Baseline) -> Iterator[Fact]:
    end = baseline.projection.terminal.percentiles
    spent = "income_goal" if baseline.has_goal else "estimated_income"
    for fact_id, level in (("median", "50"), ("low", "10")):
        yield make_fact(
            f"at_end_{fact_id}",
            ("end", "left"),
            f"Left at the end of the plan, percentile {level}",
            end[level],
            "usd",
            inputs=(spent, *SUSTAINED_INCOME_INPUTS),
        )


def _safe_share_facts(baseline: Baseline) -> Iterator[Fact]:
    yield make_fact(
        "safe_share",
        ("bonds and cash",),
        "Bonds and cash: share of what counts for retirement",
        100 * _safe_asset_weight(baseline),
        "percent",
        "computed",
    )


def _reserve_facts(baseline: Baseline) -> Iterator[Fact]:
    """How long bonds and cash alone would pay what other income does not."""
    year = baseline.plan.years_to_retirement + 1
    paid = sum(
        i.amount for i in baseline.plan.income if i.from_year <= year and (i.to_year is None or i.to_year >= year)
    )
    needed = baseline.plan.spending - paid
    if needed > 0:
        yield make_fact(
            "reserve_years",
            ("years of spending", "reserve", "bonds and cash"),
            "Years of spending in bonds and cash",
            round(_safe_asset_weight(baseline) * baseline.mix.value / needed, 1),
            "years",
            "computed",
        )


def _safe_asset_weight(baseline: Baseline) -> float:
    return sum(baseline.mix.weights.get(name, 0.0) for name in SAFE_CLASSES)
