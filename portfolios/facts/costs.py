"""Facts on what funds cost, and where the same market is to be had for less."""

from collections.abc import Iterator

from portfolios.facts.fact import Fact
from portfolios.risk.costs import Cheaper, cheaper_alternatives, fees
from portfolios.valuation.portfolio import Portfolio, percent
from portfolios.valuation.value import ZERO, rounded

COSTS = ("cost", "costs", "fees", "expense ratio")
LISTED_CHEAPER = 10


def costs(portfolio: Portfolio) -> Iterator[Fact]:
    paid = fees(portfolio)
    yearly, covered = paid.yearly, paid.covered
    if not covered:
        return
    yield Fact(id="yearly_fees", subject=COSTS, label="Fund fees a year", value=rounded(yearly), unit="usd_per_year",
               topic="costs", formula="value x expense ratio over the holdings whose ratio is known")  # fmt: skip
    yield Fact(id="expense_ratio", subject=COSTS, label="Weighted expense ratio", unit="percent", topic="costs",
               value=percent(yearly, covered), formula="fees a year / value whose costs are known, cash included",
               inputs=("yearly_fees",))  # fmt: skip
    yield Fact(id="expense_known_share", subject=COSTS, label="Share of everything whose costs are known",
               value=portfolio.share(covered), unit="percent", topic="costs",
               formula="value whose costs are known, cash included / total value", inputs=("total_value",))  # fmt: skip
    funds = [(i, worth) for i, worth in portfolio.holdings if i.expense_ratio]
    if funds:
        instrument, worth = max(funds, key=lambda item: (item[0].expense_ratio or ZERO, item[1]))
        subject = (*instrument.called, "costliest fund")
        ratio = instrument.expense_ratio or ZERO
        yield Fact(id="costliest_ratio", subject=subject, label=f"{instrument.symbol}: expense ratio", unit="percent",
                   value=100 * ratio, topic="costs",
                   formula="the highest expense ratio that is known of your holdings")  # fmt: skip
        yield Fact(id="costliest_fees", subject=subject, label=f"{instrument.symbol}: fees a year",
                   value=rounded(worth * ratio), unit="usd_per_year", topic="costs",
                   formula="its value x its expense ratio", inputs=("costliest_ratio",))  # fmt: skip


def cheaper_funds(portfolio: Portfolio) -> Iterator[Fact]:
    """Numbered as `offered_cheaper` lists them; the saving in all is that of the ones listed."""
    found = offered_cheaper(portfolio)
    for number, one in enumerate(found, start=1):
        yield from _cheaper(f"cheaper_{number}", one)
    if found:
        yield Fact(id="cheaper_saving", subject=("cheaper", "save", *COSTS), unit="usd_per_year", topic="costs",
                   label="What the cheaper funds would save a year", formula="sum of the savings",
                   value=rounded(sum((one.saving for one in found), ZERO)),
                   inputs=tuple(f"cheaper_{n}_saving" for n in range(1, len(found) + 1)))  # fmt: skip


def offered_cheaper(portfolio: Portfolio) -> tuple[Cheaper, ...]:
    """From what the snapshot offers for the same market, largest saving first."""
    snapshot = portfolio.snapshot
    return cheaper_alternatives(portfolio, (*snapshot.instruments, *snapshot.alternatives))[:LISTED_CHEAPER]


def _cheaper(key: str, one: Cheaper) -> Iterator[Fact]:
    held, other = one.held, one.alternative
    for name, instrument in (("now", held), ("then", other)):
        yield Fact(id=f"{key}_{name}", subject=instrument.called, unit="percent", topic="costs",
                   label=f"{instrument.symbol}: expense ratio", value=100 * (instrument.expense_ratio or ZERO),
                   kind="reference", formula="as it is recorded of the fund")  # fmt: skip
    yield Fact(id=f"{key}_saving", subject=(held.symbol, other.symbol), unit="usd_per_year", topic="costs",
               label=f"{other.symbol} instead of {held.symbol}: saving a year", value=rounded(one.saving),
               formula="value x (expense ratio now - then)", inputs=(f"{key}_now", f"{key}_then"))  # fmt: skip
    yield Fact(id=f"{key}_taxable", subject=held.called, unit="usd", topic="costs",
               label=f"{held.symbol}: in accounts where a sale may be taxed", value=rounded(one.taxable),
               formula="quantity x price in those accounts")  # fmt: skip
