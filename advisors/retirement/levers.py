"""What to do: the tested changes that help this person and can be told from chance, best first."""

from collections.abc import Sequence
from decimal import Decimal

from advisors.retirement.facts.what_if import is_significant
from advisors.retirement.scenarios.baseline import WhatIf
from advisors.runtime.results import ActionDraft
from advisors.writing.action_titles import ACTION_TITLES
from advisors.writing.case import Situation, ref
from advisors.writing.probability import format_share_of_futures

WhatIfResults = Sequence[tuple[str, WhatIf]]
"""The key of its facts, and the what-if."""
NO_ACTION_SUCCESS, SOUND_SUCCESS = 95, 85
MIN_SUCCESS_GAIN = 0.005
OFF_TARGET_POINTS = 5
RANKED_WITHOUT_GOAL_NOTE = (
    "You have set no goal to measure against, so these come in the order of what they add to spending."
)


def draft_actions(s: Situation, tried: WhatIfResults) -> list[ActionDraft]:
    """What to advise of what was tried; nothing where the plan stands without.

    Without a goal the plan spends what nine of ten futures sustain, so a change of its success is what tells a gain
    in sustained spending from chance; that gain is then what is printed and what ranks.
    """
    if has_goal(s) and s.facts.value("success_probability") >= NO_ACTION_SUCCESS:
        return []
    helping = [(key, what) for key, what in tried if _is_helpful(s, what)]
    ordered = sorted(
        helping, key=lambda item: -(item[1].difference.success if has_goal(s) else sustained_spending_gain(item[1]))
    )
    measure = "points" if has_goal(s) else "more"
    return [
        ActionDraft(title=ACTION_TITLES[what.change], reason=_format_reason(s, key, what), impact=[f"{key}_{measure}"])
        for key, what in ordered
    ]


def has_goal(s: Situation) -> bool:
    return "success_probability" in s.facts


def sustained_spending_gain(what: WhatIf) -> float:
    """Dollars a year more that nine of ten futures sustain."""
    return what.difference.sustainable_spending or 0.0


def _is_helpful(s: Situation, what: WhatIf) -> bool:
    if not _is_clear_difference(what) or what.difference.success < 0:
        return False
    if what.change in ("more_equity", "less_equity"):
        return sustained_spending_gain(what) >= 1 and not _opposes_targets(s, what)
    return has_goal(s) or sustained_spending_gain(what) >= 1


def _is_clear_difference(what: WhatIf) -> bool:
    return is_significant(what) and abs(what.difference.success) >= MIN_SUCCESS_GAIN


def _opposes_targets(s: Situation, what: WhatIf) -> bool:
    drift = s.facts.value("asset_equity_drift")
    return drift > OFF_TARGET_POINTS if what.change == "more_equity" else drift < -OFF_TARGET_POINTS


def _format_reason(s: Situation, key: str, what: WhatIf) -> str:
    change = ref(f"{key}_change")
    how = {
        "save_more": f"Saving {change} more",
        "retire_later": f"Retiring later by {change}",
        "spend_less": f"Spending less by {change}",
        "more_equity": f"Holding more equity by {change}",
        "less_equity": f"Holding less equity by {change}",
    }[what.change]
    adds = f"adds {ref(f'{key}_more')} to what the plan sustains"
    if not has_goal(s):
        return f"{how} {adds}."
    reached = format_share_of_futures(f"{key}_success", Decimal(repr(100 * what.projection.success.probability)))
    lifted = f"{how} lifts success to {reached} of the futures, {ref(f'{key}_points', 'signed')}"
    return f"{lifted}, and {adds}." if sustained_spending_gain(what) >= 1 else f"{lifted}."


def render_advice_section(s: Situation, tried: WhatIfResults) -> str:
    actions = draft_actions(s, tried)
    advice = "\n".join(f"{n}. **{a.title}.** {a.reason}" for n, a in enumerate(actions, start=1))
    if actions and not has_goal(s):
        advice = f"{RANKED_WITHOUT_GOAL_NOTE}\n\n{advice}"
    return f"## What to do\n\n{advice or _explain_no_advice(s, tried)}"


def _explain_no_advice(s: Situation, tried: WhatIfResults) -> str:
    """Why there is none: each reason has its own words."""
    success = s.facts.value("success_probability")
    if has_goal(s) and success >= NO_ACTION_SUCCESS:
        return "The plan is sound as it stands: nothing has to change. Look again in a year, or when your life changes."
    if not tried:
        return "No change was tested, so none is advised."
    if any(_is_clear_difference(what) for _, what in tried):
        found = "None of the changes we tested both improves the plan as a whole and fits your targets."
    else:
        measure = "success" if has_goal(s) else "what the plan sustains"
        found = f"None of the changes we tested makes a clear difference to {measure}."
    if not has_goal(s):
        return f"{found} Set an income goal, and changes can be measured against it."
    if success >= SOUND_SUCCESS:
        return f"{found} Keep to the plan and look again in a year."
    return f"{found} It takes a larger change than these, or several at once."
