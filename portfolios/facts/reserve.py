"""Facts about the cash reserve: what can be reached without a penalty, against months of spending."""

from collections.abc import Iterator
from decimal import Decimal

from portfolios.account_kinds import find_account_kind
from portfolios.currencies import BASE_CURRENCY
from portfolios.facts.fact import Fact, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.allocation import CASH, allocate_position
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.purposes import count_reserve_months
from portfolios.valuation.value import ZERO, round_half_even

MONTHS_A_YEAR = 12
DEPOSIT_INSURANCE_USD = Decimal(250_000)
"""Dollars that the FDIC insures for one owner at one bank."""
RESERVE_SUBJECT = ("reserve", "emergency fund", "cash")


def reserve_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield reachable cash and, before retirement and with a goal, how it compares with months of that goal."""
    cash = ZERO  # with money-market funds, in accounts where no withdrawal costs a penalty
    for worth in portfolio.valuation.accounts:
        if not find_account_kind(worth.account.kind).is_tax_advantaged:
            funds = (allocate_position(position, "asset_class").get(CASH, ZERO) for position in worth.positions)
            cash += worth.cash + sum(funds, ZERO)
    yield _fact(Measure.VALUE, "cash you can reach", cash, "cash in accounts without a penalty for withdrawals")
    if portfolio.snapshot.currency == BASE_CURRENCY:  # other countries have other insurance, of other amounts
        yield Fact(
            family=Family.DATA, measure=Measure.INSURED_LIMIT, subject=("insured", "insurance"), unit="money",
            label="Insured at one bank", value=DEPOSIT_INSURANCE_USD, kind="reference",
            formula="deposit insurance of the FDIC for one owner at one bank",
        )  # fmt: skip
    profile = portfolio.snapshot.profile
    if not profile.target_retirement_income or not profile.years_until_retirement:
        return
    months = count_reserve_months(portfolio.snapshot.accounts)
    spending = profile.target_retirement_income / MONTHS_A_YEAR
    needed = months * spending
    inputs = ("profile.income_goal", "reserve.months")
    yield count_fact(Family.RESERVE, Measure.MONTHS, "", RESERVE_SUBJECT, "Months of spending to keep in cash", months)
    yield _fact(Measure.TARGET, "dollars to keep", needed, "months x income goal / 12", inputs)
    yield _fact(
        Measure.GAP, "dollars missing", max(ZERO, needed - cash), "dollars to keep - cash you can reach, not below 0",
        ("reserve.target", "reserve.value"),
    )  # fmt: skip
    yield Fact(
        family=Family.RESERVE, measure=Measure.COVERED, subject=RESERVE_SUBJECT, unit="count",
        label="Reserve: months of your goal that it covers", value=round_half_even(cash / spending, Decimal("0.0001")),
        formula="cash you can reach / (income goal / 12)", inputs=("reserve.value", "profile.income_goal"),
    )  # fmt: skip


def _fact(measure: Measure, words: str, dollars: Decimal, formula: str, inputs: tuple[str, ...] = ()) -> Fact:
    return Fact(
        family=Family.RESERVE,
        measure=measure,
        subject=RESERVE_SUBJECT,
        label=f"Reserve: {words}",
        value=round_half_even(dollars),
        unit="money",
        formula=formula,
        inputs=inputs,
    )
