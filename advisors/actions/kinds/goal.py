"""Actions on the goal: close a gap by one of several options, or decide what to do with room."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.effects import has_reached, reaches, run_plan, stressed_success, success_effect, success_of
from advisors.actions.guards import (
    CLOSE_THE_GAP,
    Proposer,
    Refusal,
    Refused,
    find_refusal,
    require_confirmed,
    require_projection,
)
from advisors.actions.kinds.invest import YEARS_OF_USE
from advisors.actions.kinds.options import AGE_FIELDS, build_options
from advisors.actions.kinds.sequence import Start, start_effects
from advisors.actions.tiers import Tier
from advisors.actions.words import chance
from advisors.claims.printing import Figure
from advisors.claims.statement import Statement
from advisors.claims.thresholds import NEARLY_ALL_PERCENT, OWN_SWINGS_PERCENT, PlanVerdict, judge_plan
from advisors.retirement.inputs.plan import Plan
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

ROOM_SUCCESS, ROOM_STRESSED = Decimal(95), Decimal(85)
"""Chances in percent, as it is and with one point less return, from which on a person may spend more."""
ROOM_STEPS = ((200_000, 1000), (2_000_000, 10_000))
LARGEST_STEP = 100_000
CARE_AGE = 60
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


class SpendMore(Action):
    """Decide what the room above the goal is for. dollars: what could be spent a year."""

    name = "spend_more"
    tier = Tier.GOAL
    place = 2
    needs_projection = True
    rests_on = AGE_FIELDS
    dollars: int


class Head(NamedTuple):
    """The title of the group and the sentence below it, if it needs one."""

    title: str
    reason: str = ""


SURE = "To be 90% sure, any one of these is enough."
NOT_NEEDED = "Your plan is sound without {it}."
ALL_REACH = Head("Close the gap. Any one of these is enough.")
SOME_REACH = Head("Close the gap. Some of these are enough on their own.")
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
    verdict = case.plan_verdict if start.is_now else _judge(case)
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
        phrasing = "With 90% confidence you can spend about {sustained} before taxes."
        reasons.append(action.say(phrasing, sustained=Figure(sustained)))
    caution = _caution(action, start)
    return Advised(
        action, action.say(head.title), tuple(reasons), best.effect, caution, tuple(options), tier=Tier.GOAL,
        rank=best.effect.value,
    )  # fmt: skip


def _judge(case: ActionCase) -> PlanVerdict:
    """Return the verdict on a plan that differs from the one on the fact sheet."""
    assert case.baseline is not None
    return judge_plan(success_of(case), stressed_success(case, case.baseline.plan))


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


def propose_spend_more(case: ActionCase) -> Iterator[Advised]:
    """Yield the largest round spending at which the plan stays strong, for whoever has room."""
    require_confirmed(case, SpendMore.rests_on)
    require_projection(case)
    if not case.has_goal:
        return
    if case.coins_share > OWN_SWINGS_PERCENT:
        raise Refused("unmodelled", "the projection lacks the swings of one large holding")
    success, plan = case.value(Family.PLAN, Measure.SUCCESS), case.baseline.plan if case.baseline else None
    if plan is None or success < ROOM_SUCCESS or case.stressed_success < ROOM_STRESSED:
        raise Refused("measured", "there is no room to spend more")
    dollars = _largest_spending(case, plan)
    if dollars is None:
        raise Refused("material", "the room is small")
    action = SpendMore(dollars=dollars)
    difference = run_plan(case, plan.with_changes(spending=float(dollars)))
    stressed = stressed_success(case, plan.with_changes(spending=float(dollars)))
    yield Advised(
        action, action.say("Decide what the room in your plan is for."),
        tuple(_room_reasons(action, case, success_effect(case, difference), stressed)),
        Effect(measure="income_a_year", before=case.value(Family.PROFILE, Measure.INCOME_GOAL), after=Decimal(dollars)),
        tier=Tier.GOAL,
    )  # fmt: skip


def _largest_spending(case: ActionCase, plan: Plan) -> int | None:
    """Return the largest round spending above the goal that keeps both chances, by bisection; None without one."""
    step = next((step for most, step in ROOM_STEPS if plan.spending < most), LARGEST_STEP)
    first = int(plan.spending // step) + 1
    most = int(case.facts.value(Family.PLAN, Measure.SUSTAINED_95) // step) + 1
    low, high = first, max(first, most + 1)
    while low < high:
        middle = (low + high) // 2
        spending = plan.with_changes(spending=float(middle * step))
        success = success_effect(case, run_plan(case, spending)).after or ZERO
        stays = success >= ROOM_SUCCESS and stressed_success(case, spending) >= ROOM_STRESSED
        low, high = (middle + 1, high) if stays else (low, middle)
    return (low - 1) * step if low > first else None


def _room_reasons(action: SpendMore, case: ActionCase, effect: Effect, stressed: Decimal) -> Iterator[Statement]:
    amount = action.figure(
        Measure.AMOUNT,
        action.dollars,
        "usd_per_year",
        "What you could spend a year",
        f"the most that lasts in {ROOM_SUCCESS}% of the scenarios, and in {ROOM_STRESSED}% with lower returns",
    )
    goal = case.figure(Family.PROFILE, Measure.INCOME_GOAL, style="amount")
    when = "" if case.is_retired else " in retirement"
    yield action.say(f"You could spend {{amount}}{when} instead of {{goal}}.", "good", amount=amount, goal=goal)
    assert effect.before is not None and effect.after is not None
    after, before = chance(action, Measure.THEN, effect.after), chance(action, Measure.NOW, effect.before)
    lasts = "still lasts in {after} of the scenarios"
    if min(effect.after, effect.before) < NEARLY_ALL_PERCENT:
        lasts = "lasts in {after} of the scenarios instead of {before}"
    yield action.say(
        f"The money then {lasts}. With one point less return every year, {{stressed}} of them last.",
        after=after, before=before, stressed=chance(action, Measure.SUCCESS, stressed),
    )  # fmt: skip
    purpose = " for care" if case.profile.age >= CARE_AGE else ""
    yield action.say(f"Keeping the room as a cushion{purpose} is just as sound.")


PROPOSERS: dict[type[Action], Proposer] = {CloseTheGap: propose_close_the_gap, SpendMore: propose_spend_more}
