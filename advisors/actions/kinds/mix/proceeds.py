"""The sales that bring companies down to our limit, and what they do to the plan: their own swings leave with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisors.actions.action import Action, Effect
from advisors.actions.case import ActionCase
from advisors.actions.effects import run_plan, success_effect
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.target_mix import spread_over_targets
from advisors.actions.words import chance
from advisors.claims.own_trades import MAX_COMPANIES, can_broaden
from advisors.claims.statement import Statement
from advisors.claims.thresholds import COMPANY_LIMIT_PERCENT, MIN_GAIN_USD, MIN_SUCCESS_POINTS, ON_TARGET_POINTS
from advisors.rebalancing.sales import Sale, dollars_of, plan_sale
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.scenarios.sale_tax import tax_on_gain, with_gain_realized
from portfolios.facts.families import Measure
from portfolios.rebalancing.limits import MAX_SALE_YEARS
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO


@dataclass(frozen=True)
class CompanySale:
    """The sale of what is above the limit. key: of the company's facts. to_cash: dollars of it that stay in cash."""

    company: InstrumentValue
    key: str
    worth: Decimal
    sale: Sale
    to_cash: Decimal = ZERO


def list_company_sales(case: ActionCase) -> list[CompanySale]:
    """Return the sales of the largest two companies, or none where a fund spreads many at once.

    The first whose taxable part pays for all that the reserve lacks fills the reserve.
    """
    limit = COMPANY_LIMIT_PERCENT + ON_TARGET_POINTS
    large = [(company, worth) for company, worth in case.portfolio.companies if case.portfolio.share(worth) >= limit]
    if len(large) > MAX_COMPANIES and can_broaden(case.portfolio):
        return []
    lacking, sales = case.reserve_short if case.reserve_short >= case.near_amount(MIN_GAIN_USD) else ZERO, []
    for company, worth in large[:MAX_COMPANIES]:
        sale = plan_sale(case.portfolio, {company.id}, COMPANY_LIMIT_PERCENT)
        to_cash = lacking if dollars_of(sale.taxable) >= lacking else ZERO
        lacking -= to_cash
        sales.append(CompanySale(company, case.portfolio.fact_keys[company.id], worth, sale, to_cash))
    return sales


def buys_target_mix(case: ActionCase) -> bool:
    """Return whether the proceeds of a sale go to the person's own target mix. Otherwise broad funds take them."""
    return case.has_confirmed_targets and not case.is_unclear


def measure_sale(case: ActionCase, one: CompanySale) -> Effect | None:
    """Return how a sale changes success, measured on the same scenarios; None if it does not clearly raise it."""
    if not case.has_goal or not case.can_be_projected or AGE_FIELDS.intersection(case.profile.assumed):
        return None
    key = f"sale {one.key}"
    if key not in case.results:
        assert case.baseline is not None
        plan = plan_after_sale(case, case.baseline.plan, one)
        case.results[key] = success_effect(case, run_plan(case, plan)) if plan else Effect()
    effect: Effect = case.results[key]
    return effect if effect.clear and effect.value >= MIN_SUCCESS_POINTS else None


def plan_after_sale(case: ActionCase, plan: Plan, one: CompanySale) -> Plan | None:
    """Return the plan with what was sold in retirement accounts in other hands; None if nothing of it was.

    Broad funds are the company's own market without its own swings.
    """
    assert case.baseline is not None and isinstance(plan.returns, ClassReturns)
    returns, value = plan.returns, case.baseline.mix.value
    held = next((company for company in returns.companies if company.name == one.key), None)
    sold = float(dollars_of([lot for lot in one.sale.lots if lot.account.counts_for_retirement])) / value
    if held is None or not sold:
        return None
    parts = {name: part * returns.weights.get(name, 0.0) for name, part in held.parts.items()}
    share = sum(parts.values())
    own_market = {name: part / share for name, part in parts.items()}
    plan = after_sale_tax(case, plan, one)
    cash = min(sold, float(one.to_cash) / value)
    weights = {"cash": 0.0, **returns.weights}
    weights["cash"] += cash
    for name, part in own_market.items():
        weights[name] = max(0.0, weights[name] - sold * part)
    if buys_target_mix(case):
        weights = spread_over_targets(case, weights, sold - cash)
    else:
        weights |= {name: weights[name] + (sold - cash) * part for name, part in own_market.items()}
    return plan.with_changes(returns=returns.with_weights(weights, kept={one.key: max(0.0, 1 - sold / share)}))


def after_sale_tax(case: ActionCase, plan: Plan, one: CompanySale) -> Plan:
    """Return the plan with the taxes of the sale paid, and with what was bought for the rest at its cost."""
    lots = [lot for lot in one.sale.taxable if lot.account.counts_for_retirement and lot.gain is not None]
    gain = float(sum((lot.gain or ZERO for lot in lots), ZERO))
    years = one.sale.years(case.total, MAX_SALE_YEARS)
    if plan.household is None or not gain:
        return plan
    return with_gain_realized(plan, gain, years * tax_on_gain(plan, gain / years))


def tax_each_year(case: ActionCase, gain: Decimal) -> Decimal | None:
    """Return the tax on a gain of one tax year; None where the plan is not after tax, or is none."""
    if case.baseline is None or case.baseline.plan.household is None or gain <= 0:
        return None
    return Decimal(repr(round(tax_on_gain(case.baseline.plan, float(gain)), 2)))


def explain_effect(case: ActionCase, action: Action, effect: Effect | None) -> Iterator[Statement]:
    """Yield what the sale does to the chance of success, where that was measured."""
    if effect is None or effect.before is None or effect.after is None:
        return
    phrasing = "Your chance goes from {before} to {after}, before tax."
    if case.is_after_tax:
        phrasing = "Your chance goes from {before} to {after} after that tax."
    yield action.say(
        phrasing, "good", after=chance(action, Measure.SUCCESS, effect.after),
        before=chance(action, Measure.POINTS, effect.before),
    )  # fmt: skip
