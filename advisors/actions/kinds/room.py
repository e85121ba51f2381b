"""Actions on a plan with room above its goal: spend more in retirement, or retire earlier."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.effects import run_plan, stressed_success, success_effect
from advisors.actions.guards import Proposer, Refused, require_confirmed, require_projection
from advisors.actions.kinds.options import AGE_FIELDS, WORK_FIELDS
from advisors.actions.tiers import Tier
from advisors.actions.words import chance
from advisors.claims.risks.withdrawals import PENALTY_KINDS
from advisors.claims.statement import Slot, Statement
from advisors.claims.thresholds import (
    CARE_AGE,
    MEDICARE_AGE,
    NEARLY_ALL_PERCENT,
    OWN_SWINGS_PERCENT,
    PENALTY_AGE,
)
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.compare import with_retirement_in
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

ROOM_SUCCESS, ROOM_STRESSED = Decimal(95), Decimal(85)
"""Chances in percent, as it is and with one point less return, from which on a person may spend more."""
ROOM_STEPS = ((200_000, 1000), (2_000_000, 10_000))
LARGEST_STEP = 100_000
SPENDING_TEXTS = (
    "The money then still lasts in {after} of the scenarios. With one point less return every year, {stressed} of "
    "them last.",
    "The money then lasts in {after} of the scenarios instead of {before}. With one point less return every year, "
    "{stressed} of them last.",
)
"""What the chances are after the change, where they are nearly all before and after, and elsewhere."""
RETIRING_TEXTS = (
    "Your goal still lasts in {after} of the scenarios then, and in {stressed} with one point less return every year.",
    "Your goal then lasts in {after} of the scenarios instead of {before}, and in {stressed} with one point less "
    "return every year.",
)


class SpendMore(Action):
    """Decide what the room above the goal is for. dollars: what could be spent a year."""

    name = "spend_more"
    tier = Tier.GOAL
    place = 1
    needs_projection = True
    rests_on = AGE_FIELDS
    dollars: int


class RetireEarlier(Action):
    """Use the room above the goal to stop work some years earlier."""

    name = "retire_earlier"
    tier = Tier.GOAL
    place = 2
    needs_projection = True
    rests_on = WORK_FIELDS
    years: int


def propose_spend_more(case: ActionCase) -> Iterator[Advised]:
    """Yield the largest round spending at which the plan stays strong, for whoever has room."""
    require_confirmed(case, SpendMore.rests_on)
    plan = require_room(case)
    if plan is None:
        return
    dollars = _largest_spending(case, plan)
    if dollars is None:
        raise Refused("material", "the room is small")
    action, changed = SpendMore(dollars=dollars), plan.with_changes(spending=float(dollars))
    goal = case.figure(Family.PROFILE, Measure.INCOME_GOAL, style="amount")
    amount = action.figure(
        Measure.AMOUNT, dollars, "money_per_year", "What you could spend a year",
        f"the most that lasts in {ROOM_SUCCESS}% of the scenarios, and in {ROOM_STRESSED}% with lower returns",
    )  # fmt: skip
    when = "" if case.is_retired else " in retirement"
    purpose = " for care" if case.profile.age >= CARE_AGE else ""
    reasons = (
        action.say(f"You could spend {{amount}}{when} instead of {{goal}}.", "good", amount=amount, goal=goal),
        _explain_chances(action, case, changed, *SPENDING_TEXTS),
        action.say(f"Keeping the room as a cushion{purpose} is just as sound."),
    )
    effect = Effect(
        measure="income_a_year", before=case.value(Family.PROFILE, Measure.INCOME_GOAL), after=Decimal(dollars)
    )
    yield Advised(action, action.say("Decide what the room in your plan is for."), reasons, effect, tier=Tier.GOAL)


def propose_retire_earlier(case: ActionCase) -> Iterator[Advised]:
    """Yield the most years earlier at which the plan stays strong, for whoever works and has room."""
    if case.is_retired:
        raise Refused("not_for_the_retired", "this person is retired")
    require_confirmed(case, RetireEarlier.rests_on)
    plan = require_room(case)
    if plan is None:
        return
    years = _most_years_earlier(case, plan)
    if not years:
        raise Refused("measured", "a year less of work leaves no strong plan")
    action, planned = RetireEarlier(years=years), case.profile.retirement_age
    label, formula = "Retirement age with the room used", "your retirement age - the years earlier"
    slots: dict[str, Slot] = {
        "age": action.figure(Measure.AGE, planned - years, "age", label, formula),
        "planned": case.figure(Family.PROFILE, Measure.RETIREMENT_AGE),
    }
    is_now = years == case.profile.years_until_retirement
    title = "Decide whether to retire now instead of at {planned}." if is_now else (
        "Decide whether to retire at {age} instead of {planned}."
    )  # fmt: skip
    reasons = (
        _explain_chances(action, case, with_retirement_in(plan, plan.years_to_retirement - years), *RETIRING_TEXTS),
        _say_price(action, case),
    )
    effect = Effect(measure="years", before=Decimal(planned), after=Decimal(planned - years))
    yield Advised(
        action, action.say(title, "good", **slots), reasons, effect, _warn_of_gaps(action, case, planned - years),
        tier=Tier.GOAL,
    )  # fmt: skip


def require_room(case: ActionCase) -> Plan | None:
    """Return the plan of somebody with room above the goal; None without a goal. Raises Refused without room."""
    require_projection(case)
    if not case.has_goal or case.baseline is None:
        return None
    if case.coins_share > OWN_SWINGS_PERCENT:
        raise Refused("unmodelled", "the projection lacks the swings of one large holding")
    if case.value(Family.PLAN, Measure.SUCCESS) < ROOM_SUCCESS or case.stressed_success < ROOM_STRESSED:
        raise Refused("measured", "there is no room above the goal")
    return case.baseline.plan


def stays_strong(case: ActionCase, plan: Plan) -> bool:
    """Return whether a changed plan still has room, also with one point less return every year."""
    success = success_effect(case, run_plan(case, plan)).after or ZERO
    return success >= ROOM_SUCCESS and stressed_success(case, plan) >= ROOM_STRESSED


def _largest_spending(case: ActionCase, plan: Plan) -> int | None:
    """Return the largest round spending above the goal that keeps both chances, by bisection; None without one."""
    size = plan.spending / case.near_amount(1)
    step = case.near_amount(next((step for most, step in ROOM_STEPS if size < most), LARGEST_STEP))
    first = int(plan.spending // step) + 1
    most = int(case.facts.value(Family.PLAN, Measure.SUSTAINED_95) // step) + 1
    low, high = first, max(first, most + 1)
    while low < high:
        middle = (low + high) // 2
        stays = stays_strong(case, plan.with_changes(spending=float(middle * step)))
        low, high = (middle + 1, high) if stays else (low, middle)
    return (low - 1) * step if low > first else None


def _most_years_earlier(case: ActionCase, plan: Plan) -> int:
    """Return the most years of work that can go while the plan stays strong, by bisection; 0 if none can."""
    low, high = 0, plan.years_to_retirement
    while low < high:
        middle = (low + high + 1) // 2
        stays = stays_strong(case, with_retirement_in(plan, plan.years_to_retirement - middle))
        low, high = (middle, high) if stays else (low, middle - 1)
    return low


def _explain_chances(action: Action, case: ActionCase, plan: Plan, still_nearly_all: str, otherwise: str) -> Statement:
    """Say the chance of success after the change, as it is and with one point less return every year."""
    effect = success_effect(case, run_plan(case, plan))
    assert effect.before is not None and effect.after is not None
    before = chance(action, Measure.NOW, effect.before)
    after: dict[str, Slot] = {
        "after": chance(action, Measure.THEN, effect.after),
        "stressed": chance(action, Measure.SUCCESS, stressed_success(case, plan)),
    }
    if min(effect.after, effect.before) >= NEARLY_ALL_PERCENT:
        return action.say(still_nearly_all, "good", **after)
    return action.say(otherwise, "neutral", before=before, **after)


def _say_price(action: RetireEarlier, case: ActionCase) -> Statement:
    """Say what else the room could do, and that a later Social Security depends on the years of work."""
    text = "This uses the room that you could otherwise spend or keep as a cushion."
    age, entered = case.profile.age, case.profile.household.social_security
    starts = [one.start_age for one in case.profile.counted_income if one.tax == "social_security"]
    waits = any(start > age for start in (*starts, *([entered.claim_age] if entered else [])))
    return action.say(f"{text} Fewer years of work may also lower your Social Security." if waits else text)


def _warn_of_gaps(action: RetireEarlier, case: ActionCase, age: int) -> Statement | None:
    """Return what these figures leave out before Medicare and before money is free of the penalty, if anything."""
    if age >= MEDICARE_AGE or (case.is_after_tax and case.profile.household.premiums is not None):
        return None
    if case.is_after_tax:
        return action.say("Health cover until Medicare must fit into your goal.", "bad")
    text = "Health cover until Medicare is not in these figures"
    accounts = case.portfolio.valuation.accounts
    if age <= PENALTY_AGE and any(worth.account.kind in PENALTY_KINDS and worth.total > 0 for worth in accounts):
        text += ", nor is the penalty on most 401(k) and IRA money before 59 and a half"
    return action.say(f"{text}.", "bad")


PROPOSERS: dict[type[Action], Proposer] = {SpendMore: propose_spend_more, RetireEarlier: propose_retire_earlier}
