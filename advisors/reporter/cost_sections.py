"""The report's sections on fund costs and tax location."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, format_table
from portfolios.facts.costs import list_cheaper_funds
from portfolios.facts.tax_location import MAX_HINTS
from portfolios.risk.tax_location import find_tax_location_hints

ALL_KNOWN_PERCENT, MOSTLY_KNOWN_PERCENT, LOW_COST_PERCENT = Decimal("99.9"), Decimal(90), Decimal("0.2")
MIN_FEE_DRAG_PERCENT = Decimal("0.05")
"""Per cent of the final amount."""
MIN_YEARLY_SAVING_USD = Decimal(1)
"""Dollars a year. Smaller savings are not listed."""


def write_costs_section(s: Situation) -> str:
    if not s.portfolio.holdings:
        return ""
    if not s.facts.value("yearly_fees"):
        return f"## Costs\n\n{_describe_no_fees(s)}"
    known = s.facts.value("expense_known_share")
    of_what = "your portfolio" if known >= ALL_KNOWN_PERCENT else "the part whose costs are known"
    parts = ["## Costs", f"Your funds cost {ref('yearly_fees')} in fees, {ref('expense_ratio')} of {of_what}."]
    if known >= MOSTLY_KNOWN_PERCENT:
        is_low = s.facts.value("expense_ratio") <= LOW_COST_PERCENT
        parts[-1] += " That is low." if is_low else " That is more than it need be."
    if s.facts.value("costliest_ratio") >= LOW_COST_PERCENT:
        fund = escape_markdown(s.facts["costliest_ratio"].subject[0])
        parts.append(f"The dearest is {fund} at {ref('costliest_ratio')}, which is {ref('costliest_fees')}.")
    if known < ALL_KNOWN_PERCENT:
        parts.append(f"The costs of {ref('expense_known_share')} of everything are known; the rest is not counted.")
    return "\n\n".join([*parts, *_describe_fee_drag(s), *_list_cheaper_funds(s)])


def _describe_no_fees(s: Situation) -> str:
    if s.facts.value("expense_known_share") >= ALL_KNOWN_PERCENT:
        return "Nothing you hold charges a yearly fee."
    if not s.facts.value("expense_known_share"):
        return "Nobody knows what your holdings cost, so no fees are counted."
    known = f"The costs of {ref('expense_known_share')} of everything are known"
    return f"{known}, and that part charges nothing; the rest is not counted."


def _describe_fee_drag(s: Situation) -> Iterator[str]:
    if s.facts.value("fee_drag_share") >= MIN_FEE_DRAG_PERCENT:
        yield (
            f"Over {ref('fee_years')} such fees take about {ref('fee_drag', 'short')} in today's dollars, "
            f"{ref('fee_drag_share')} of what the money would grow to, with nothing added and nothing taken out."
        )


def _list_cheaper_funds(s: Situation) -> Iterator[str]:
    """List cheaper funds of the same market, as the catalogue records them."""
    rows = []
    for number, one in enumerate(list_cheaper_funds(s.portfolio), start=1):
        key = f"cheaper_{number}"
        if s.facts.value(f"{key}_saving") >= MIN_YEARLY_SAVING_USD:
            held, alternative = escape_markdown(one.held.symbol), escape_markdown(one.alternative.symbol)
            rows.append([held, ref(f"{key}_now"), alternative, ref(f"{key}_then"), ref(f"{key}_saving")])
    if rows:
        yield "### The same market for less"
        yield format_table(["You hold", "Costs", "Instead", "Costs", "Saves"], rows)
        yield "Where a sale may be taxed, the tax can cost more than the fees saved: there, buy the cheaper fund only."


def write_tax_location_section(s: Situation) -> str:
    """Write hints on which account suits which holding, largest first; empty if there are none."""
    hints = find_tax_location_hints(s.portfolio)[:MAX_HINTS]
    if not hints:
        return ""
    lines = [
        f"- **{escape_markdown(hint.instrument.symbol)}** in {escape_markdown(hint.account.name)}, "
        f"{ref(f'misplaced_{n}_value')}: better in a {hint.better.replace('_', '-')} account. {hint.reason}"
        for n, hint in enumerate(hints, start=1)
    ]
    tail = "Hints, not advice: what you hold comes first, where you hold it second; and a move may itself be taxed."
    return "\n\n".join(["## Which account for what", "\n".join(lines), tail])
