"""Decide which changes to test for a person, and which of the tested ones to advise."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from advisors.retirement.facts.scenarios import is_significant
from advisors.retirement.scenarios.baseline import WhatIf
from advisors.retirement.scenarios.change_kinds import CHANGES, ChangeKind
from advisors.runtime.results import ActionDraft
from advisors.writing.case import Situation, ref
from advisors.writing.probability import format_share_of_futures
from portfolios.facts.families import Family, Measure, build_fact_id

WhatIfResults = Sequence[tuple[str, WhatIf]]
"""What-ifs, each with the member that its facts are about."""

LOW_SAFE_SHARE = 30
SAVING_STEP = Decimal(500)
NO_ACTION_SUCCESS = 95
SOUND_SUCCESS = 85
MIN_SUCCESS_GAIN = 0.005
OFF_TARGET_POINTS = 5
RANKED_WITHOUT_GOAL_NOTE = (
    "You have set no goal to measure against, so these come in the order of what they add to spending."
)


@dataclass(frozen=True)
class CandidateChange:
    """A change to test; `amount` is in the unit of the change."""

    change: ChangeKind
    amount: float


def propose_changes(situation: Situation) -> tuple[CandidateChange, ...]:
    """Return the changes to test for this person; the engine refuses those that are impossible.

    The extra saving is what would reach 90% success, but no more than the person could set aside.
    """
    changes = []
    if not situation.is_retired:
        contribution, extra = (
            situation.profile.annual_contribution,
            situation.facts.value(Family.PLAN, Measure.EXTRA_SAVING),
        )
        wanted = extra or contribution / 10 or Decimal(1000)
        saving = max(1, ceil(wanted / SAVING_STEP)) * SAVING_STEP
        if extra:
            saving = min(saving, max(situation.facts.value(Family.PROFILE, Measure.INCOME_GOAL), 3 * contribution))
        changes += [CandidateChange("save_more", float(saving)), CandidateChange("retire_later", 2)]
    if has_goal(situation):
        changes.append(CandidateChange("spend_less", 10))
    has_few_safe_assets = situation.facts.value(Family.PLAN, Measure.SAFE_SHARE) < LOW_SAFE_SHARE
    changes.append(CandidateChange("less_equity" if has_few_safe_assets else "more_equity", 20))
    return tuple(changes)


def helpful_what_ifs(situation: Situation, what_ifs: WhatIfResults) -> WhatIfResults:
    """Return the what-ifs that clearly help this person."""
    drift = situation.facts.value(Family.ASSET_CLASS, Measure.DRIFT, "equity")
    helpful = []
    for key, what_if in what_ifs:
        if not _is_clear_difference(what_if) or what_if.difference.success < 0:
            continue
        equity_direction = CHANGES[what_if.change].equity_direction
        gains_spending = sustained_spending_gain(what_if) >= 1
        if equity_direction:
            is_helpful = gains_spending and equity_direction * drift <= OFF_TARGET_POINTS
        else:
            is_helpful = has_goal(situation) or gains_spending
        if is_helpful:
            helpful.append((key, what_if))
    return helpful


def draft_actions(situation: Situation, what_ifs: WhatIfResults) -> list[ActionDraft]:
    """Return the tested changes to advise, best first; none if the plan is sound without them.

    Without a goal the plan spends what nine of ten paths sustain. A gain in sustained spending is then significant
    if the change of success is, and that gain is printed and ranks the actions.
    """
    goal = has_goal(situation)
    if goal and situation.facts.value(Family.PLAN, Measure.SUCCESS) >= NO_ACTION_SUCCESS:
        return []
    ranked = sorted(
        helpful_what_ifs(situation, what_ifs),
        key=lambda item: -(item[1].difference.success if goal else sustained_spending_gain(item[1])),
    )
    measure = Measure.POINTS if goal else Measure.MORE
    return [
        ActionDraft(
            title=CHANGES[what_if.change].title,
            reason=_format_reason(situation, key, what_if),
            impact=[build_fact_id(Family.CHANGE, measure, key)],
        )
        for key, what_if in ranked
    ]


def has_goal(situation: Situation) -> bool:
    """Return whether the person set an income goal, so that success means something."""
    return "plan.success" in situation.facts


def sustained_spending_gain(what_if: WhatIf) -> float:
    """Return how much more nine of ten paths sustain, in dollars a year."""
    return what_if.difference.sustainable_spending or 0.0


def _is_clear_difference(what_if: WhatIf) -> bool:
    return is_significant(what_if) and abs(what_if.difference.success) >= MIN_SUCCESS_GAIN


def _format_reason(situation: Situation, key: str, what_if: WhatIf) -> str:
    how = CHANGES[what_if.change].gerund.format(ref(f"change.{key}.amount"))
    adds = f"adds {ref(f'change.{key}.more')} to what the plan sustains"
    if not has_goal(situation):
        return f"{how} {adds}."
    probability = Decimal(repr(100 * what_if.projection.success.probability))
    reached = format_share_of_futures(f"change.{key}.success", probability)
    lifted = f"{how} lifts success to {reached} of the futures, {ref(f'change.{key}.points', 'signed')}"
    return f"{lifted}, and {adds}." if sustained_spending_gain(what_if) >= 1 else f"{lifted}."


def render_advice_section(situation: Situation, what_ifs: WhatIfResults) -> str:
    """Render the section What to do: the ranked actions, or the reason why there are none."""
    actions = draft_actions(situation, what_ifs)
    advice = "\n".join(f"{n}. **{a.title}.** {a.reason}" for n, a in enumerate(actions, start=1))
    if actions and not has_goal(situation):
        advice = f"{RANKED_WITHOUT_GOAL_NOTE}\n\n{advice}"
    return f"## What to do\n\n{advice or _explain_no_advice(situation, what_ifs)}"


def _explain_no_advice(situation: Situation, what_ifs: WhatIfResults) -> str:
    goal, success = has_goal(situation), situation.facts.value(Family.PLAN, Measure.SUCCESS)
    if goal and success >= NO_ACTION_SUCCESS:
        return "The plan is sound as it stands: nothing has to change. Look again in a year, or when your life changes."
    if not what_ifs:
        return "No change was tested, so none is advised."
    if any(_is_clear_difference(what_if) for _, what_if in what_ifs):
        finding = "None of the changes we tested both improves the plan as a whole and fits your targets."
    else:
        measure = "success" if goal else "what the plan sustains"
        finding = f"None of the changes we tested makes a clear difference to {measure}."
    if not goal:
        return f"{finding} Set an income goal, and changes can be measured against it."
    if success >= SOUND_SUCCESS:
        return f"{finding} Keep to the plan and look again in a year."
    return f"{finding} It takes a larger change than these, or several at once."
