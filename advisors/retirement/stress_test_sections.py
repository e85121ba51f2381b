"""Write the sections of the retirement analysis on the stress tests."""

from advisors.retirement.facts.scenarios import RULE_LABELS
from advisors.retirement.scenarios.change_kinds import SENSITIVITY_CHANGES
from advisors.verification.parsing.significance import is_clear
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import format_table
from advisors.writing.probability import describe_share
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.valuation.value import ZERO

MAX_SENSITIVITIES = 6
GUARDRAILS_LACK = (
    "Our guardrails steer what your money pays beside other income. They leave out the published rule on what to sell."
)


def render_sensitivity_section(s: Situation) -> str:
    """Render a table of the strongest sensitivities, or nothing without their facts."""
    has_goal = "plan.success" in s.facts
    swings = s.facts.members(Family.SWING, Measure.POINTS if has_goal else Measure.INCOME)
    strongest = sorted(swings, key=lambda swing: -abs(swing.value or ZERO))[:MAX_SENSITIVITIES]
    if not strongest:
        return ""
    header = ["If", *(["Success changes by"] if has_goal else []), "Sustained spending changes by"]
    rows = []
    for swing in strongest:
        row = [SENSITIVITY_CHANGES[swing.of].plain_label]
        if has_goal:
            row.append(ref(swing.id, "signed") if is_clear(swing) else "no clear difference")
        income = build_fact_id(Family.SWING, Measure.INCOME, swing.of)
        rows.append([*row, ref(income, "signed") if income in s.facts else ""])
    intro = "One thing changed at a time, on the same simulated futures; the strongest first."
    return "\n\n".join(["## What the plan depends on", intro, format_table(header, rows)])


def render_history_section(s: Situation) -> str:
    """Render how the plan would have done in past markets, or nothing without their facts."""
    if "history.periods" not in s.facts:
        return ""
    parts = [
        f"Begun in each of {ref('history.periods')} past years, with the returns and inflation that followed, the plan "
        f"would have been paid for to the end {ref('history.successes')} times."
    ]
    if s.facts.value(Family.HISTORY, Measure.SUCCESSES) < s.facts.value(Family.HISTORY, Measure.PERIODS):
        parts.append(
            f"Worst was a start in {ref('history.worst_start')}: the money then paid for {ref('history.worst_years')} "
            "of the retirement from that worst start."
        )
    parts.append("US shares stand for all equity here, and gold for commodities; the past need not repeat itself.")
    return f"## In the past\n\n{' '.join(parts)}"


def render_spending_rules_section(s: Situation) -> str:
    """Render a table of the spending rules: how often money is gone or short, and how deep the cuts are."""
    rules = [fact.of for fact in s.facts.members(Family.RULE, Measure.RAN_OUT)]
    if not rules:
        return ""
    rows = [
        [
            f"{RULE_LABELS[rule][0].upper()}{RULE_LABELS[rule][1:]}",
            describe_share(s, f"rule.{rule}.ran_out"),
            describe_share(s, f"rule.{rule}.below_need"),
            ref(f"rule.{rule}.cut_median", "whole"),
            ref(f"rule.{rule}.cut_p90", "whole"),
            ref(f"rule.{rule}.lifetime", "short"),
        ]
        for rule in rules
    ]
    header = ["Spend", "Money runs out", "Falls short", "Median cut", "Cut in one of ten", "Spent in all"]
    intro = (
        "How the money is taken out matters. A flexible rule runs out less often by paying less. It falls short when a "
        "year brings less than three quarters of your goal. Its cut is the lowest year against the first one. "
        f"{GUARDRAILS_LACK}"
    )
    return "\n\n".join(["## Other ways to spend", intro, format_table(header, rows)])
