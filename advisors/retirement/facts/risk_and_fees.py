"""Build the facts on the risk of a whole portfolio, and on the long-term cost of its fees."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.scenarios.portfolio_risk import PortfolioRisk
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.risk.costs import compute_fees, fee_drag
from portfolios.risk.volatility import RISK_SCORE_FORMULA, bad_year_return
from portfolios.taxonomy import label
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import round_half_even

MIX_SUBJECTS = ("mix", "everything you own", "portfolio")
BAD_YEAR_FORMULA = (
    "The tenth percentile of a lognormal year with the mean return and the whole volatility of everything you own."
)
MIX_RETURN_FORMULA = "weights of the classes x capital-market assumptions"


def expected_risk_facts(portfolio: Portfolio, risk: PortfolioRisk) -> tuple[Fact, ...]:
    """Return the facts on expected return, risk, its sources, and the long-term cost of fees."""
    facts = [*return_and_risk_facts(portfolio, risk)]
    for name, share in sorted(risk.expected.contributions.items(), key=lambda item: -item[1]):
        class_name = label(name)
        facts.append(make_fact(
            Family.RISK_CLASS, Measure.SHARE, (class_name,), f"{class_name}: share of the mix",
            100 * risk.mix.weights[name], "percent", "computed", of=name,
            formula="look-through of every holding into classes with published assumptions",
        ))  # fmt: skip
        facts.append(make_fact(
            Family.RISK_CLASS, Measure.RISK_SHARE, (class_name,), f"{class_name}: share of the risk of the mix",
            100 * share, "percent", "assumption", of=name, inputs=("risk.volatility",),
            formula="weight x covariance with the mix / variance of the mix",
        ))  # fmt: skip
    return (*facts, *fee_drag_facts(portfolio, risk))


def return_and_risk_facts(portfolio: Portfolio, risk: PortfolioRisk) -> Iterator[Fact]:
    for measure, names, words, value, formula in (
        (Measure.RETURN, ("return", "returns"), "mean return a year, nominal", risk.expected.arithmetic,
         MIX_RETURN_FORMULA),
        (Measure.GROWTH, ("growth", "grow"), "growth a year over many years, nominal, geometric",
         risk.growth, "(1 + mean) / square root of (1 + (volatility / (1 + mean))²) - 1, the volatility with single "
         "companies on their own too"),
        (Measure.VOLATILITY, ("volatility",), "volatility a year", risk.expected.volatility,
         f"{MIX_RETURN_FORMULA} and their correlations"),
        (Measure.WHOLE_VOLATILITY, ("volatility", "swing", "swings"),
         "volatility a year, single companies on their own too", risk.volatility, RISK_SCORE_FORMULA),
    ):  # fmt: skip
        yield make_fact(Family.RISK, measure, (*names, *MIX_SUBJECTS), f"Everything you own: {words}", 100 * value,
                        "percent", "assumption", formula=formula)  # fmt: skip
    yield Fact(family=Family.RISK, measure=Measure.SCORE, subject=("risk", "risk score"), unit="count",
               label="Risk score, one (steady) to ten (rough)", value=Decimal(risk.score), formula=RISK_SCORE_FORMULA,
               inputs=("risk.whole_volatility",))  # fmt: skip
    yield make_fact(Family.RISK, Measure.DIVERSIFICATION_RATIO, ("diversification ratio", "spread"),
                    "Diversification ratio", risk.expected.diversification_ratio, "ratio", "assumption",
                    formula="weighted volatility of the classes / volatility of the mix")  # fmt: skip
    # Cash in an account earns more or less, but does not fall.
    fall = max(0.0, -bad_year_return(risk.expected.arithmetic, risk.volatility)) if portfolio.holdings else 0.0
    bad_year = ("bad year", "one year of ten")
    yield make_fact(Family.RISK, Measure.BAD_YEAR_FALL, bad_year, "What one year of ten falls by, or more", 100 * fall,
                    "percent", "assumption", inputs=("risk.return", "risk.whole_volatility"),
                    formula=BAD_YEAR_FORMULA)  # fmt: skip
    yield make_fact(Family.RISK, Measure.BAD_YEAR_LOSS, bad_year, "What one year of ten loses, or more",
                    fall * float(portfolio.valuation.exact_total), "money", "assumption",
                    inputs=("risk.bad_year_fall", "portfolio.value"), formula="that fall x total value")  # fmt: skip


def fee_drag_facts(portfolio: Portfolio, risk: PortfolioRisk) -> Iterator[Fact]:
    """Yield what fees cost until retirement or, in retirement, to the end of the plan, in today's dollars."""
    fees, profile = compute_fees(portfolio), portfolio.snapshot.profile
    years = profile.years_until_retirement or profile.retirement_years
    if not fees.yearly or not years:
        return
    real = (1 + risk.growth) / risk.market.inflation.growth - 1
    drag = fee_drag(fees.covered, Decimal(repr(real)), fees.ratio, years)
    names = ("fees", "costs")
    yield make_fact(Family.FEES, Measure.YEARS, (*names, "years"), "Years over which fees are added up", years, "years",
                    "reference", formula="years until retirement; in retirement, to the end of the plan")  # fmt: skip
    yield Fact(family=Family.FEES, measure=Measure.DRAG, subject=names, unit="money", kind="forecast",
               label="What fees take over those years, in today's dollars",
               value=round_half_even(drag.lost),
               formula="V (1 + g)^n (1 - (1 - f)^n): V what has known costs, g expected real growth, f fees a year, "
               "n years; nothing added, nothing taken out",
               inputs=("fees.ratio", "fees.known_share", "risk.growth", "fees.years"))  # fmt: skip
    yield Fact(family=Family.FEES, measure=Measure.DRAG_SHARE, subject=names, unit="percent", kind="forecast",
               label="Share of final wealth that fees take",
               value=round_half_even(100 * drag.lost_share, Decimal("0.000001")),
               formula="1 - (1 - f)^n", inputs=("fees.ratio", "fees.years"))  # fmt: skip
