"""The projection's facts: the engine's figures, each once, rounded when it becomes a fact and nowhere else."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from advisors.retirement.assumptions import geometric_growth
from advisors.retirement.moments import portfolio_moments
from advisors.retirement.outlook import Outlook
from portfolios.facts import Fact, Kind, Unit
from portfolios.portfolio import Portfolio
from portfolios.valuation import rounded

TOPIC = "retirement"
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
FUTURES = ("futures", "success", "succeed", "lasts", "holds", "met")


def retirement_facts(portfolio: Portfolio, outlook: Outlook) -> tuple[Fact, ...]:
    groups = (_sustainable, _at_retirement, _assumptions)
    facts = [fact for group in groups for fact in group(outlook)]
    if outlook.has_goal:
        facts += [*_success(outlook), *_goal(outlook, portfolio)]
    facts += _reserve(portfolio, outlook)
    return tuple(facts)


def make_fact(  # noqa: PLR0913 the columns of one row
    fact_id: str,
    subject: tuple[str, ...],
    label: str,
    value: float,
    unit: Unit,
    kind: Kind = "forecast",
    *,
    topic: str = TOPIC,
) -> Fact:
    place = Decimal("0.001") if unit in ("percent", "points") else CENT
    return Fact(
        id=fact_id,
        subject=subject,
        label=label,
        value=rounded(Decimal(repr(value)), place),
        unit=unit,
        kind=kind,
        formula=FORMULAS.get(fact_id, ""),
        topic=topic,
    )


FORMULAS = {
    "success_probability": "paths with every withdrawal paid / paths",
    "success_error": "sqrt(p (1 - p) / paths)",
    "estimated_income": "the order statistic over paths of the most each path sustains",
    "income_gap": "goal - estimated income, not below zero",
    "income_room": "estimated income - goal, not below zero",
    "required_saving": "the order statistic over paths of the least each path needs",
    "reserve_years": "bonds and cash / (spending - other income)",
}


def _success(outlook: Outlook) -> Iterator[Fact]:
    success = outlook.projection.success
    yield make_fact(
        "success_probability",
        FUTURES,
        "Simulated futures in which every year is funded",
        100 * success.probability,
        "percent",
    )
    if success.standard_error is not None:
        yield make_fact(
            "success_error",
            (*FUTURES, "give or take"),
            "Standard error of that share",
            100 * success.standard_error,
            "points",
        )
    if success.interval is not None:
        for name, bound in zip(("low", "high"), success.interval, strict=True):
            yield make_fact(
                f"success_{name}", FUTURES, f"Success, {name} end of the Wilson 95% interval", 100 * bound, "percent"
            )
    short = outlook.projection.shortfall
    if short.median_years is not None:
        yield make_fact(
            "years_short",
            ("short", "unfunded", "fail"),
            "Years not fully funded where the plan fails, median",
            short.median_years,
            "years",
        )


def _sustainable(outlook: Outlook) -> Iterator[Fact]:
    names = ("sustain", "sustains", "sustained", "income", "spend")
    yield make_fact(
        "estimated_income", names, "Spending that nine of ten futures sustain", outlook.estimated_income, "usd_per_year"
    )
    for level, amount in (outlook.projection.sustainable_spending or {}).items():
        if level != "0.90":
            per_cent = level.removeprefix("0.")
            yield make_fact(
                f"sustainable_{per_cent}",
                names,
                f"Spending that {per_cent} of 100 futures sustain",
                amount,
                "usd_per_year",
            )


def _goal(outlook: Outlook, portfolio: Portfolio) -> Iterator[Fact]:
    goal, sustained = outlook.plan.spending, outlook.estimated_income
    names = ("goal", "gap", "room", "short")
    yield make_fact(
        "income_gap", names, "Income goal above what the plan sustains", max(0.0, goal - sustained), "usd_per_year"
    )
    yield make_fact(
        "income_room", names, "What the plan sustains above the income goal", max(0.0, sustained - goal), "usd_per_year"
    )
    if outlook.projection.required_saving:
        needed = outlook.projection.required_saving["0.90"]
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
            max(0.0, needed - outlook.plan.contribution),
            "usd_per_year",
        )


def _at_retirement(outlook: Outlook) -> Iterator[Fact]:
    levels = outlook.projection.at_retirement.percentiles
    for fact_id, level, words in (
        ("median", "50", "median"),
        ("low", "10", "one of ten below"),
        ("high", "90", "one of ten above"),
    ):
        yield make_fact(
            f"at_retirement_{fact_id}", ("retire", "retirement"), f"Value at retirement, {words}", levels[level], "usd"
        )
    end = outlook.projection.terminal.percentiles
    for fact_id, level in (("median", "50"), ("low", "10")):
        yield make_fact(
            f"at_end_{fact_id}", ("end", "left"), f"Left at the end of the plan, percentile {level}", end[level], "usd"
        )
    yield make_fact(
        "retirement_start",
        ("counts for retirement", "counts towards retirement"),
        "Value that counts for retirement",
        outlook.mix.value,
        "usd",
        "computed",
    )


def _assumptions(outlook: Outlook) -> Iterator[Fact]:
    growth, volatility = expected(outlook)
    inflation = outlook.market.inflation.growth - 1
    for fact_id, names, words, value in (
        ("expected_growth", ("growth", "grow"), "Expected growth of your mix a year, nominal, geometric", growth),
        ("expected_volatility", ("volatility",), "Expected volatility of your mix a year", volatility),
        ("expected_inflation", ("inflation",), "Expected inflation a year", inflation),
        (
            "imputed_share",
            ("unclassified",),
            "Unclassified share that is given the mix of the rest",
            outlook.mix.unclassified,
        ),
    ):
        yield make_fact(fact_id, names, words, 100 * value, "percent", "assumption")
    yield make_fact(
        "simulated_paths",
        ("futures", "simulated", "paths"),
        "Simulated futures",
        outlook.plan.paths,
        "count",
        "reference",
    )


def expected(outlook: Outlook) -> tuple[float, float]:
    """Geometric growth and volatility a year of the mix, nominal fractions, as if it were lognormal itself."""
    shares = np.array([outlook.mix.weights.get(series.name, 0.0) for series in outlook.market.classes])
    mean, deviation = portfolio_moments(outlook.market, shares)
    return geometric_growth(mean, deviation) - 1, deviation


def _reserve(portfolio: Portfolio, outlook: Outlook) -> Iterator[Fact]:
    """How long bonds and cash alone would pay what other income does not."""
    safe = sum((portfolio.asset_classes.get(key, Decimal(0)) for key in ("fixed_income", "cash")), Decimal(0))
    year = outlook.plan.years_to_retirement + 1
    paid = sum(
        i.amount for i in outlook.plan.income if i.from_year <= year and (i.to_year is None or i.to_year >= year)
    )
    needed = outlook.plan.spending - paid
    if needed > 0:
        yield make_fact(
            "reserve_years",
            ("years of spending", "reserve"),
            "Years of spending in bonds and cash",
            round(float(safe) / needed, 1),
            "years",
            "computed",
        )
