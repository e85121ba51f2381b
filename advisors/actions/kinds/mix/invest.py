"""Action for whoever keeps nearly everything in cash: move what is no reserve to one's own target mix."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from advisors.actions.action import Action, Advised
from advisors.actions.case import ActionCase, cash_in, is_open
from advisors.actions.effects import run_plan, stressed_success, success_effect
from advisors.actions.guards import Proposer, Refused, find_refusal, require_confirmed, require_projection
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.results import CRASH_YEAR, measure_crash
from advisors.actions.target_mix import spread_over_targets
from advisors.actions.tiers import Tier
from advisors.actions.words import chance
from advisors.claims.statement import Statement
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.markets.asset_mapping import CASH_CLASS
from portfolios.facts.families import Measure
from portfolios.valuation.purposes import count_reserve_months

STEPS = 4
ROUND_DOLLARS = 1000
YEARS_OF_USE = 5
EXPECTED_FALL = 1


class InvestCash(Action):
    """Move cash to one's own target mix in dated steps. The reserve stays."""

    name = "invest_cash"
    tier = Tier.GOAL
    needs_projection = True
    needs_clear_mix = True
    rests_on = AGE_FIELDS | {"asset_class_targets", "region_targets"}
    dollars: int
    steps: int


def propose_invest_cash(case: ActionCase) -> Iterator[Advised]:
    """Yield it where cash is half of the money, far above its confirmed target, and not soon needed."""
    if not case.situation.is_mostly_cash or not case.has_goal:
        return
    require_confirmed(case, InvestCash.rests_on)
    require_projection(case)
    if case.profile.years_until_retirement <= YEARS_OF_USE:
        raise Refused("compatible", "the money is needed within a few years")
    dollars, reserve = _split_cash(case)
    if dollars <= 0:
        raise Refused("material", "all of the cash is reserve")
    action = InvestCash(dollars=dollars, steps=STEPS)
    plan = _plan_after(case, dollars)
    effect = success_effect(case, run_plan(case, plan))
    if effect.value <= 0:
        raise Refused("measured", "it lowers the chance")
    moved = action.figure(Measure.AMOUNT, dollars, "money", "Cash to invest", "your cash less the reserve")
    kept = action.figure(
        Measure.CASH,
        reserve,
        "money",
        "Cash that stays as a reserve",
        "months of your goal that no other reserve covers",
    )
    if reserve:
        title = action.say(
            "Keep {kept} as your reserve, and move {moved} to your own target mix.", kept=kept, moved=moved
        )
    else:
        title = action.say("Move {moved} of your cash to your own target mix.", moved=moved)
    warning = action.say("Money that you need within five years should stay in cash.", "bad")
    yield Advised(
        action, title, tuple(_reasons(action, case, plan)), effect, warning, tier=Tier.GOAL, rank=effect.value
    )


def after_investing(case: ActionCase) -> ActionCase | None:
    """Return the case with the cash invested as advised, so that later effects start from there; None if it is not."""
    try:
        advised = next(propose_invest_cash(case), None)
    except Refused:
        return None
    if advised is None or find_refusal(advised, case) or case.baseline is None:
        return None
    assert isinstance(advised.action, InvestCash)
    return case.with_plan(_plan_after(case, advised.action.dollars))


def _split_cash(case: ActionCase) -> tuple[int, int]:
    """Return the dollars to invest, in four equal round steps, and those that stay as a reserve."""
    assert case.baseline is not None
    mix, months = case.baseline.mix, count_reserve_months(case.portfolio.snapshot.accounts)
    cash = mix.weights.get("cash", 0.0) * mix.value * (1 - mix.unclassified)
    reserve = int((case.profile.target_retirement_income or Decimal(0)) * months / 12)
    accounts = case.portfolio.valuation.accounts
    # a reserve outside the plan: its cash is not in the mix either
    elsewhere = sum(cash_in(one) for one in accounts if is_open(one) and not one.account.counts_for_retirement)
    reserve = max(0, min(reserve, int(case.open_cash)) - int(elsewhere))
    round_amount = case.near_amount(ROUND_DOLLARS)
    step = int((cash - reserve) / STEPS) // round_amount * round_amount
    return step * STEPS, reserve


def _plan_after(case: ActionCase, dollars: int) -> Plan:
    """Return the plan with these dollars of cash in the person's target mix, cash left out."""
    assert case.baseline is not None and isinstance(case.baseline.plan.returns, ClassReturns)
    returns, share = case.baseline.plan.returns, dollars / case.baseline.mix.value
    left = {**returns.weights, CASH_CLASS: max(0.0, returns.weights[CASH_CLASS] - share)}
    return case.baseline.plan.with_changes(returns=returns.with_weights(spread_over_targets(case, left, share)))


def _reasons(action: InvestCash, case: ActionCase, plan: Plan) -> Iterator[Statement]:
    step = action.figure(Measure.YEARLY, action.dollars // STEPS, "money", "One step", f"the cash to invest / {STEPS}")
    yield action.say("Do it in four dated steps of {step}, which ends the wait for a good moment.", step=step)
    effect = success_effect(case, run_plan(case, plan))
    assert effect.before is not None and effect.after is not None
    yield action.say(
        "Your goal then lasts in {after} of the scenarios instead of {before}. With one point less return every year, "
        "it lasts in {stressed} of them.", "good", after=chance(action, Measure.THEN, effect.after),
        before=chance(action, Measure.NOW, effect.before),
        stressed=chance(action, Measure.SUCCESS, stressed_success(case, plan)),
    )  # fmt: skip
    fall = measure_crash(case, plan)[Measure.DOLLARS]
    if fall < -EXPECTED_FALL:
        label, formula = f"That mix in {CRASH_YEAR}", f"returns of {CRASH_YEAR} x the new mix"
        loss = action.figure(Measure.DOLLARS, fall, "money", label, formula, kind="forecast")
        text = "The price is a rougher ride. In 2008, that mix would have cost you about {loss}."
        yield action.say(text, "bad", loss=replace(loss, style="size"))


PROPOSERS: dict[type[Action], Proposer] = {InvestCash: propose_invest_cash}
