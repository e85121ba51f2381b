"""Actions that give Alex what it does not know. Without it, advice would be a guess."""

import re
from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import TESTED_FIELDS, ActionCase
from advisors.actions.effects import run_plan, to_percent
from advisors.actions.guards import Proposer, Refused
from advisors.actions.tiers import Tier
from advisors.actions.words import chance, list_accounts, list_names
from advisors.claims.data.quality import list_untold_premiums
from advisors.claims.printing import Figure
from advisors.claims.statement import Statement
from advisors.retirement.scenarios.compare import with_retirement_in
from advisors.retirement.scenarios.tax_variants import with_tax
from portfolios.facts.families import Family, Measure
from portfolios.household.inputs import Member
from portfolios.valuation.portfolio import FUND_TYPES
from portfolios.valuation.value import ZERO

MIN_UNKNOWN_PERCENT = Decimal(1)
SOCIAL_SECURITY_AGE = 70
MATCH = re.compile(r"(?i)\bmatch")
MATCH_KIND = "401k"
YEARS_LONGER = 5
DATA_POINTS, GOAL_POINTS = Decimal(5), Decimal(2)
"""A range of success this wide between plausible values makes a field a matter of data, or of the goal."""
RETIRED = "that you are retired"
TRIED_STATE_RATE = 0.05
HOUSEHOLD_FIELDS = frozenset({"partner", "state_rate", "premiums"})
"""What the taxes rest on. It is never only tidy to confirm it."""
FIELD_NAMES = {
    "partner": "you file alone",
    "state_rate": "no state tax",
    "premiums": "health premiums within your goal",
    "birth_year": "your age",
    "years_until_retirement": "the age at which you want to retire",
    "annual_contribution": "what you save a year",
    "asset_class_targets": "your target mix",
    "region_targets": "your regional targets",
    "plan_to_age": "the age to plan to",
}


class RecordHoldings(Action):
    """Record what one owns."""

    name = "record_holdings"
    tier = Tier.DATA
    gives_data = True


class SetGoal(Action):
    """Set an income goal."""

    name = "set_goal"
    tier = Tier.DATA
    place = 2
    gives_data = True


class ConfirmInput(Action):
    """Confirm what Alex assumed."""

    name = "confirm_input"
    tier = Tier.DATA
    place = 3
    gives_data = True
    fields: tuple[str, ...]


class AskMatch(Action):
    """Ask whether employers match what one saves."""

    name = "ask_match"
    tier = Tier.DATA
    place = 4
    gives_data = True
    accounts: tuple[str, ...]


class Classify(Action):
    """Say what a holding consists of."""

    name = "classify"
    tier = Tier.DATA
    place = 5
    gives_data = True
    holdings: tuple[str, ...]


class SetPrice(Action):
    """Enter a missing price."""

    name = "set_price"
    tier = Tier.DATA
    place = 6
    gives_data = True
    holdings: tuple[str, ...]


class RecordIncome(Action):
    """Record Social Security."""

    name = "record_income"
    tier = Tier.DATA
    place = 7
    gives_data = True


def propose_record_holdings(case: ActionCase) -> Iterator[Advised]:
    if case.situation.is_empty:
        action = RecordHoldings()
        yield Advised(
            action,
            action.say("Record what you own."),
            (action.say("Add your accounts and what is in them. Until then, we cannot say how you stand."),),
            tier=Tier.DATA,
        )


def propose_set_goal(case: ActionCase) -> Iterator[Advised]:
    """Yield it. Its effect is what could be spent at 90% confidence, unless that rests on an assumed age."""
    if not case.situation.has_value or case.profile.target_retirement_income:
        return
    action, effect = SetGoal(), Effect()
    reason = action.say(
        "Tell us what you want to spend a year in retirement. Then we can say how likely your money lasts."
    )
    assumed = (TESTED_FIELDS | {"annual_contribution"}).intersection(case.profile.assumed)
    fact = case.facts.one(Family.PLAN, Measure.SUSTAINED_90)
    if fact and case.can_be_projected and not assumed:
        effect = Effect(measure="income_a_year", after=Figure(fact).value)
    yield Advised(action, action.say("Set a goal for your spending in retirement."), (reason,), effect, tier=Tier.DATA)


