"""Facts about holdings in the wrong kind of account for tax."""

from collections.abc import Iterator

from portfolios.facts.fact import Fact, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import round_half_even

MAX_HINTS = 10


def tax_location_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield facts named by account and symbol, in the order of `find_tax_location_hints`."""
    hints = find_tax_location_hints(portfolio)
    yield count_fact(
        Family.MISPLACED, Measure.COUNT, "", ("better placed", "misplaced"),
        "Holdings better placed in another account", len(hints),
    )  # fmt: skip
    for hint in hints[:MAX_HINTS]:
        account, instrument = portfolio.fact_keys[hint.account.id], portfolio.fact_keys[hint.instrument.id]
        yield Fact(
            family=Family.MISPLACED, measure=Measure.VALUE, of=f"{account}_{instrument}", unit="usd",
            subject=hint.instrument.name_variants, label=f"{hint.instrument.symbol} in {hint.account.name}",
            value=round_half_even(hint.value), formula="quantity x price in that account",
        )  # fmt: skip
