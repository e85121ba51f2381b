"""Action on a goal that is out of reach: close the gap by one of several options."""

from collections.abc import Iterator
from typing import NamedTuple

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.effects import has_reached, reaches, stressed_success, success_of
from advisors.actions.guards import (
    CLOSE_THE_GAP,
    Proposer,
    Refusal,
    Refused,
    find_refusal,
    require_confirmed,
    require_projection,
)
from advisors.actions.kinds.mix.invest import YEARS_OF_USE
from advisors.actions.kinds.mix.sequence import Start, start_effects
from advisors.actions.kinds.options import AGE_FIELDS, build_options
from advisors.actions.tiers import Tier
from advisors.claims.printing import Figure
from advisors.claims.statement import Statement
from advisors.claims.thresholds import OWN_SWINGS_PERCENT, PlanVerdict, judge_plan
from portfolios.facts.families import Family, Measure

SOUND = frozenset({PlanVerdict.STRONG, PlanVerdict.SOUND})


class CloseTheGap(Action):
    """Choose one of several options that bring the goal to 90% confidence."""

    name = CLOSE_THE_GAP
    tier = Tier.GOAL
    place = 1
    needs_projection = True
    rests_on = AGE_FIELDS
    members: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.name


class Head(NamedTuple):
    """The title of the group and the sentence below it, if it needs one."""

    title: str
    reason: str = ""


SURE = "To be 90% sure, any one of these is enough."
NOT_NEEDED = "Your plan is sound without {it}."
ALL_REACH = Head("Close the gap. Any one of these is enough.")
SOME_REACH = Head("Close the gap. Some of these are enough alone.")
ONE_OF_SEVERAL_REACHES = Head("Close the gap. One of these is enough on its own.")
NONE_REACHES = Head("Choose what gives. None of these is enough alone, but each helps.")
TOGETHER_REACH = Head("Choose what gives. None of these is enough alone, but together they are.")
ONE_REACHES = Head("Close the gap with one change.")
ONE_HELPS = Head("Narrow the gap with one change.", "This helps, but it is not enough alone.")


def propose_close_the_gap(case: ActionCase) -> Iterator[Advised | Refusal]:
    """Yield the group with all options that pass the guards, and the refusals of the others."""
    require_confirmed(case, CloseTheGap.rests_on)
    require_projection(case)
    if not case.has_goal or case.is_blind:
        raise Refused("material", "there is no goal to reach")
    start = start_effects(case)
    case = start.case
    if reaches(success_of(case)):
        raise Refused("material", "there is no gap to close")
    options = []
    for option in build_options(case):
        refusal = find_refusal(option, case)
        if refusal:
            yield refusal
        else:
            options.append(option)
    if not options:
        raise Refused("measured", "no option clearly helps")
    yield _build_group(start, options)


def _build_group(start: Start, options: list[Advised]) -> Advised:
    case = start.case
    if start.is_now:
        verdict = case.plan_verdict
    else:  # the fact sheet is about another plan
        assert case.baseline is not None
        verdict = judge_plan(success_of(case), stressed_success(case, case.baseline.plan))
    if verdict in SOUND:
        options = [option for option in options if not option.is_remark]
    action = CloseTheGap(members=tuple(option.action.id for option in options))
    head = _choose_head(verdict, options)
    best = max(options, key=lambda option: option.effect.value)
    reasons = [] if start.is_now else [action.say(start.phrase, "neutral", **start.slots)]
    reasons += [action.say(head.reason)] if head.reason else []
    sustained = case.facts.one(Family.PLAN, Measure.SUSTAINED_90)
    is_known = start.is_now and case.coins_share <= OWN_SWINGS_PERCENT
    if sustained and is_known and not any(has_reached(option) for option in options):
        phrasing = "With 90% confidence you can spend about {sustained} {terms}."
        reasons.append(action.say(phrasing, sustained=Figure(sustained), terms=case.terms))
    caution = _caution(action, start)
    return Advised(
        action, action.say(head.title), tuple(reasons), best.effect, caution, tuple(options), tier=Tier.GOAL,
        rank=best.effect.value,
    )  # fmt: skip


def _choose_head(verdict: PlanVerdict, options: list[Advised]) -> Head:
    """Return the head by how many of the options reach 90% alone. Under a sound plan it is an option, never needed."""
    options = [option for option in options if not option.is_remark] or options
    reached = [option for option in options if has_reached(option)]
    if verdict in SOUND | {PlanVerdict.FRAGILE} and reached:
        title = SURE if len(reached) == len(options) else "To be 90% sure, choose from these."
        title = "To be 90% sure, make one change." if len(options) == 1 else title
        needless = NOT_NEEDED.format(it="it" if len(options) == 1 else "them")
        return Head(f"{title} {needless}" if verdict in SOUND else title)
    if verdict in SOUND:
        return Head(f"To be surer, choose from these. {NOT_NEEDED.format(it='them')}")
    if len(options) == 1:
        return ONE_REACHES if reached else ONE_HELPS
    if all(option.action.name == "together" for option in reached):
        return TOGETHER_REACH if reached else NONE_REACHES
    if len(reached) == len(options):
        return ALL_REACH
    return SOME_REACH if len(reached) > 1 else ONE_OF_SEVERAL_REACHES


def _caution(action: CloseTheGap, start: Start) -> Statement | None:
    """Return what these chances do not know: the swings of coins, or a mix that ought to change first."""
    case = start.case
    if case.coins_share > OWN_SWINGS_PERCENT:
        use = "only show which step helps more" if len(action.members) > 1 else "are less sure than they look"
        return action.say(f"These chances use the swings of whole markets, so they {use}.", "bad")
    has_time = case.profile.years_until_retirement > YEARS_OF_USE
    if case.situation.is_mostly_cash and case.has_confirmed_targets and has_time and start.is_now:
        return action.say("These chances take your cash as it is. Look at your own target mix first.", "bad")
    return None


PROPOSERS: dict[type[Action], Proposer] = {CloseTheGap: propose_close_the_gap}