def propose_confirm_input(case: ActionCase) -> Iterator[Advised]:
    """Yield the assumed inputs that matter, the household first, ranked by how far the chance depends on them."""
    unused = set() if case.profile.region_targets else {"region_targets"}
    unused |= {"annual_contribution"} if case.is_retired else set()
    unused |= set() if any(list_untold_premiums(case)) else {"premiums"}
    parts = case.profile.assumed_household if case.is_after_tax and case.can_be_projected else ()
    assumed = [name for name in FIELD_NAMES if name in (*case.profile.assumed, *parts) and name not in unused]
    if not assumed or assumed == ["premiums"] or case.situation.is_empty:  # premiums alone need figures
        return
    action = ConfirmInput(fields=tuple(assumed))
    field_names = {**FIELD_NAMES, **({"years_until_retirement": RETIRED} if case.is_retired else {})}
    names = [field_names[name] for name in assumed]
    title = action.say("Confirm what we assumed: {fields}.", fields=list_names(names, "entries"))
    ranges = _plausible_chances(case, assumed)
    is_basic = not {"birth_year", "years_until_retirement", "annual_contribution"}.isdisjoint(assumed)
    low, high = min(ranges.values(), default=ZERO), max(ranges.values(), default=ZERO)
    spread = high - low
    if spread < GOAL_POINTS:
        reason = action.say("Our figures rest on them." if len(names) > 1 else "Our figures rest on it.")
        lowest = Tier.TIDY if HOUSEHOLD_FIELDS.isdisjoint(assumed) else Tier.GOAL
        yield Advised(action, title, (reason,), tier=Tier.DATA if is_basic else lowest)
        return
    tier = Tier.DATA if spread >= DATA_POINTS or is_basic else Tier.GOAL
    reason = _range_reason(action, case, ranges)
    assert case.baseline is not None
    plan = case.baseline.plan
    effect = Effect(measure="success_points", before=low, after=high, scenarios=plan.paths, seed=plan.seed)
    yield Advised(action, title, (reason,), effect, tier=tier)


def _plausible_chances(case: ActionCase, assumed: list[str]) -> dict[str, Decimal]:
    """Return the chance in percent for a plausible other value of each field that can be tested, and as it is."""
    if not (case.can_be_projected and case.has_goal and case.baseline):
        return {}
    plan = case.baseline.plan
    changed = {}
    if "state_rate" in assumed:
        changed["state_rate"] = with_tax(plan, state_rate=TRIED_STATE_RATE)
    if "plan_to_age" in assumed:
        changed["plan_to_age"] = plan.with_changes(retirement_years=plan.retirement_years + YEARS_LONGER)
    if "years_until_retirement" in assumed and plan.years_to_retirement and plan.retirement_years > 2:
        changed["years_until_retirement"] = with_retirement_in(plan, plan.years_to_retirement + 2)
    if "annual_contribution" in assumed and plan.years_to_retirement and plan.saving:
        changed["annual_contribution"] = plan.with_saving(plan.saving / 2)
    if not changed:
        return {}
    found = {name: to_percent(run_plan(case, other).after.probability) for name, other in changed.items()}
    return {"": case.facts.value(Family.PLAN, Measure.SUCCESS), **found}


def _range_reason(action: ConfirmInput, case: ActionCase, ranges: dict[str, Decimal]) -> Statement:
    """Return the sentence on the field that the chance depends on most."""
    base = ranges[""]
    name = max((one for one in ranges if one), key=lambda one: abs(ranges[one] - base))
    after = chance(action, Measure.THEN, ranges[name])
    before = chance(action, Measure.NOW, base)
    if name == "state_rate":
        rate = action.figure(
            Measure.YEARLY, to_percent(TRIED_STATE_RATE), "percent", "State tax that was tried", "our example"
        )
        return action.say(
            "A state tax of {rate} would show {after} instead of {before}.", rate=rate, after=after, before=before
        )
    if name == "plan_to_age":
        age, formula = case.profile.plan_to_age + YEARS_LONGER, f"the age that is assumed + {YEARS_LONGER}"
        return action.say(
            "Planning to age {then} instead of {now} would show {after} instead of {before}.",
            then=action.figure(Measure.AGE, age, "age", "Age to plan to", formula),
            now=case.figure(Family.PROFILE, Measure.PLAN_TO_AGE), after=after, before=before,
        )  # fmt: skip
    if name == "years_until_retirement":
        then = action.figure(
            Measure.AGE, case.profile.retirement_age + 2, "age", "Retirement age", "the age that is assumed + 2"
        )
        now = case.figure(Family.PROFILE, Measure.RETIREMENT_AGE)
        phrasing = (
            "If you retire at {then} instead of {now}, your goal lasts in {after} of the scenarios instead of {before}."
        )
        return action.say(phrasing, then=then, now=now, after=after, before=before)
    return action.say(
        "If you save half of what we assumed, your goal lasts in {after} of the scenarios instead of {before}.",
        after=after, before=before,
    )  # fmt: skip


