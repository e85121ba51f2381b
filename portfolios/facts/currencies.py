"""Facts about exchange rates, and what could not be converted."""

from collections.abc import Iterator

from portfolios.currencies import CURRENCIES
from portfolios.facts.fact import Fact, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio


def currency_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield each rate that something was converted at, with its day, and how many rows have none."""
    for rate in portfolio.snapshot.rates:
        name = CURRENCIES.get(rate.currency, rate.currency)
        yield Fact(
            family=Family.CURRENCY, measure=Measure.RATE, of=rate.currency.lower(), subject=(rate.currency, name),
            label=f"1 {rate.currency} in US dollars", value=rate.dollars, unit="ratio", kind="reference",
            as_of=rate.date, formula=f"exchange rate of {rate.date}, {rate.source}",
        )  # fmt: skip
    if lost := portfolio.not_converted:
        yield count_fact(
            Family.DATA, Measure.NOT_CONVERTED, "", ("exchange rate",), "Holdings and accounts without a rate",
            len(lost),
        )  # fmt: skip
