"""The options that close a gap. Each is one member of the group, never an order of its own."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.effects import (
    has_reached,
    least_that_reaches,
    reaches,
    run_change,
    run_plan,
    search_goal,
    success_effect,
    to_percent,
)
from advisors.actions.guards import CLOSE_THE_GAP, find_refusal, plausible_saving
from advisors.actions.tiers import Tier
from advisors.actions.words import chance
from advisors.claims.statement import Slot, Statement
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.change_kinds import apply_change
from advisors.retirement.scenarios.choices import planned_age
from advisors.retirement.scenarios.claim_ages import with_claim_ages
from advisors.retirement.scenarios.compare import Difference
from portfolios.facts.families import Family, Measure

SAVING_STEP = 600
"""Dollars a year: $50 a month."""
MIN_SPLIT = 0.2
"""With less of the saving that is enough alone, a split is the other option with a little more."""
MIN_REMARK = 0.02
"""A gain of success below this is not worth a remark, unless it is enough."""
MAX_STEPS = 200
"""A room of more steps than this takes steps ten times as large: nobody rich decides on $50."""
MAX_YEARS_LATER, LAST_RETIREMENT_AGE = 3, 72
SPENDING_STEPS = (5.0, 10.0, 15.0, 20.0, 25.0, 30.0)
FULL_AGE, FULL_AGE_BIRTH_YEAR, LATEST_CLAIM_AGE = 67, 1960, 70
CREDIT_A_YEAR = Decimal("0.08")
"""Social Security adds 8% of the full benefit for each year after the full age. Source: 20 CFR 404.313."""
WORK_FIELDS = frozenset({"birth_year", "years_until_retirement", "annual_contribution"})
AGE_FIELDS = frozenset({"birth_year", "years_until_retirement"})


class SaveMore(Action):
    """Save more a year. dollars: the extra."""

    name = "save_more"
    tier = Tier.GOAL
    needs_projection = True
    rests_on = WORK_FIELDS
    dollars: int


class RetireLater(Action):
    """Retire some years later."""

    name = "retire_later"
    tier = Tier.GOAL
    needs_projection = True
    rests_on = WORK_FIELDS
    years: int


class SpendLess(Action):
    """Spend some percent less than the goal."""

    name = "spend_less"
    tier = Tier.GOAL
    needs_projection = True
    rests_on = AGE_FIELDS
    percent: int


class Together(Action):
    """Do several of them at once: a part of each, or all of them. 0: not a part of it."""

    name = "together"
    tier = Tier.GOAL
    needs_projection = True
    rests_on = WORK_FIELDS
    dollars: int
    years: int
    percent: int = 0


class ClaimLater(Action):
    """Claim Social Security later."""

    name = "claim_later"
    tier = Tier.GOAL
    needs_projection = True
    rests_on = AGE_FIELDS
    age: int


def build_options(case: ActionCase) -> Iterator[Advised]:
    """Yield every option that can be measured for this person, before the guards."""
    measured = (option_to_save_more(case), option_to_retire_later(case), option_to_spend_less(case))
    singles = [option for option in measured if option]
    yield from singles
    kept = [option for option in singles if find_refusal(option, case) is None]
    if together := option_to_combine(case, kept):
        yield together
    if later := option_to_claim_later(case, helps_less=bool(kept) and all(has_reached(option) for option in kept)):
        yield later


def option_to_save_more(case: ActionCase) -> Advised | None:
    """Return the least saving in steps of $50 a month that reaches 90% or, failing that, the most that is plausible."""
    room = plausible_saving(case.profile) - case.profile.annual_contribution
    step = _saving_step(case, int(room))
    steps = [float(dollars) for dollars in range(step, int(room) + 1, step)]
    if case.is_retired or not steps:
        return None
    dollars = least_that_reaches(case, "save_more", steps) or steps[-1]
    action = SaveMore(dollars=int(dollars))
    difference = run_change(case, "save_more", dollars).difference
    return _option(case, action, "Save {monthly} a month more: {chance}.", difference, monthly=_monthly(action))


def _saving_step(case: ActionCase, room: int) -> int:
    """Return the step of saving a year: about $50 a month, or ten times as much where the room is large."""
    step = case.near_amount(SAVING_STEP)
    while room > MAX_STEPS * step:
        step *= 10
    return step


def option_to_retire_later(case: ActionCase) -> Advised | None:
    """Return the fewest years up to 3, and up to age 72, that reach 90%, or the most of them."""
    room = min(MAX_YEARS_LATER, LAST_RETIREMENT_AGE - case.profile.retirement_age, case.profile.retirement_years - 1)
    if case.is_retired or room < 1:
        return None
    steps = [float(year) for year in range(1, room + 1)]
    years = least_that_reaches(case, "retire_later", steps) or steps[-1]
    action = RetireLater(years=int(years))
    return _option(
        case, action, "Retire at {age} instead of {planned}: {chance}.",
        run_change(case, "retire_later", years).difference, age=_later_age(action, case, int(years)),
        planned=case.figure(Family.PROFILE, Measure.RETIREMENT_AGE),
    )  # fmt: skip


def option_to_spend_less(case: ActionCase) -> Advised | None:
    """Return the least cut in steps of 5%, up to 30%, that reaches 90%, or the deepest."""
    percent = least_that_reaches(case, "spend_less", SPENDING_STEPS) or SPENDING_STEPS[-1]
    action = SpendLess(percent=int(percent))
    goal = case.value(Family.PROFILE, Measure.INCOME_GOAL)
    amount = action.figure(
        Measure.AMOUNT,
        goal * (100 - action.percent) / 100,
        "money_per_year",
        "Spending a year after the cut",
        "your income goal less the cut",
    )
    return _option(
        case, action, "Spend {amount} instead of {goal}: {chance}.",
        run_change(case, "spend_less", percent).difference, amount=amount,
        goal=case.figure(Family.PROFILE, Measure.INCOME_GOAL, style="amount"),
    )  # fmt: skip


def option_to_combine(case: ActionCase, singles: list[Advised]) -> Advised | None:
    """Return part of two options at once where both reach 90%, or all of them where none does."""
    by_name = {option.action.name: option for option in singles}
    if len(singles) > 1 and not any(has_reached(option) for option in singles):
        return _all_together(case, by_name)
    if not {"save_more", "retire_later"} <= by_name.keys() or not has_reached(by_name["save_more"]):
        return None
    saving, later = by_name["save_more"].action, by_name["retire_later"].action
    assert isinstance(saving, SaveMore) and isinstance(later, RetireLater)
    years = (later.years + 1) // 2
    if years == later.years and has_reached(by_name["retire_later"]):
        return None
    plan = apply_change(_plan(case), "retire_later", years).plan
    dollars = _least_saving(case, plan, saving.dollars)
    if dollars is None or dollars < MIN_SPLIT * saving.dollars:
        return None
    action = Together(dollars=dollars, years=years)
    difference = run_plan(case, apply_change(plan, "save_more", dollars).plan)
    return _option(
        case, action, "Or split it. Save {monthly} a month more and retire at {age}: {chance}.", difference,
        monthly=_monthly(action), age=_later_age(action, case, years),
    )  # fmt: skip


def _least_saving(case: ActionCase, plan: Plan, most: int) -> int | None:
    """Return the least extra saving in steps of $50 a month, below `most`, with which a plan reaches 90%."""
    step = _saving_step(case, most)
    steps = range(step, most, step)

    def success(number: int) -> float:
        return run_plan(case, apply_change(plan, "save_more", steps[number]).plan).after.probability

    least = search_goal(success, len(steps), base=run_plan(case, plan).after.probability)
    return None if least is None else steps[least]


def _all_together(case: ActionCase, by_name: dict[str, Advised]) -> Advised:
    plan, amounts = _plan(case), {"dollars": 0, "years": 0, "percent": 0}
    for option in by_name.values():
        action = option.action
        if isinstance(action, SaveMore):
            plan, amounts["dollars"] = apply_change(plan, "save_more", action.dollars).plan, action.dollars
        elif isinstance(action, RetireLater):
            plan, amounts["years"] = apply_change(plan, "retire_later", action.years).plan, action.years
        elif isinstance(action, SpendLess):
            plan, amounts["percent"] = apply_change(plan, "spend_less", action.percent).plan, action.percent
    count = "All three" if len(by_name) > 2 else "Both"
    return _option(case, Together(**amounts), f"{count} together: {{chance}}.", run_plan(case, plan))


def option_to_claim_later(case: ActionCase, *, helps_less: bool) -> Advised | None:
    """Return claiming Social Security at 70, where the person has a benefit and has not claimed it yet.

    helps_less: all other options reach 90%, so it is said as a remark if it does not.
    """
    plan = _plan(case)
    if plan.household is None:
        return claim_later_before_taxes(case, helps_less=helps_less)
    person = plan.household.people[0]
    benefits = person.social_security
    if benefits is None or benefits.amount_now is not None:
        return None
    if benefits.claim_age >= LATEST_CLAIM_AGE or LATEST_CLAIM_AGE - person.age + 1 > plan.horizon:
        return None
    others = (planned_age(plan.household, number) for number in range(1, len(plan.household.people)))
    changed = with_claim_ages(plan.household, (LATEST_CLAIM_AGE, *others))
    return offer_claiming_later(case, plan.with_changes(household=changed), benefits.claim_age, helps_less=helps_less)


def claim_later_before_taxes(case: ActionCase, *, helps_less: bool) -> Advised | None:
    """Return claiming Social Security at 70, where the amount at the full age of 67 can be told from what is entered.

    Somebody born from 1960 on has the full age 67. An amount that begins between 67 and 69 holds (age - 67) x 8%.
    helps_less: all other options reach 90%, so it is said as a remark if it does not.
    """
    profile, birth_year = case.profile, case.portfolio.snapshot.taken_at.year - case.profile.age
    ages = range(max(FULL_AGE, profile.age + 1), LATEST_CLAIM_AGE)
    able = (stream for stream in profile.income if stream.start_age in ages and stream.end_age is None)
    streams = [stream for stream in able if stream.tax == "social_security"]
    if len(streams) != 1 or birth_year < FULL_AGE_BIRTH_YEAR:
        return None
    stream, plan = streams[0], _plan(case)
    place = next(
        (n for n, income in enumerate(plan.income) if income.from_year == stream.start_age - profile.age + 1
         and income.amount == float(stream.amount)), None,
    )  # fmt: skip
    from_year = LATEST_CLAIM_AGE - profile.age + 1
    if place is None or from_year > plan.horizon:
        return None
    rise = (1 + CREDIT_A_YEAR * (LATEST_CLAIM_AGE - FULL_AGE)) / (1 + CREDIT_A_YEAR * (stream.start_age - FULL_AGE))
    incomes = list(plan.income)
    incomes[place] = incomes[place].model_copy(update={"amount": float(stream.amount * rise), "from_year": from_year})
    return offer_claiming_later(case, plan.with_changes(income=incomes), stream.start_age, helps_less=helps_less)


def offer_claiming_later(case: ActionCase, changed: Plan, planned: int, *, helps_less: bool) -> Advised | None:
    """Return the option of a plan that claims at 70 instead of at the age `planned`, if it is worth a remark."""
    action = ClaimLater(age=LATEST_CLAIM_AGE)
    difference = run_plan(case, changed)
    is_remark = helps_less and not reaches(to_percent(difference.after.probability))
    if difference.success < MIN_REMARK and not reaches(to_percent(difference.after.probability)):
        return None
    phrasing = "Claim Social Security at {age} instead of {planned}: {chance}."
    if is_remark:
        phrasing = "Claiming Social Security at {age} instead of {planned} helps less: {chance}."
    option = _option(
        case, action, phrasing, difference,
        age=action.figure(Measure.AGE, LATEST_CLAIM_AGE, "age", "Age to claim at", "after it, waiting pays no more"),
        planned=action.figure(Measure.YEARS, planned, "age", "Age to claim at as entered", "as entered"),
    )  # fmt: skip
    return replace(option, is_remark=is_remark)


def _option(case: ActionCase, action: Action, phrasing: str, difference: Difference, **slots: Slot) -> Advised:
    effect = success_effect(case, difference)
    assert effect.after is not None
    title: Statement = action.say(phrasing, "good", chance=chance(action, Measure.THEN, effect.after), **slots)
    return Advised(action, title, (), effect, group=CLOSE_THE_GAP, tier=Tier.GOAL, rank=effect.value)


def _plan(case: ActionCase) -> Plan:
    assert case.baseline is not None
    return case.baseline.plan


def _monthly(action: SaveMore | Together) -> Slot:
    return action.figure(
        Measure.MORE, Decimal(action.dollars) / 12, "money", "To save more in a month", "the saving of a year / 12"
    )


def _later_age(action: Action, case: ActionCase, years: int) -> Slot:
    return action.figure(
        Measure.AGE,
        case.profile.retirement_age + years,
        "age",
        "Retirement age",
        "your retirement age + the years later",
    )
