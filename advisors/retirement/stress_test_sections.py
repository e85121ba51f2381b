"""Write the sections of the retirement analysis on the stress tests."""

from advisors.retirement.facts.scenarios import RULE_LABELS, SENSITIVITY_LABELS
from advisors.verification.parsing.significance import is_clear
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import format_table
from advisors.writing.probability import describe_share

MAX_SENSITIVITIES = 6


def render_sensitivity_section(s: Situation) -> str:
    """Render a table of the strongest sensitivities, or nothing without their facts."""
    measure = "points" if "success_probability" in s.facts else "income"
    available = [name for name in SENSITIVITY_LABELS if f"swing_{name}_{measure}" in s.facts]
    strongest = sorted(available, key=lambda name: -abs(s.facts.value(f"swing_{name}_{measure}")))[:MAX_SENSITIVITIES]
    if not strongest:
        return ""
    header = ["If", *(["Success changes by"] if measure == "points" else []), "Sustained spending changes by"]
    rows = []
    for name in strongest:
        row = [SENSITIVITY_LABELS[name]]
        if measure == "points":
            change = s.facts[f"swing_{name}_points"]
            row.append(ref(change.id, "signed") if is_clear(change, s.facts) else "no clear difference")
        income = f"swing_{name}_income"
        rows.append([*row, ref(income, "signed") if income in s.facts else ""])
    intro = "One thing changed at a time, on the same simulated futures; the strongest first."
    return "\n\n".join(["## What the plan depends on", intro, format_table(header, rows)])


def render_history_section(s: Situation) -> str:
    """Render how the plan would have done in past markets, or nothing without their facts."""
    if "history_periods" not in s.facts:
        return ""
    parts = [
        f"Begun in each of {ref('history_periods')} past years, with the returns and inflation that followed, the plan "
        f"would have been paid for to the end {ref('history_successes')} times."
    ]
    if s.facts.value("history_successes") < s.facts.value("history_periods"):
        parts.append(
            f"Worst was a start in {ref('history_worst_start')}: the money then paid for {ref('history_worst_years')} "
            "of the retirement from that worst start."
        )
    parts.append("US shares stand for all equity here, and gold for commodities; the past need not repeat itself.")
    return f"## In the past\n\n{' '.join(parts)}"


def render_spending_rules_section(s: Situation) -> str:
    """Render a table of the spending rules; flexible ones fail less by paying less, so it has both."""
    rules = [rule for rule in RULE_LABELS if f"rule_{rule}_success" in s.facts]
    if not rules:
        return ""
    rows = [
        [
            f"{RULE_LABELS[rule][0].upper()}{RULE_LABELS[rule][1:]}",
            describe_share(s, f"rule_{rule}_success"),
            ref(f"rule_{rule}_lifetime", "short"),
            ref(f"rule_{rule}_cut", "whole") if f"rule_{rule}_cut" in s.facts else "",
        ]
        for rule in rules
    ]
    intro = (
        "How the money is taken out matters. A flexible rule counts as paid when a year brings three quarters of your "
        "goal; its lowest year is below the first one by the cut shown."
    )
    return "\n\n".join(
        ["## Other ways to spend", intro, format_table(["Spend", "Success", "Spent in all", "Deepest cut"], rows)]
    )
