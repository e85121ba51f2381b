"""Actions that keep things in order."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase
from advisors.actions.guards import Proposer, Refused
from advisors.actions.tiers import Tier
from advisors.actions.words import list_names, say_if_true
from advisors.claims.risks.withdrawals import RmdAmount
from advisors.claims.thresholds import DISTRIBUTION_AMOUNT_AGE, PlanVerdict
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

MIN_RMD_USD = Decimal(1000)
MIN_NO_COST_PERCENT = Decimal(5)
"""A smaller part of the money without a cost changes no advice."""


class TakeRmd(Action):
    """Plan for, or take, the withdrawals that the law requires. year: of the first, or this one."""

    name = "take_rmd"
    tier = Tier.TIDY
    year: int


class RecordCosts(Action):
    """Enter what one paid for holdings in taxable accounts."""

    name = "record_costs"
    tier = Tier.TIDY
    place = 1
    gives_data = True
    holdings: tuple[str, ...]


class Review(Action):
    """Look again in a year. The only action that says that nothing has to change."""

    name = "review"
    tier = Tier.TIDY
    place = 3
    needs_projection = True
    year: int


def propose_take_rmd(case: ActionCase) -> Iterator[Advised]:
    age = case.facts.one(Family.RMD, Measure.AGE)
    if age is None or age.value is None or case.profile.age < DISTRIBUTION_AMOUNT_AGE:
        return
    this_year, years = case.portfolio.snapshot.taken_at.year, int(age.value) - case.profile.age
    action = TakeRmd(year=this_year + max(0, years))
    if years < 0:
        title = action.say("Take this year's required withdrawal.")
        reason = action.say("The law requires it every year by December 31, and a penalty is due on what you miss.")
        yield Advised(action, title, (reason,), tier=Tier.TIDY)
        return
    title = action.say(
        "Plan for the withdrawals that the law requires from age {age}.",
        age=case.figure(Family.RMD, Measure.AGE),
    )  # fmt: skip
    amounts = [fact.value or ZERO for fact in case.facts.members(Family.RMD, Measure.AMOUNT)]
    if 0 < sum(amounts, ZERO) < case.near_amount(MIN_RMD_USD):
        raise Refused("material", "the first required withdrawal is small")
    reasons = tuple(said for claim in RmdAmount.options(case) for said in say_if_true(claim, case))[:1]
    if years == 0:
        reasons = (action.say("You reach that age this year. The first withdrawal may wait until April 1 next year."),)
    if reasons:
        yield Advised(action, title, reasons, tier=Tier.TIDY)


def propose_record_costs(case: ActionCase) -> Iterator[Advised]:
    """Yield the taxable holdings without a cost, if they are a part of the money that matters."""
    lots = [lot for lot in case.portfolio.positions_without_cost if lot.account.kind == "taxable" and lot.value]
    if case.portfolio.share(sum((lot.value or ZERO for lot in lots), ZERO)) < MIN_NO_COST_PERCENT:
        return
    held = {lot.instrument.id: lot.instrument for lot in lots}
    action = RecordCosts(holdings=tuple(case.portfolio.fact_keys[key] for key in held))
    names = list_names([instrument.symbol for instrument in held.values()], "holdings")
    title = action.say("Enter what you paid for {names}.", names=names)
    reason = action.say("Without it, we cannot tell what tax a sale would cost you.")
    yield Advised(action, title, (reason,), tier=Tier.TIDY)


def propose_review(case: ActionCase) -> Iterator[Advised]:
    """Yield it under a strong or sound plan. It stands only where nothing else is advised."""
    if not (case.can_be_projected and case.has_goal):
        return
    if case.plan_verdict not in (PlanVerdict.STRONG, PlanVerdict.SOUND):
        raise Refused("compatible", "the plan is not sound")
    today = case.portfolio.snapshot.taken_at
    action = Review(year=today.year + 1)
    month = action.figure(
        Measure.OLDEST_PRICE,
        Decimal(f"{action.year}{today:%m}00"),
        "date",
        "Month to look again",
        "a year from now",
        kind="reference",
    )
    title = action.say("Look again in {month}, or when your life changes.", month=month)
    yield Advised(action, title, (action.say("Nothing has to change now.", "good"),), tier=Tier.TIDY)


PROPOSERS: dict[type[Action], Proposer] = {
    TakeRmd: propose_take_rmd,
    RecordCosts: propose_record_costs,
    Review: propose_review,
}
