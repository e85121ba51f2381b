"""The one plan of trades that letter, page, API and claims show: that of the advised action, or none and why."""

from collections.abc import Iterable
from dataclasses import replace

from advisors.actions.action import Advised
from advisors.actions.advise import Advice
from advisors.claims.case import ClaimCase
from advisors.claims.own_trades import build_plan_without_trades, find_own_targets
from advisors.rebalancing.facts import rebalancing_facts
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure

REBALANCE = "rebalance"
TRADE_FAMILIES = frozenset({Family.TRADES, Family.TRADE})
NO_MONEY = "Nothing is recorded yet, so there is nothing to trade."
CLOSE = "We advise no trades, because your mix is close to your targets."
NOT_NEARER = "We advise no trades, because no few trades bring your mix clearly nearer to your targets."
OTHERS_FIRST = "We advise no trades now, because other recommendations matter more."
NO_TARGETS = "We advise no trades until you confirm your target mix."
BY_GUARD = {
    "assumed_is_not_wished": "We advise no trades until you confirm your age and when you retire.",
    "blind": "We advise no trades, because we do not know enough of what you own to compare it with your targets.",
    "unmodelled": "We advise no trades, because we cannot project your money yet.",
    "measured": "We advise no trades, because your target mix itself would lower your chance of success.",
}
"""Why no trades are advised, by the guard that refuses them."""
BY_ACTION = {
    "add_fund": "the recommended exchange for a new fund comes first",
    "invest_cash": "the recommended move of your cash leads to your targets",
    "direct_new_money": "your new saving leads to your targets without a sale",
    "change_mix": "sales may realize gains, so move your mix step by step as recommended",
    "limit_speculative": "the recommended sale of coins comes first",
    "broaden": "the recommended move out of single companies comes first",
    "sell_down": "the recommended sale of a company comes first",
}
"""Why no trades are advised, by the action that does the same."""


def has_trades(actions: Iterable[Advised]) -> bool:
    return any(one.action.name == REBALANCE for one in actions)


def with_advised_trades(case: ClaimCase, actions: Iterable[Advised]) -> ClaimCase:
    """Return the case whose plans are what is advised. Without advised trades, no claim speaks of any."""
    if has_trades(actions) or not any(plan.trades for plan in case.situation.plans):
        return case
    plans = build_plan_without_trades(case.portfolio)
    kept = FactSheet(facts=tuple(
        fact for fact in case.facts.facts if fact.family not in TRADE_FAMILIES and fact.measure != Measure.AFTER
    ))  # fmt: skip
    facts = kept.with_facts(rebalancing_facts(plans, kept))
    return replace(case, situation=replace(case.situation, plans=plans, facts=facts), facts=facts)


def explain_no_trades(case: ClaimCase, advice: Advice) -> str:
    """Return the sentence that says why no trades are advised; an empty one if some are."""
    if has_trades(advice.actions):
        return ""
    if not case.situation.has_value:
        return NO_MONEY
    if not find_own_targets(case.portfolio):
        return NO_TARGETS
    if instead := next((BY_ACTION[one.action.name] for one in advice.actions if one.action.name in BY_ACTION), ""):
        return f"We advise no trades between your funds, because {instead}."
    guard = next((one.guard for one in advice.refusals if one.action.startswith(REBALANCE)), "")
    if guard in BY_GUARD:
        return BY_GUARD["blind" if case.is_blurred and guard == "unmodelled" else guard]
    if guard == "compatible":
        return OTHERS_FIRST
    return NOT_NEARER if case.situation.drifts else CLOSE
