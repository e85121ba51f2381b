"""Build the facts on what a retired person draws, and on the money that is safe in the next years."""

from collections.abc import Iterator

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.from_snapshot.plan import retirement_accounts
from advisors.retirement.projection.before_tax import list_incomes
from advisors.retirement.scenarios.baseline import Baseline
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio

SHORT_TREASURY_GROUPS = frozenset({"treasury_short"})
NEAR_MONEY_NAMES = ("cash and short Treasuries", "years of spending")
USES = ("spending", "federal_tax", "state_tax", "penalty", "premiums")
INCOMES = ("social_security", "wages", "pension", "untaxed")
"""What a household pays and what it receives besides its portfolio, as its yearly figures are named."""


def retired_facts(portfolio: Portfolio, baseline: Baseline) -> Iterator[Fact]:
    """Yield the facts of a retired person with an income goal; nothing for anybody else."""
    plan = baseline.plan
    if plan.years_to_retirement or not baseline.has_goal:
        return
    income = sum(i.amount for i in list_incomes(plan) if i.from_year <= 1)
    draw = drawn_first_year(baseline)
    taxes = " + taxes and premiums" if baseline.is_after_tax else ""
    yield make_fact(
        Family.PLAN, Measure.OTHER_INCOME, ("income",), "Income today beside your money", income, "money_per_year",
        "computed", formula="sum of the incomes that are paid today", inputs=("profile.age",),
    )  # fmt: skip
    yield make_fact(
        Family.PLAN, Measure.DRAW, ("draw",), "What you draw from your money", draw, "money_per_year", "computed",
        formula=f"income goal{taxes} - income today, not below zero",
        inputs=("profile.income_goal", "plan.other_income"),
    )  # fmt: skip
    near_money = _sum_near_money(portfolio)
    yield make_fact(
        Family.PLAN, Measure.NEAR_MONEY, NEAR_MONEY_NAMES, "Cash and short Treasuries", near_money, "money", "computed",
        formula="cash and short Treasuries of what counts for retirement",
    )  # fmt: skip
    yield make_fact(
        Family.PLAN, Measure.NEAR_YEARS_GROSS, NEAR_MONEY_NAMES, "Years of all spending in cash and short Treasuries",
        round(near_money / plan.spending, 1), "years", "computed",
        formula="cash and short Treasuries / income goal", inputs=("plan.near_money", "profile.income_goal"),
    )  # fmt: skip
    if draw:
        yield make_fact(
            Family.PLAN, Measure.NEAR_YEARS_NET, NEAR_MONEY_NAMES,
            "Years of what you draw in cash and short Treasuries", round(near_money / draw, 1), "years", "computed",
            formula="cash and short Treasuries / what you draw", inputs=("plan.near_money", "plan.draw"),
        )  # fmt: skip


def drawn_first_year(baseline: Baseline) -> float:
    """Return the dollars that the first year of retirement takes from the portfolio: spending and taxes less income."""
    plan, result = baseline.plan, baseline.projection.household
    year = plan.years_to_retirement + 1
    if result is None:
        paid = [one for one in plan.income if one.from_year <= year and (one.to_year is None or one.to_year >= year)]
        return max(0.0, plan.spending - sum(one.amount for one in paid))
    median = {name: bands["50"][year - 1] for name, bands in result.figures.items()}
    needed, received = (sum(median[name] for name in names) for names in (USES, INCOMES))
    return max(0.0, needed - received)


def _sum_near_money(portfolio: Portfolio) -> float:
    """Return the dollars of cash, money-market funds and short Treasuries that count for retirement."""
    total = 0.0
    for account in retirement_accounts(portfolio):
        total += float(account.cash)
        for worth in account.positions:
            instrument = worth.instrument
            is_short = instrument.exposure_group in SHORT_TREASURY_GROUPS
            share = 1.0 if is_short else float(instrument.asset_class.get("cash", 0)) / 100
            total += float(worth.value or 0) * share
    return total
