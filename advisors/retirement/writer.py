"""The retirement analysis without a model: readiness, tested changes, risks, what to do."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.retirement.facts.what_if import is_significant
from advisors.retirement.levers import SOUND_SUCCESS, WhatIfResults, has_goal, render_advice_section
from advisors.retirement.scenarios.baseline import WhatIf
from advisors.retirement.stress_test_sections import (
    render_history_section,
    render_sensitivity_section,
    render_spending_rules_section,
)
from advisors.writing.capabilities import ModelTopic, is_modelled
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import format_table
from advisors.writing.probability import describe_margin, describe_success, format_share_of_futures

IMPROVABLE_SUCCESS = 65


def write(s: Situation, tried: WhatIfResults) -> str:
    looked_into = (
        render_sensitivity_section(s),
        render_history_section(s),
        render_spending_rules_section(s),
        _render_risks_section(s),
    )
    sections = (
        _render_readiness_section(s),
        _render_changes_section(s, tried),
        *looked_into,
        render_advice_section(s, tried),
    )
    return "\n\n".join(section for section in sections if section)


def _render_readiness_section(s: Situation) -> str:
    span = f"until you turn {ref('plan_to_age')}"
    if s.is_retired:
        first = f"You are retired, and your money has to last {span}."
    else:
        when = f"in {ref('years_to_retirement')}, at {ref('retirement_age')},"
        first = f"You plan to retire {when} and to live on your money {span}."
    parts = [
        "## Readiness",
        first,
        _describe_starting_value(s),
        *(_describe_with_goal(s) if has_goal(s) else _describe_without_goal(s)),
    ]
    return "\n\n".join(parts)


def _describe_starting_value(s: Situation) -> str:
    saving = f" You add {ref('annual_contribution')} in saving." if s.facts.value("annual_contribution") else ""
    return f"{ref('retirement_start')} of what you own counts for retirement.{'' if s.is_retired else saving}"


def _describe_with_goal(s: Situation) -> Iterator[str]:
    yield (
        f"Your goal of {ref('income_goal')} is met in every year in **{describe_success(s)}** ({describe_margin(s)}). {_describe_verdict(s)} "
        f"This rests on {ref('simulated_paths')} simulated futures."
    )
    if s.facts.value("income_gap"):
        yield (
            f"In nine of ten futures the plan sustains {ref('estimated_income')}, your goal less a gap of "
            f"{ref('income_gap')}."
        )
    else:
        yield (
            f"In nine of ten futures the plan sustains {ref('estimated_income')}, your goal and room for "
            f"{ref('income_room')} more."
        )
    if "earliest_age" in s.facts:
        yield f"The earliest retirement that nine of ten futures pay for is at {ref('earliest_age')}."


def _describe_verdict(s: Situation) -> str:
    probability = s.facts.value("success_probability")
    if probability >= SOUND_SUCCESS:
        return "That is a sound plan."
    return "That is a plan to improve." if probability >= IMPROVABLE_SUCCESS else "That plan needs to change."


def _describe_without_goal(s: Situation) -> Iterator[str]:
    yield (
        f"You have set no income goal, so there is nothing to compare with. What you own sustains "
        f"**{ref('estimated_income')}** of spending in nine of ten futures, other income included."
    )


def _render_changes_section(s: Situation, tried: WhatIfResults) -> str:
    if not tried:
        return ""
    goal = has_goal(s)
    header = ["Change", *(["Success", "Difference"] if goal else []), "Sustained spending"]
    rows = [
        [
            _format_change(key, what),
            *([_format_success(key, what), _format_difference(key, what)] if goal else []),
            ref(f"{key}_income"),
        ]
        for key, what in tried
    ]
    return "\n\n".join(
        ["## What would change it", "Each line is the same plan on the same simulated futures with one thing changed.",
         format_table(header, rows)]
    )  # fmt: skip


def _format_change(key: str, what: WhatIf) -> str:
    return {
        "save_more": f"Save {ref(f'{key}_change')} more",
        "retire_later": f"Retire later by {ref(f'{key}_change')}",
        "spend_less": f"Spend less by {ref(f'{key}_change')}",
        "more_equity": f"Hold more equity, {ref(f'{key}_change')}",
        "less_equity": f"Hold less equity, {ref(f'{key}_change')}",
    }[what.change]


def _format_success(key: str, what: WhatIf) -> str:
    return format_share_of_futures(f"{key}_success", Decimal(repr(100 * what.projection.success.probability)))


def _format_difference(key: str, what: WhatIf) -> str:
    if not is_significant(what):
        return "no clear difference"
    return ref(f"{key}_points", "signed")


def _render_risks_section(s: Situation) -> str:
    lines = [
        f"The mix is assumed to grow by a nominal {ref('expected_growth')} a year with a volatility of "
        f"{ref('expected_volatility')}; markets may do worse than that for long.",
        f"Inflation is simulated around {ref('expected_inflation')}; spending rises with it.",
    ]
    if s.facts.value("years_short"):
        lines.append(f"Where the plan fails, it runs short for {ref('years_short')} at the middle of those futures.")
    if s.facts.value("imputed_share"):
        lines.append(
            f"{ref('imputed_share')} of the value is unclassified for the simulation and is given the mix of the rest."
        )
    if s.facts.value("reserve_years"):
        lines.append(f"Bonds and cash would pay for {ref('reserve_years', 'number')} years of spending on their own.")
    if not is_modelled(ModelTopic.TAXES):
        lines.append("Taxes are not modelled: money in a traditional account buys less than the same money in a Roth.")
    return "## Risks\n\n" + "\n".join(f"- {line}" for line in lines)
