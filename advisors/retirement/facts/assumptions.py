"""Build the facts on the assumptions of a projection: growth, inflation, costs, and their date."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.from_snapshot.plan import retirement_accounts
from advisors.retirement.inputs.assumptions import company_volatility, company_volatility_date, geometric_growth
from advisors.retirement.projection.deterministic import mix_moments
from advisors.retirement.scenarios.baseline import Baseline
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio

MIX_FORMULA = "look-through of what counts for retirement into classes, with their published assumptions"


def assumption_facts(baseline: Baseline) -> Iterator[Fact]:
    """Yield growth, volatility, inflation, unclassified share, paths, date, and the swings of single companies."""
    mean, volatility = mix_moments(baseline.market, baseline.mix.weights, baseline.companies)
    growth = geometric_growth(mean, volatility) - 1  # as if the mix itself were lognormal
    inflation = baseline.market.inflation.growth - 1
    for measure, names, label, value, formula in (
        (Measure.GROWTH, ("growth", "grow"), "Expected growth of your mix a year, nominal, geometric", growth,
         MIX_FORMULA),
        (Measure.VOLATILITY, ("volatility",), "Expected volatility of your mix a year", volatility,
         f"{MIX_FORMULA} and correlations, single companies with swings of their own"),
        (Measure.INFLATION, ("inflation",), "Expected inflation a year", inflation,
         "published with the capital-market assumptions"),
        (Measure.IMPUTED, ("unclassified",), "Unclassified share that is given the mix of the rest",
         baseline.mix.unclassified, "value of what is unclassified / value that counts for retirement"),
    ):  # fmt: skip
        yield make_fact(Family.PLAN, measure, names, label, 100 * value, "percent", "assumption", formula=formula)
    yield make_fact(
        Family.PLAN, Measure.PATHS, ("futures", "simulated", "paths"), "Simulated futures", baseline.plan.paths,
        "count", "reference", formula="how many futures Alex simulates",
    )  # fmt: skip
    yield Fact(
        family=Family.PLAN,
        measure=Measure.ASSUMPTIONS_DATE,
        subject=("assumptions",),
        label="Capital-market assumptions as of",
        value=Decimal(baseline.market.as_of.replace("-", "").ljust(8, "0")),  # a month without a day: yyyymm00
        unit="date",
        kind="reference",
        formula="the date of the published assumptions that Alex uses",
    )
    if baseline.companies:
        assumed = make_fact(
            Family.COMPANY, Measure.VOLATILITY, ("single company", "single stock"),
            "Volatility of a single company a year, its market included", 100 * company_volatility(), "percent",
            "assumption", formula="our assumption for every single company: its market moves it, and its own news",
        )  # fmt: skip
        yield assumed.model_copy(update={"as_of": company_volatility_date()})


def unknown_fee_facts(portfolio: Portfolio, baseline: Baseline) -> Iterator[Fact]:
    """Yield the share of the plan whose expense ratio is unknown, which the plan counts as free."""
    unknown = sum(
        float(worth.value)
        for account in retirement_accounts(portfolio)
        for worth in account.positions
        if worth.value is not None and worth.instrument.expense_ratio is None
    )
    yield make_fact(
        Family.FEES, Measure.UNKNOWN_SHARE, ("costs",),
        "Share of what counts for retirement whose costs are unknown and counted as none",
        100 * unknown / baseline.mix.value, "percent", "computed",
        formula="value of holdings whose costs are unknown / value that counts for retirement",
    )  # fmt: skip
