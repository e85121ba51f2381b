"""Facts on what sits in the wrong kind of account for tax."""

from collections.abc import Iterator

from portfolios.facts.counting import counted
from portfolios.facts.fact import Fact
from portfolios.risk.tax_location import location_hints
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import rounded

LISTED = 10


def location(portfolio: Portfolio) -> Iterator[Fact]:
    """Numbered as `location_hints` lists them."""
    hints = location_hints(portfolio)
    yield counted("misplaced_count", ("better placed", "misplaced"), "Holdings better placed in another account",
                  len(hints), "location")  # fmt: skip
    for number, hint in enumerate(hints[:LISTED], start=1):
        yield Fact(id=f"misplaced_{number}_value", subject=hint.instrument.called, unit="usd",
                   label=f"{hint.instrument.symbol} in {hint.account.name}", value=rounded(hint.value),
                   topic="location", formula="quantity x price in that account")  # fmt: skip
