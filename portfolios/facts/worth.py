"""Facts about value: total, by account and by holding."""

from collections.abc import Iterator

from portfolios.account_kinds import find_account_kind
from portfolios.facts.fact import Fact, count_fact
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, percentages, round_half_even

MAX_HOLDINGS = 25
SHARE_FORMULA = "its value / total value"
TOTAL_SUBJECTS = ("portfolio", "you own", "your money", "in all", "total")


def worth_facts(portfolio: Portfolio) -> Iterator[Fact]:
    valued = portfolio.valuation
    yield Fact(
        id="total_value", subject=(*TOTAL_SUBJECTS, "worth"),
        label="Total value", value=valued.total, unit="usd", topic="worth",
        formula="quantity x price over all priced positions, plus cash", inputs=("invested_value", "cash_value"),
    )  # fmt: skip
    yield Fact(id="invested_value", subject=("invested", "investments", "holdings"), label="Invested",
               topic="worth", value=round_half_even(valued.invested), unit="usd",
               formula="quantity x price over all priced positions")  # fmt: skip
    yield Fact(id="cash_value", subject=("cash",), label="Uninvested cash in accounts",
               value=round_half_even(valued.cash), unit="usd", topic="worth",
               formula="sum of the accounts' cash balances")  # fmt: skip
    yield count_fact("account_count", ("account", "accounts"), "Accounts", len(valued.accounts), "worth")
    yield count_fact("holding_count", ("holding", "holdings", "position"), "Different holdings with a price",
                 len(portfolio.holdings), "worth")  # fmt: skip
    sheltered = sum((a.total for a in valued.accounts if a.account.tax_advantaged), ZERO)
    for key, name, amount in (
        ("tax_advantaged", "tax-advantaged", sheltered),
        ("taxable", "taxable", valued.exact_total - sheltered),
    ):
        yield Fact(id=f"{key}_value", subject=(name,), label=f"In {name} accounts", value=round_half_even(amount),
                   unit="usd", topic="accounts", formula="sum over those accounts")  # fmt: skip
        yield Fact(id=f"{key}_share", subject=(name,), label=f"Share in {name} accounts", unit="percent",
                   value=portfolio.share(amount), topic="accounts", inputs=(f"{key}_value", "total_value"),
                   formula="value of those accounts / total value")  # fmt: skip


def account_facts(portfolio: Portfolio) -> Iterator[Fact]:
    totals = portfolio.valuation.account_totals()
    shares = percentages(totals)
    for worth in portfolio.valuation.accounts:
        account, key = worth.account, f"account_{portfolio.fact_keys[worth.account.id]}"
        subject = (account.name, find_account_kind(account.kind).label)
        yield Fact(id=f"{key}_value", subject=subject, label=f"{account.name}: value", value=totals[account.id],
                   unit="usd", topic="accounts", formula="its priced positions plus its cash")  # fmt: skip
        yield Fact(id=f"{key}_share", subject=subject, label=f"{account.name}: share of everything", unit="percent",
                   value=shares[account.id], topic="accounts",
                   formula=f"{SHARE_FORMULA}, rounded so that all sum to 100",
                   inputs=(f"{key}_value", "total_value"))  # fmt: skip
        yield Fact(id=f"{key}_cash", subject=(*subject, "cash"), label=f"{account.name}: cash", unit="usd",
                   value=round_half_even(account.cash_balance), topic="accounts",
                   formula="the account's cash balance, as it was entered")  # fmt: skip


def holding_facts(portfolio: Portfolio) -> Iterator[Fact]:
    for instrument, worth in portfolio.holdings[:MAX_HOLDINGS]:
        key, subject = f"holding_{portfolio.fact_keys[instrument.id]}", instrument.name_variants
        yield Fact(id=f"{key}_value", subject=subject, label=f"{instrument.symbol}: value",
                   value=round_half_even(worth), unit="usd", topic="holdings",
                   formula="quantity x price over all accounts")  # fmt: skip
        yield Fact(id=f"{key}_share", subject=subject, label=f"{instrument.symbol}: share of everything",
                   unit="percent", value=portfolio.share(worth), topic="holdings", formula=SHARE_FORMULA,
                   inputs=(f"{key}_value", "total_value"))  # fmt: skip
