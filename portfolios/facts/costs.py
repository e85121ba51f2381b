"""Facts about fund costs, cheaper funds for the same market, and holdings in the wrong kind of account for tax."""

from collections.abc import Iterator

from portfolios.facts.fact import Fact, count_fact
from portfolios.facts.families import Family, Measure
from portfolios.risk.costs import CheaperFund, compute_fees, find_cheaper_alternatives
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.valuation.portfolio import Portfolio, fact_key, percent
from portfolios.valuation.value import ZERO, round_half_even

COST_SUBJECTS = ("cost", "costs", "fees", "expense ratio")
MAX_CHEAPER_FUNDS = MAX_HINTS = 10


def cost_facts(portfolio: Portfolio) -> Iterator[Fact]:
    paid = compute_fees(portfolio)
    yearly, covered = paid.yearly, paid.covered
    if not covered:
        return
    yield Fact(
        family=Family.FEES, measure=Measure.YEARLY, subject=COST_SUBJECTS, label="Fund fees a year",
        value=round_half_even(yearly), unit="money_per_year",
        formula="value x expense ratio over the holdings whose ratio is known",
    )  # fmt: skip
    yield Fact(
        family=Family.FEES, measure=Measure.RATIO, subject=COST_SUBJECTS, label="Weighted expense ratio",
        unit="percent", value=percent(yearly, covered),
        formula="fees a year / value whose costs are known, cash included", inputs=("fees.yearly",),
    )  # fmt: skip
    yield Fact(
        family=Family.FEES, measure=Measure.KNOWN_SHARE, subject=COST_SUBJECTS,
        label="Share of the portfolio whose costs are known", value=portfolio.share(covered), unit="percent",
        formula="value whose costs are known, cash included / total value", inputs=("portfolio.value",),
    )  # fmt: skip
    funds = [(i, worth) for i, worth in portfolio.holdings if i.expense_ratio]
    if funds:
        instrument, worth = max(funds, key=lambda item: (item[0].expense_ratio or ZERO, item[1]))
        key, subject = portfolio.fact_keys[instrument.id], (*instrument.name_variants, "costliest fund")
        ratio = instrument.expense_ratio or ZERO
        yield Fact(
            family=Family.FUND_COST, measure=Measure.RATIO, of=key, subject=subject,
            label=f"{instrument.symbol}: expense ratio", unit="percent", value=100 * ratio,
            formula="the highest expense ratio that is known of your holdings",
        )  # fmt: skip
        yield Fact(
            family=Family.FUND_COST, measure=Measure.YEARLY, of=key, subject=subject,
            label=f"{instrument.symbol}: fees a year", value=round_half_even(worth * ratio), unit="money_per_year",
            formula="its value x its expense ratio", inputs=(f"fund_cost.{key}.ratio",),
        )  # fmt: skip


def cheaper_fund_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield facts named by the two symbols. The total saving covers the listed funds."""
    found = list_cheaper_funds(portfolio)
    for one in found:
        key, held, other = swap_key(portfolio, one), one.held, one.alternative
        for measure, instrument in ((Measure.NOW, held), (Measure.THEN, other)):
            yield Fact(
                family=Family.SWAP, measure=measure, of=key, subject=instrument.name_variants, unit="percent",
                label=f"{instrument.symbol}: expense ratio", value=100 * (instrument.expense_ratio or ZERO),
                kind="reference", formula="as it is recorded of the fund",
            )  # fmt: skip
        yield Fact(
            family=Family.SWAP, measure=Measure.SAVING, of=key, subject=(held.symbol, other.symbol),
            unit="money_per_year", label=f"{other.symbol} instead of {held.symbol}: saving a year",
            value=round_half_even(one.saving), formula="value x (expense ratio now - then)",
            inputs=(f"swap.{key}.now", f"swap.{key}.then"),
        )  # fmt: skip
        yield Fact(
            family=Family.SWAP, measure=Measure.TAXABLE, of=key, subject=held.name_variants, unit="money",
            label=f"{held.symbol}: in accounts where a sale may be taxed", value=round_half_even(one.taxable),
            formula="quantity x price in those accounts",
        )  # fmt: skip
    if found:
        yield Fact(
            family=Family.SWAP, measure=Measure.SAVING, subject=("cheaper", "save", *COST_SUBJECTS),
            unit="money_per_year", label="What the cheaper funds would save a year", formula="sum of the savings",
            value=round_half_even(sum((one.saving for one in found), ZERO)),
            inputs=tuple(f"swap.{swap_key(portfolio, one)}.saving" for one in found),
        )  # fmt: skip


def list_cheaper_funds(portfolio: Portfolio) -> tuple[CheaperFund, ...]:
    """Return the cheaper funds in the snapshot, largest saving first."""
    snapshot = portfolio.snapshot
    return find_cheaper_alternatives(portfolio, (*snapshot.instruments, *snapshot.alternatives))[:MAX_CHEAPER_FUNDS]


def swap_key(portfolio: Portfolio, one: CheaperFund) -> str:
    """Return the member that its facts are about, such as vnq_schh."""
    return f"{portfolio.fact_keys[one.held.id]}_{fact_key(one.alternative.symbol)}"


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
            family=Family.MISPLACED, measure=Measure.VALUE, of=f"{account}_{instrument}", unit="money",
            subject=hint.instrument.name_variants, label=f"{hint.instrument.symbol} in {hint.account.name}",
            value=round_half_even(hint.value), formula="quantity x price in that account",
        )  # fmt: skip
