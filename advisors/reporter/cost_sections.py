"""The report's sections on fund costs and tax location."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, format_table
from portfolios.facts.costs import list_cheaper_funds, swap_key
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.facts.tax_location import MAX_HINTS
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.valuation.value import ZERO

ALL_KNOWN_PERCENT, MOSTLY_KNOWN_PERCENT, LOW_COST_PERCENT = Decimal("99.9"), Decimal(90), Decimal("0.2")
MIN_FEE_DRAG_PERCENT = Decimal("0.05")
"""Per cent of the final amount."""
MIN_YEARLY_SAVING_USD = Decimal(1)
"""Dollars a year. Smaller savings are not listed."""


def write_costs_section(s: Situation) -> str:
    if not s.portfolio.holdings:
        return ""
    if not s.facts.value(Family.FEES, Measure.YEARLY):
        return f"## Costs\n\n{_describe_no_fees(s)}"
    known = s.facts.value(Family.FEES, Measure.KNOWN_SHARE)
    of_what = "your portfolio" if known >= ALL_KNOWN_PERCENT else "the part whose costs are known"
    parts = ["## Costs", f"Your funds cost {ref('fees.yearly')} in fees, {ref('fees.ratio')} of {of_what}."]
    if known >= MOSTLY_KNOWN_PERCENT:
        is_low = s.facts.value(Family.FEES, Measure.RATIO) <= LOW_COST_PERCENT
        parts[-1] += " That is low." if is_low else " That is more than it need be."
    ratio = costliest_fund(s)
    if ratio is not None and (ratio.value or ZERO) >= LOW_COST_PERCENT:
        fund, fees = escape_markdown(ratio.subject[0]), build_fact_id(Family.FUND_COST, Measure.YEARLY, ratio.of)
        parts.append(f"The dearest is {fund} at {ref(ratio.id)}, which is {ref(fees)}.")
    if known < ALL_KNOWN_PERCENT:
        parts.append(f"The costs of {ref('fees.known_share')} of everything are known; the rest is not counted.")
    if s.facts.value(Family.FEES, Measure.DRAG_SHARE) >= MIN_FEE_DRAG_PERCENT:
        parts.append(
            f"Over {ref('fees.years')} such fees take about {ref('fees.drag', 'short')} in today's dollars, "
            f"{ref('fees.drag_share')} of what the money would grow to, with nothing added and nothing taken out."
        )
    return "\n\n".join([*parts, *_list_cheaper_funds(s)])


def costliest_fund(s: Situation) -> Fact | None:
    """Return the expense ratio of the fund that costs the most; None if no fund has a known cost."""
    return next(iter(s.facts.members(Family.FUND_COST, Measure.RATIO)), None)


def _describe_no_fees(s: Situation) -> str:
    if s.facts.value(Family.FEES, Measure.KNOWN_SHARE) >= ALL_KNOWN_PERCENT:
        return "Nothing you hold charges a yearly fee."
    if not s.facts.value(Family.FEES, Measure.KNOWN_SHARE):
        return "Nobody knows what your holdings cost, so no fees are counted."
    known = f"The costs of {ref('fees.known_share')} of everything are known"
    return f"{known}, and that part charges nothing; the rest is not counted."


def _list_cheaper_funds(s: Situation) -> Iterator[str]:
    """List cheaper funds of the same market, as the catalogue records them."""
    rows = []
    for one in list_cheaper_funds(s.portfolio):
        key = swap_key(s.portfolio, one)
        if s.facts.value(Family.SWAP, Measure.SAVING, key) >= MIN_YEARLY_SAVING_USD:
            held, alternative = escape_markdown(one.held.symbol), escape_markdown(one.alternative.symbol)
            now, then, saving = (ref(f"swap.{key}.{measure}") for measure in ("now", "then", "saving"))
            rows.append([held, now, alternative, then, saving])
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
        f"{ref(value.id)}: better in a {hint.better.replace('_', '-')} account. {hint.reason}"
        for value, hint in zip(s.facts.members(Family.MISPLACED, Measure.VALUE), hints, strict=True)
    ]
    tail = "Hints, not advice: what you hold comes first, where you hold it second; and a move may itself be taxed."
    return "\n\n".join(["## Which account for what", "\n".join(lines), tail])
