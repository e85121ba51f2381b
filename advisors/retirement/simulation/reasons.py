"""One line of plain words on why spending or value changed in a year."""

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.simulation.projection_result import FrozenResult
from advisors.retirement.simulation.withdrawals import CUT, RAISE_FROZEN, RAISED

GUARDRAIL_EXPLANATIONS = {
    RAISE_FROZEN: "Spending got no raise for inflation after a losing year.",
    CUT: "Spending was cut because the withdrawal rate had climbed past its upper guardrail.",
    RAISED: "Spending was raised because the withdrawal rate had dropped past its lower guardrail.",
}


class PathYear(FrozenResult):
    """One year of one path, in today's dollars; `growth` is the real return before fees, `why` says what moved."""

    year: int
    retired: bool
    start: float
    growth: float
    inflation: float
    saved: float
    income: float
    spent: float
    funded: bool
    end: float
    end_nominal: float
    why: str


def why(plan: Plan, year: PathYear, before: PathYear | None, reason: int) -> str:
    """Say in one line of plain words why spending or value changed."""
    return " ".join(words for words in (_explain_spending(plan, year, before, reason), _explain_value(year)) if words)


def _explain_spending(plan: Plan, year: PathYear, before: PathYear | None, reason: int) -> str:
    if not year.retired:
        return ""
    if not year.funded:
        return f"The money ran short: {_format_dollars(year.spent)} could be spent."
    if reason in GUARDRAIL_EXPLANATIONS:
        return GUARDRAIL_EXPLANATIONS[reason]
    if before is None or not before.retired or plan.rule in ("constant_real", "guardrails"):
        return ""
    change = year.spent / before.spent - 1 if before.spent else 0.0
    if abs(change) < 0.0005:
        return ""
    return f"Spending {'rose' if change > 0 else 'fell'} {abs(change):.1%}, as it follows the portfolio."


def _explain_value(year: PathYear) -> str:
    if year.start == 0 and year.end == 0:
        return "Nothing was left to invest."
    market = f"Markets {'gained' if year.growth >= 0 else 'lost'} {abs(year.growth):.1%} after inflation"
    flow = year.saved + year.income - year.spent
    if flow:
        market += f", {_format_dollars(abs(flow))} {'came in' if flow > 0 else 'was taken out'}"
    change = year.end - year.start
    if abs(change) < 0.5:
        return f"{market}: the portfolio stayed where it was."
    return f"{market}: the portfolio {'grew' if change > 0 else 'shrank'} by {_format_dollars(abs(change))}."


def _format_dollars(amount: float) -> str:
    return f"${amount:,.0f}"
