"""Facts about holdings in the wrong kind of account for tax."""

from collections.abc import Iterator

from portfolios.facts.fact import Fact, count_fact
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import round_half_even

MAX_HINTS = 10


def tax_location_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield facts numbered in the order of `find_tax_location_hints`."""
    hints = find_tax_location_hints(portfolio)
    yield count_fact("misplaced_count", ("better placed", "misplaced"), "Holdings better placed in another account",
                  len(hints), "location")  # fmt: skip
    for number, hint in enumerate(hints[:MAX_HINTS], start=1):
        yield Fact(id=f"misplaced_{number}_value", subject=hint.instrument.name_variants, unit="usd",
                   label=f"{hint.instrument.symbol} in {hint.account.name}", value=round_half_even(hint.value),
                   topic="location", formula="quantity x price in that account")  # fmt: skip