def propose_ask_match(case: ActionCase) -> Iterator[Advised]:
    plans = [
        account
        for account in case.portfolio.snapshot.accounts
        if account.kind == MATCH_KIND and not MATCH.search(account.purpose)
    ]
    if not plans:
        return
    if case.is_retired:
        raise Refused("not_for_the_retired", "this person is retired")
    action = AskMatch(accounts=tuple(case.portfolio.fact_keys[account.id] for account in plans))
    accounts = list_accounts(plans)
    if len(plans) == 1:
        title = action.say("Ask your employer about a match.")
        first = "We do not know whether {accounts} pays one. If it does, save enough there to get all of it."
        note = "Note the answer in the purpose of the account."
    else:
        title = action.say("Ask whether your work plans match what you save.")
        first = "We do not know whether {accounts} do. If one does, save enough there to get it all."
        note = "Note the answer in each account's purpose."
    yield Advised(action, title, (action.say(first, accounts=accounts), action.say(note)), tier=Tier.DATA)


def propose_classify(case: ActionCase) -> Iterator[Advised]:
    if not case.unknown or case.unknown_share < MIN_UNKNOWN_PERCENT:
        return
    action = Classify(holdings=tuple(case.portfolio.fact_keys[i.id] for i, _ in case.unknown))
    names = list_names([i.symbol for i, _ in case.unknown], "holdings")
    is_one = len(case.unknown) == 1
    share = action.figure(
        Measure.NOW,
        case.unknown_share,
        "percent",
        "Share of your money that is not classified",
        "value of unclassified holdings / total value",
    )
    has_fund = any(i.instrument_type in FUND_TYPES for i, _ in case.unknown)
    reasons = (
        [action.say("The fund's own page lists its shares of stocks and bonds. Enter them in Alex.")]
        if has_fund
        else []
    )
    opens = case.is_blind and bool(case.profile.target_retirement_income)
    if opens:
        goal = case.figure(Family.PROFILE, Measure.INCOME_GOAL)
        reasons.append(action.say("Then we can show how likely your money lasts at {goal}.", "good", goal=goal))
    elif case.is_unclear:
        reasons.append(action.say("Then we can judge your mix.", "good"))
    else:
        subject = "It is" if is_one else "Together they are"
        reasons.insert(0, action.say(f"{subject} {{share}} of your money.", share=share))
    effect = Effect(measure="opens_projection") if opens else Effect()
    title = action.say(f"Tell us what {{names}} {'holds' if is_one else 'hold'}.", names=names)
    yield Advised(action, title, tuple(reasons), effect, tier=Tier.DATA)


def propose_set_price(case: ActionCase) -> Iterator[Advised]:
    """Yield the holdings of one's own without a price. Those of the catalogue are a matter for staff."""
    own = [instrument for instrument in case.portfolio.unpriced if not instrument.in_catalogue]
    if not own:
        return
    action = SetPrice(holdings=tuple(case.portfolio.fact_keys[i.id] for i in own))
    is_one = len(own) == 1
    title = action.say(
        f"Enter {'a price' if is_one else 'prices'} for {{names}}.", names=list_names([i.symbol for i in own], "others")
    )
    reason = action.say(f"Without {'one' if is_one else 'them'}, no total includes {'it' if is_one else 'them'}.")
    yield Advised(action, title, (reason,), tier=Tier.DATA)


def propose_record_income(case: ActionCase) -> Iterator[Advised]:
    """Yield it before 70. While nothing can be projected, an income changes nothing yet and comes last."""
    members: tuple[Member, ...] = ("self", "partner") if case.profile.household.partner else ("self",)
    wanted = [member for member in members if lacks_benefit(case, member)]
    if not wanted or not case.situation.has_value:
        return
    whose, estimate = {"self": "your", "partner": "your partner's"}, "estimates" if len(wanted) > 1 else "estimate"
    known = "yours" if wanted == ["partner"] else "your partner's"
    counted = f"only {known}" if case.profile.has_social_security else "none"
    count = f"Your plan counts {counted} so far. " if case.can_be_projected else ""
    action = RecordIncome()
    reason = action.say(f"{count}The estimate is free on the Social Security website.")
    title = action.say(f"Enter {' and '.join(whose[member] for member in wanted)} Social Security {estimate}.")
    yield Advised(action, title, (reason,), tier=Tier.DATA if case.can_be_projected else Tier.TIDY, rank=ZERO)


def lacks_benefit(case: ActionCase, member: Member) -> bool:
    """Return whether a person's Social Security is not known, at an age when it may be still to come."""
    age = case.profile.age - case.portfolio.snapshot.years_older_than(member)
    return age < SOCIAL_SECURITY_AGE and not case.profile.knows_benefit(member)


PROPOSERS: dict[type[Action], Proposer] = {
    RecordHoldings: propose_record_holdings,
    SetGoal: propose_set_goal,
    ConfirmInput: propose_confirm_input,
    AskMatch: propose_ask_match,
    Classify: propose_classify,
    SetPrice: propose_set_price,
    RecordIncome: propose_record_income,
}
