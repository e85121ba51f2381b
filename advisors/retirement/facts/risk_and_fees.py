"""Build the facts on the risk of a whole portfolio, and on the long-term cost of its fees."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.scenarios.portfolio_risk import PortfolioRisk
from portfolios.facts.fact import Fact
from portfolios.risk.costs import compute_fees, fee_drag
from portfolios.risk.volatility import RISK_SCORE_FORMULA, bad_year_return
from portfolios.taxonomy import label
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import round_half_even

RISK_TOPIC = "risk"
MIX_SUBJECTS = ("mix", "everything you own", "portfolio")
BAD_YEAR_FORMULA = (
    "The tenth percentile of a lognormal year with the mean return and the whole volatility of everything you own."
)
MIX_RETURN_FORMULA = "weights of the classes x capital-market assumptions"


def expected_risk_facts(portfolio: Portfolio, risk: PortfolioRisk) -> tuple[Fact, ...]:
    """Return the facts on expected return, risk, its sources, and the long-term cost of fees."""
    facts = [*_return_and_risk_facts(portfolio, risk)]
    for name, share in sorted(risk.expected.contributions.items(), key=lambda item: -item[1]):
        class_name = label(name)
        facts.append(make_fact(
            f"mix_{name}_share", (class_name,), f"{class_name}: share of the mix", 100 * risk.mix.weights[name],
            "percent", "computed", topic=RISK_TOPIC,
            formula="look-through of every holding into classes with published assumptions",
        ))  # fmt: skip
        facts.append(make_fact(
            f"risk_{name}_share", (class_name,), f"{class_name}: share of the risk of the mix", 100 * share,
            "percent", "assumption", topic=RISK_TOPIC, inputs=("portfolio_volatility",),
            formula="weight x covariance with the mix / variance of the mix",
        ))  # fmt: skip
    return (*facts, *_fee_drag_facts(portfolio, risk))


def _return_and_risk_facts(portfolio: Portfolio, risk: PortfolioRisk) -> Iterator[Fact]:
    for fact_id, names, title, value, formula in (
        ("portfolio_return", ("return", "returns"), "mean return a year, nominal", risk.expected.arithmetic,
         MIX_RETURN_FORMULA),
        ("portfolio_growth", ("growth", "grow"), "growth a year over many years, nominal, geometric",
         risk.expected.geometric, "(1 + mean) / square root of (1 + (volatility / (1 + mean))²) - 1"),
        ("portfolio_volatility", ("volatility",), "volatility a year", risk.expected.volatility,
         f"{MIX_RETURN_FORMULA} and their correlations"),
        ("whole_volatility", ("volatility", "swing", "swings"), "volatility a year, single companies on their own too",
         risk.volatility, RISK_SCORE_FORMULA),
    ):  # fmt: skip
        yield make_fact(fact_id, (*names, *MIX_SUBJECTS), f"Everything you own: {title}", 100 * value, "percent",
                        "assumption", topic=RISK_TOPIC, formula=formula)  # fmt: skip
    yield Fact(id="risk_score", subject=("risk", "risk score"), label="Risk score, one (steady) to ten (rough)",
               value=Decimal(risk.score), unit="count", topic=RISK_TOPIC, formula=RISK_SCORE_FORMULA,
               inputs=("whole_volatility",))  # fmt: skip
    yield make_fact("diversification_ratio", ("diversification ratio", "spread"), "Diversification ratio",
                    risk.expected.diversification_ratio, "ratio", "assumption", topic=RISK_TOPIC,
                    formula="weighted volatility of the classes / volatility of the mix")  # fmt: skip
    # Cash in an account earns more or less, but does not fall.
    fall = max(0.0, -bad_year_return(risk.expected.arithmetic, risk.volatility)) if portfolio.holdings else 0.0
    names = ("bad year", "one year of ten")
    yield make_fact("bad_year_fall", names, "What one year of ten falls by, or more", 100 * fall, "percent",
                    "assumption", topic=RISK_TOPIC, inputs=("portfolio_return", "whole_volatility"),
                    formula=BAD_YEAR_FORMULA)  # fmt: skip
    yield make_fact("bad_year_loss", names, "What one year of ten loses, or more",
                    fall * float(portfolio.valuation.exact_total), "usd", "assumption", topic=RISK_TOPIC,
                    inputs=("bad_year_fall", "total_value"), formula="that fall x total value")  # fmt: skip


def _fee_drag_facts(portfolio: Portfolio, risk: PortfolioRisk) -> Iterator[Fact]:
    """Yield what fees cost until retirement or, in retirement, to the end of the plan, in today's dollars."""
    fees, profile = compute_fees(portfolio), portfolio.snapshot.profile
    years = profile.years_until_retirement or profile.retirement_years
    if not fees.yearly or not years:
        return
    real = (1 + risk.expected.geometric) / risk.market.inflation.growth - 1
    drag = fee_drag(fees.covered, Decimal(repr(real)), fees.ratio, years)
    names = ("fees", "costs")
    yield make_fact("fee_years", (*names, "years"), "Years over which fees are added up", years, "years", "reference",
                    topic="costs", formula="years until retirement; in retirement, to the end of the plan")  # fmt: skip
    inputs = ("expense_ratio", "expense_known_share", "portfolio_growth", "fee_years")
    yield Fact(id="fee_drag", subject=names, unit="usd", kind="forecast", topic="costs", inputs=inputs,
               label="What fees take over those years, in today's dollars", value=round_half_even(drag.lost),
               formula="V (1 + g)^n (1 - (1 - f)^n): V what has known costs, g expected real growth, f fees a year, "
               "n years; nothing added, nothing taken out")  # fmt: skip
    yield Fact(id="fee_drag_share", subject=names, unit="percent", kind="forecast", topic="costs",
               label="Share of final wealth that fees take",
               value=round_half_even(100 * drag.lost_share, Decimal("0.000001")),
               formula="1 - (1 - f)^n", inputs=("expense_ratio", "fee_years"))  # fmt: skip
