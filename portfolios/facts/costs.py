"""Facts about fund costs and cheaper funds for the same market."""

from collections.abc import Iterator

from portfolios.facts.fact import Fact
from portfolios.risk.costs import CheaperFund, compute_fees, find_cheaper_alternatives
from portfolios.valuation.portfolio import Portfolio, percent
from portfolios.valuation.value import ZERO, round_half_even

COST_SUBJECTS = ("cost", "costs", "fees", "expense ratio")
MAX_CHEAPER_FUNDS = 10


def cost_facts(portfolio: Portfolio) -> Iterator[Fact]:
    paid = compute_fees(portfolio)
    yearly, covered = paid.yearly, paid.covered
    if not covered:
        return
    yield Fact(id="yearly_fees", subject=COST_SUBJECTS, label="Fund fees a year", value=round_half_even(yearly),
               unit="usd_per_year", topic="costs",
               formula="value x expense ratio over the holdings whose ratio is known")  # fmt: skip
    yield Fact(id="expense_ratio", subject=COST_SUBJECTS, label="Weighted expense ratio", unit="percent", topic="costs",
               value=percent(yearly, covered), formula="fees a year / value whose costs are known, cash included",
               inputs=("yearly_fees",))  # fmt: skip
    yield Fact(id="expense_known_share", subject=COST_SUBJECTS, label="Share of everything whose costs are known",
               value=portfolio.share(covered), unit="percent", topic="costs",
               formula="value whose costs are known, cash included / total value", inputs=("total_value",))  # fmt: skip
    funds = [(i, worth) for i, worth in portfolio.holdings if i.expense_ratio]
    if funds:
        instrument, worth = max(funds, key=lambda item: (item[0].expense_ratio or ZERO, item[1]))
        subject = (*instrument.name_variants, "costliest fund")
        ratio = instrument.expense_ratio or ZERO
        yield Fact(id="costliest_ratio", subject=subject, label=f"{instrument.symbol}: expense ratio", unit="percent",
                   value=100 * ratio, topic="costs",
                   formula="the highest expense ratio that is known of your holdings")  # fmt: skip
        yield Fact(id="costliest_fees", subject=subject, label=f"{instrument.symbol}: fees a year",
                   value=round_half_even(worth * ratio), unit="usd_per_year", topic="costs",
                   formula="its value x its expense ratio", inputs=("costliest_ratio",))  # fmt: skip


def cheaper_fund_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield facts numbered in the order of `list_cheaper_funds`. The total saving covers the listed funds."""
    found = list_cheaper_funds(portfolio)
    for number, one in enumerate(found, start=1):
        yield from _cheaper_fund_facts(f"cheaper_{number}", one)
    if found:
        yield Fact(id="cheaper_saving", subject=("cheaper", "save", *COST_SUBJECTS), unit="usd_per_year", topic="costs",
                   label="What the cheaper funds would save a year", formula="sum of the savings",
                   value=round_half_even(sum((one.saving for one in found), ZERO)),
                   inputs=tuple(f"cheaper_{n}_saving" for n in range(1, len(found) + 1)))  # fmt: skip


def list_cheaper_funds(portfolio: Portfolio) -> tuple[CheaperFund, ...]:
    """Return the cheaper funds in the snapshot, largest saving first."""
    snapshot = portfolio.snapshot
    return find_cheaper_alternatives(portfolio, (*snapshot.instruments, *snapshot.alternatives))[:MAX_CHEAPER_FUNDS]


def _cheaper_fund_facts(key: str, one: CheaperFund) -> Iterator[Fact]:
    held, other = one.held, one.alternative
    for name, instrument in (("now", held), ("then", other)):
        yield Fact(id=f"{key}_{name}", subject=instrument.name_variants, unit="percent", topic="costs",
                   label=f"{instrument.symbol}: expense ratio", value=100 * (instrument.expense_ratio or ZERO),
                   kind="reference", formula="as it is recorded of the fund")  # fmt: skip
    yield Fact(id=f"{key}_saving", subject=(held.symbol, other.symbol), unit="usd_per_year", topic="costs",
               label=f"{other.symbol} instead of {held.symbol}: saving a year", value=round_half_even(one.saving),
               formula="value x (expense ratio now - then)", inputs=(f"{key}_now", f"{key}_then"))  # fmt: skip
    yield Fact(id=f"{key}_taxable", subject=held.name_variants, unit="usd", topic="costs",
               label=f"{held.symbol}: in accounts where a sale may be taxed", value=round_half_even(one.taxable),
               formula="quantity x price in those accounts")  # fmt: skip
