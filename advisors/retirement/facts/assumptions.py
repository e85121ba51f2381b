"""Build the facts on the assumptions of a projection: growth, inflation, costs, and their date."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from advisors.retirement.facts.fact_builder import TOPIC, make_fact
from advisors.retirement.inputs.assumptions import geometric_growth
from advisors.retirement.scenarios.baseline import Baseline, retirement_accounts
from advisors.retirement.simulation.deterministic import portfolio_moments
from portfolios.facts.fact import Fact
from portfolios.valuation.portfolio import Portfolio


def assumption_facts(baseline: Baseline) -> Iterator[Fact]:
    """Yield growth, volatility, inflation, unclassified share, paths and the date of the assumptions."""
    shares = np.array([baseline.mix.weights.get(series.name, 0.0) for series in baseline.market.classes])
    mean, volatility = portfolio_moments(baseline.market, shares)
    growth = geometric_growth(mean, volatility) - 1  # as if the mix itself were lognormal
    inflation = baseline.market.inflation.growth - 1
    for fact_id, names, label, value in (
        ("expected_growth", ("growth", "grow"), "Expected growth of your mix a year, nominal, geometric", growth),
        ("expected_volatility", ("volatility",), "Expected volatility of your mix a year", volatility),
        ("expected_inflation", ("inflation",), "Expected inflation a year", inflation),
        ("imputed_share", ("unclassified",), "Unclassified share that is given the mix of the rest",
         baseline.mix.unclassified),
    ):  # fmt: skip
        yield make_fact(fact_id, names, label, 100 * value, "percent", "assumption")
    subject = ("futures", "simulated", "paths")
    yield make_fact("simulated_paths", subject, "Simulated futures", baseline.plan.paths, "count", "reference")
    yield Fact(
        id="assumptions_date",
        subject=("assumptions",),
        label="Capital-market assumptions as of",
        value=Decimal(baseline.market.as_of.replace("-", "").ljust(8, "0")),  # a month without a day: yyyymm00
        unit="date",
        kind="reference",
        topic=TOPIC,
        formula="the date of the published assumptions that Alex uses",
    )


def unknown_fee_facts(portfolio: Portfolio, baseline: Baseline) -> Iterator[Fact]:
    """Yield the share of the plan whose expense ratio is unknown, which the plan counts as free."""
    unknown = sum(
        float(worth.value)
        for account in retirement_accounts(portfolio)
        for worth in account.positions
        if worth.value is not None and worth.instrument.expense_ratio is None
    )
    yield make_fact(
        "fees_unknown_share",
        ("costs",),
        "Share of what counts for retirement whose costs are unknown and counted as none",
        100 * unknown / baseline.mix.value,
        "percent",
        "computed",
    )
