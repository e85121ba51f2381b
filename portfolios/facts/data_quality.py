"""Facts about known, missing and old data, exchange rates among them."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from portfolios.account_kinds import find_account_kind
from portfolios.currencies import CURRENCIES
from portfolios.facts.fact import Fact, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, round_half_even

STALE_AFTER = timedelta(days=7)


def data_quality_facts(portfolio: Portfolio) -> Iterator[Fact]:
    yield Fact(
        family=Family.DATA, measure=Measure.UNCLASSIFIED, subject=("unclassified",),
        label="Unclassified: share of the portfolio", value=portfolio.unclassified_share, unit="percent",
        formula="value of unclassified holdings / total value", inputs=("portfolio.value",),
    )  # fmt: skip
    other_goals = (a.total for a in portfolio.valuation.accounts if not a.account.counts_for_retirement)
    yield Fact(
        family=Family.DATA, measure=Measure.NOT_FOR_RETIREMENT,
        subject=("not count for retirement", "for retirement"), unit="money",
        label="In accounts that do not count for retirement", formula="sum over those accounts",
        value=round_half_even(sum(other_goals, ZERO)),
    )  # fmt: skip
    yield count_fact(
        Family.DATA, Measure.UNPRICED, "", ("without a price", "unpriced"), "Holdings without a price",
        len(portfolio.unpriced),
    )  # fmt: skip
    sample = [i for i, _ in portfolio.holdings if i.price_source == "sample" and i.instrument_type != "cash"]
    yield count_fact(
        Family.DATA, Measure.SAMPLE_PRICES, "", ("sample price", "sample prices"), "Holdings at a sample price",
        len(sample),
    )  # fmt: skip
    dated = [i.priced_at for i, _ in portfolio.holdings if i.priced_at and i.instrument_type != "cash"]
    if dated:
        yield Fact(
            family=Family.DATA, measure=Measure.OLDEST_PRICE, subject=("price", "prices"), label="Oldest price",
            unit="date", value=Decimal(min(dated).strftime("%Y%m%d")), kind="reference",
            formula="the earliest price date among your holdings",
        )  # fmt: skip
    yield count_fact(
        Family.DATA, Measure.MISSING_COST, "", ("cost", "what you paid"), "Positions without a cost",
        len(portfolio.positions_without_cost),
    )  # fmt: skip
    idle = sum((a.cash for a in portfolio.valuation.accounts if a.account.cash_interest == 0), ZERO)
    yield Fact(
        family=Family.DATA, measure=Measure.IDLE_CASH, subject=("cash",), label="Cash that earns no interest",
        value=round_half_even(idle), unit="money", formula="sum over the accounts without interest",
    )  # fmt: skip


def price_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield counts of prices and of old ones, the day of sample prices that share one, and unknown taxable costs."""
    now = portfolio.snapshot.taken_at
    priced = [i for i, _ in portfolio.holdings if i.instrument_type != "cash"]
    old = [i for i in priced if i.price_source != "sample" and i.priced_at and now - i.priced_at > STALE_AFTER]
    days = {i.priced_at.date() for i in priced if i.price_source == "sample" and i.priced_at}
    rows = [w for w in portfolio.positions_without_cost if not find_account_kind(w.account.kind).is_tax_advantaged]
    yield count_fact(
        Family.DATA, Measure.PRICES, "", ("price", "prices"), "Holdings whose price can change", len(priced)
    )
    yield count_fact(
        Family.DATA, Measure.OLD_PRICES, "", ("old price", "old prices"), "Holdings at an old price", len(old)
    )
    yield count_fact(
        Family.DATA, Measure.MISSING_COST_TAXABLE, "", ("cost", "what you paid"), "Taxable positions without a cost",
        len(rows),
    )  # fmt: skip
    if len(days) == 1:
        yield Fact(
            family=Family.DATA, measure=Measure.SAMPLE_DATE, subject=("sample price", "sample prices"), unit="date",
            label="Day of the sample prices", value=Decimal(days.pop().strftime("%Y%m%d")), kind="reference",
            formula="the one day of all sample prices",
        )  # fmt: skip


def currency_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield each rate that something was converted at, with its day, and how many rows have none."""
    for rate in portfolio.snapshot.rates:
        name = CURRENCIES.get(rate.currency, rate.currency)
        yield Fact(
            family=Family.CURRENCY, measure=Measure.RATE, of=rate.currency.lower(), subject=(rate.currency, name),
            label=f"1 {rate.currency} in US dollars", value=rate.dollars, unit="rate", kind="reference",
            as_of=rate.date, formula=f"exchange rate of {rate.date}, {rate.source}",
        )  # fmt: skip
        yield Fact(
            family=Family.CURRENCY, measure=Measure.RATE_DATE, of=rate.currency.lower(), subject=(rate.currency, name),
            label=f"1 {rate.currency} in US dollars: day of the rate", value=Decimal(f"{rate.date:%Y%m%d}"),
            unit="date", kind="reference", formula=rate.source,
        )  # fmt: skip
    if lost := portfolio.not_converted:
        yield count_fact(
            Family.DATA, Measure.NOT_CONVERTED, "", ("exchange rate",), "Holdings and accounts without a rate",
            len(lost),
        )  # fmt: skip
