"""Facts about value: total, by account and by holding."""

from collections.abc import Iterator

from portfolios.account_kinds import find_account_kind
from portfolios.currencies import BASE_CURRENCY
from portfolios.facts.fact import Fact, count_fact
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import RateValue
from portfolios.valuation.value import ZERO, percentages, round_half_even

MAX_HOLDINGS = 25
SHARE_FORMULA = "its value / total value"
TOTAL_SUBJECTS = ("portfolio", "you own", "your money", "in all", "total")


def conversion(portfolio: Portfolio, currency: str = "") -> str:
    """Return the end of a formula: the dated rates that convert this currency, or all currencies."""
    listed = ", ".join(
        f"1 {rate.currency} = {write_rate(rate, portfolio.snapshot.currency)} of {rate.date}"
        for rate in used_rates(portfolio, currency)
    )
    return f", converted at {listed}" if listed else ""


def write_rate(rate: RateValue, base: str) -> str:
    """Return what a rate says in dollars: $1.085 for who counts in dollars, 1.085 USD for others."""
    digits = f"{rate.dollars.normalize():f}"
    return f"${digits}" if base == BASE_CURRENCY else f"{digits} {BASE_CURRENCY}"


def used_rates(portfolio: Portfolio, currency: str = "") -> tuple[RateValue, ...]:
    """Return the rates that convert a currency, or all. Rates are in dollars, so another base needs its own as well."""
    base, rates = portfolio.snapshot.currency, portfolio.snapshot.rates
    if currency == base:
        return ()
    return tuple(rate for rate in rates if not currency or rate.currency in (currency, base))


def rate_ids(portfolio: Portfolio, currency: str = "") -> tuple[str, ...]:
    """Return the ids of the facts of those rates."""
    codes = (rate.currency.lower() for rate in used_rates(portfolio, currency))
    return tuple(build_fact_id(Family.CURRENCY, Measure.RATE, code) for code in codes)


def worth_facts(portfolio: Portfolio) -> Iterator[Fact]:
    valued = portfolio.valuation
    yield Fact(
        family=Family.PORTFOLIO, measure=Measure.VALUE, subject=(*TOTAL_SUBJECTS, "worth"), label="Total value",
        value=valued.total, unit="money",
        formula=f"quantity x price over all priced positions, plus cash{conversion(portfolio)}",
        inputs=("portfolio.invested", "portfolio.cash", *rate_ids(portfolio)),
    )  # fmt: skip
    yield Fact(
        family=Family.PORTFOLIO, measure=Measure.INVESTED, subject=("invested", "investments", "holdings"),
        label="Invested", value=round_half_even(valued.invested), unit="money",
        formula="quantity x price over all priced positions",
    )  # fmt: skip
    yield Fact(
        family=Family.PORTFOLIO, measure=Measure.CASH, subject=("cash",), label="Uninvested cash in accounts",
        value=round_half_even(valued.cash), unit="money", formula="sum of the accounts' cash balances",
    )  # fmt: skip
    yield count_fact(Family.PORTFOLIO, Measure.ACCOUNTS, "", ("account", "accounts"), "Accounts", len(valued.accounts))
    yield count_fact(
        Family.PORTFOLIO, Measure.HOLDINGS, "", ("holding", "holdings", "position"),
        "Different holdings with a price", len(portfolio.holdings),
    )  # fmt: skip
    sheltered = sum((a.total for a in valued.accounts if a.account.tax_advantaged), ZERO)
    for key, name, amount in (
        ("tax_advantaged", "tax-advantaged", sheltered),
        ("taxable", "taxable", valued.exact_total - sheltered),
    ):
        yield Fact(
            family=Family.TAX_STATUS, measure=Measure.VALUE, of=key, subject=(name,), label=f"In {name} accounts",
            value=round_half_even(amount), unit="money", formula="sum over those accounts",
        )  # fmt: skip
        yield Fact(
            family=Family.TAX_STATUS, measure=Measure.SHARE, of=key, subject=(name,),
            label=f"Share in {name} accounts", unit="percent", value=portfolio.share(amount),
            inputs=(f"tax_status.{key}.value", "portfolio.value"), formula="value of those accounts / total value",
        )  # fmt: skip


def account_facts(portfolio: Portfolio) -> Iterator[Fact]:
    totals = portfolio.valuation.account_totals()
    shares = percentages(totals)
    for worth in portfolio.valuation.accounts:
        account, key = worth.account, portfolio.fact_keys[worth.account.id]
        subject = (account.name, find_account_kind(account.kind).label)
        yield Fact(
            family=Family.ACCOUNT, measure=Measure.VALUE, of=key, subject=subject, label=f"{account.name}: value",
            value=totals[account.id], unit="money",
            formula=f"its priced positions plus its cash{conversion(portfolio)}", inputs=rate_ids(portfolio),
        )  # fmt: skip
        yield Fact(
            family=Family.ACCOUNT, measure=Measure.SHARE, of=key, subject=subject,
            label=f"{account.name}: share of the portfolio", unit="percent", value=shares[account.id],
            formula=f"{SHARE_FORMULA}, rounded so that all sum to 100",
            inputs=(f"account.{key}.value", "portfolio.value"),
        )  # fmt: skip
        yield Fact(
            family=Family.ACCOUNT, measure=Measure.CASH, of=key, subject=(*subject, "cash"),
            label=f"{account.name}: cash", unit="money", value=round_half_even(account.cash_balance),
            formula="the account's cash balance, as it was entered" + conversion(portfolio, account.currency),
            inputs=rate_ids(portfolio, account.currency),
        )  # fmt: skip


def holding_facts(portfolio: Portfolio) -> Iterator[Fact]:
    for instrument, worth in portfolio.holdings[:MAX_HOLDINGS]:
        key, subject = portfolio.fact_keys[instrument.id], instrument.name_variants
        yield Fact(
            family=Family.HOLDING, measure=Measure.VALUE, of=key, subject=subject,
            label=f"{instrument.symbol}: value", value=round_half_even(worth), unit="money",
            formula=f"quantity x price over all accounts{conversion(portfolio, instrument.currency)}",
            inputs=rate_ids(portfolio, instrument.currency),
        )  # fmt: skip
        yield Fact(
            family=Family.HOLDING, measure=Measure.SHARE, of=key, subject=subject,
            label=f"{instrument.symbol}: share of the portfolio", unit="percent", value=portfolio.share(worth),
            formula=SHARE_FORMULA, inputs=(f"holding.{key}.value", "portfolio.value"),
        )  # fmt: skip
