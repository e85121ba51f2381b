"""What the sale of one company does to the plan: the company's own swings leave with it."""

from collections.abc import Iterator
from decimal import Decimal

from advisors.actions.action import Action, Effect
from advisors.actions.case import ActionCase
from advisors.actions.effects import run_plan, success_effect
from advisors.actions.kinds.invest import target_mix
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.sales import Sale, dollars_of
from advisors.actions.words import chance
from advisors.claims.statement import Name, Statement
from advisors.claims.thresholds import MIN_SUCCESS_POINTS
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from portfolios.facts.families import Measure


def buys_target_mix(case: ActionCase) -> bool:
    """Return whether the proceeds of a sale go to the person's own target mix. Otherwise broad funds take them."""
    return case.has_confirmed_targets and not case.is_unclear


def measure_sale(case: ActionCase, company: str, sale: Sale, *, to_cash: Decimal) -> Effect | None:
    """Return how a sale changes success, measured on the same scenarios; None if it does not clearly raise it.

    company: its fact key. to_cash: dollars of the proceeds that stay in cash.
    """
    if not case.has_goal or not case.can_be_projected or AGE_FIELDS.intersection(case.profile.assumed):
        return None
    plan = plan_after_sale(case, company, sale, float(to_cash))
    effect = success_effect(case, run_plan(case, plan)) if plan else Effect()
    return effect if effect.clear and effect.value >= MIN_SUCCESS_POINTS else None


def plan_after_sale(case: ActionCase, company: str, sale: Sale, to_cash: float) -> Plan | None:
    """Return the plan with what was sold in retirement accounts in other hands; None if nothing of it was.

    Broad funds are the company's own market without its own swings.
    """
    assert case.baseline is not None and isinstance(case.baseline.plan.returns, ClassReturns)
    plan, returns, value = case.baseline.plan, case.baseline.plan.returns, case.baseline.mix.value
    held = next((one for one in returns.companies if one.name == company), None)
    sold = float(dollars_of([lot for lot in sale.lots if lot.account.counts_for_retirement])) / value
    if held is None or not sold:
        return None
    parts = {name: part * returns.weights.get(name, 0.0) for name, part in held.parts.items()}
    share = sum(parts.values())
    own_market = {name: part / share for name, part in parts.items()}
    cash = min(sold, to_cash / value)
    weights = {"cash": 0.0, **returns.weights}
    weights["cash"] += cash
    for name, part in own_market.items():
        weights[name] = max(0.0, weights[name] - sold * part)
    for name, part in (target_mix(case) if buys_target_mix(case) else own_market).items():
        weights[name] = weights.get(name, 0.0) + (sold - cash) * part
    return plan.with_changes(returns=returns.with_weights(weights, kept={company: max(0.0, 1 - sold / share)}))


def explain_effect(action: Action, name: Name, effect: Effect | None) -> Iterator[Statement]:
    """Yield what the sale does to the chance of success, where that was measured."""
    if effect is None or effect.before is None or effect.after is None:
        return
    yield action.say(
        "Your goal then lasts in {after} of the scenarios instead of {before}, because less hangs on {name}. The tax "
        "on the sale is left out.",
        "good", name=name, after=chance(action, Measure.SUCCESS, effect.after),
        before=chance(action, Measure.POINTS, effect.before),
    )  # fmt: skip
