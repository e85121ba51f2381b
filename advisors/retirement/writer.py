"""Write the retirement analysis without a model: readiness, tested changes, risks, what to do."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.retirement.advice import SOUND_SUCCESS, WhatIfResults, has_goal, render_advice_section
from advisors.retirement.facts.scenarios import is_significant
from advisors.retirement.scenarios.change_kinds import CHANGES
from advisors.retirement.stress_test_sections import (
    render_history_section,
    render_sensitivity_section,
    render_spending_rules_section,
)
from advisors.writing.capabilities import ModelTopic, is_modelled
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import format_table
from advisors.writing.probability import describe_margin, describe_success, format_share_of_futures
from portfolios.facts.families import Family, Measure

IMPROVABLE_SUCCESS = 65


def write(s: Situation, what_ifs: WhatIfResults) -> str:
    """Return the analysis as Markdown; sections without facts are left out."""
    sections = (
        _render_readiness_section(s),
        _render_changes_section(s, what_ifs),
        render_sensitivity_section(s),
        render_history_section(s),
        render_spending_rules_section(s),
        _render_risks_section(s),
        render_advice_section(s, what_ifs),
    )
    return "\n\n".join(section for section in sections if section)


def _render_readiness_section(s: Situation) -> str:
    span = f"until you turn {ref('profile.plan_to_age')}"
    if s.is_retired:
        first = f"You are retired, and your money has to last {span}."
    else:
        when = f"in {ref('profile.years_to_retirement')}, at {ref('profile.retirement_age')},"
        first = f"You plan to retire {when} and to live on your money {span}."
    start = f"{ref('plan.start')} of what you own counts for retirement."
    if s.facts.value(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION) and not s.is_retired:
        start += f" You add {ref('profile.annual_contribution')} in saving."
    if has_goal(s):
        outlook = [*_describe_success_and_goal(s)]
    else:
        outlook = [
            f"You have set no income goal, so there is nothing to compare with. What you own sustains "
            f"**{ref('plan.sustained_90')}** of spending in nine of ten futures, other income included."
        ]
    return "\n\n".join(["## Readiness", first, start, *outlook])


def _describe_success_and_goal(s: Situation) -> Iterator[str]:
    probability = s.facts.value(Family.PLAN, Measure.SUCCESS)
    if probability >= SOUND_SUCCESS:
        verdict = "That is a sound plan."
    elif probability >= IMPROVABLE_SUCCESS:
        verdict = "That is a plan to improve."
    else:
        verdict = "That plan needs to change."
    yield (
        f"Your goal of {ref('profile.income_goal')} is met in every year in **{describe_success(s)}** "
        f"({describe_margin(s)}). {verdict} This rests on {ref('plan.paths')} simulated futures."
    )
    sustained = f"In nine of ten futures the plan sustains {ref('plan.sustained_90')}, your goal"
    if s.facts.value(Family.PLAN, Measure.GAP):
        yield f"{sustained} less a gap of {ref('plan.gap')}."
    else:
        yield f"{sustained} and room for {ref('plan.room')} more."
    if "plan.earliest_age" in s.facts:
        yield f"The earliest retirement that nine of ten futures pay for is at {ref('plan.earliest_age')}."


def _render_changes_section(s: Situation, what_ifs: WhatIfResults) -> str:
    if not what_ifs:
        return ""
    header = ["Change", *(["Success", "Difference"] if has_goal(s) else []), "Sustained spending"]
    rows = []
    for key, what_if in what_ifs:
        row = [CHANGES[what_if.change].imperative.format(ref(f"change.{key}.amount"))]
        if has_goal(s):
            probability = Decimal(repr(100 * what_if.projection.success.probability))
            points = ref(f"change.{key}.points", "signed") if is_significant(what_if) else "no clear difference"
            row += [format_share_of_futures(f"change.{key}.success", probability), points]
        rows.append([*row, ref(f"change.{key}.income")])
    intro = "Each line is the same plan on the same simulated futures with one thing changed."
    return "\n\n".join(["## What would change it", intro, format_table(header, rows)])


def _render_risks_section(s: Situation) -> str:
    lines = [
        f"The mix is assumed to grow by a nominal {ref('plan.growth')} a year with a volatility of "
        f"{ref('plan.volatility')}; markets may do worse than that for long.",
        f"Inflation is simulated around {ref('plan.inflation')}; spending rises with it.",
    ]
    if s.facts.value(Family.PLAN, Measure.YEARS_SHORT):
        lines.append(
            f"Where the plan fails, it runs short for {ref('plan.years_short')} at the middle of those futures."
        )
    if s.facts.value(Family.PLAN, Measure.IMPUTED):
        lines.append(
            f"{ref('plan.imputed')} of the value is unclassified for the simulation and is given the mix of the rest."
        )
    if s.facts.value(Family.PLAN, Measure.SAFE_YEARS_NET):
        lines.append(
            f"Bonds and cash would pay for {ref('plan.safe_years_net', 'number')} years of spending on their own."
        )
    if not is_modelled(ModelTopic.TAXES):
        lines.append("Taxes are not modelled: money in a traditional account buys less than the same money in a Roth.")
    return "## Risks\n\n" + "\n".join(f"- {line}" for line in lines)
