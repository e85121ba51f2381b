"""Change one assumption of a plan, or its mix. Each returns a new plan, or None if it makes no sense for the plan."""

from collections.abc import Mapping

from advisors.retirement.inputs.assumptions import INFLATION, MarketSeries, Rates
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, FixedReturns, HistoryReturns, LognormalReturns
from advisors.retirement.markets.return_models import effective_inflation

SAFE_CLASSES = ("us_aggregate_bonds", "us_tips", "cash")
EQUITY_CLASSES = ("us_equity", "intl_developed_equity", "emerging_equity")


def with_lower_return(plan: Plan) -> Plan | None:
    """Return the plan with every return one point lower and the same log volatility; None for history."""
    return with_return_shift(plan, -0.01)


def with_return_shift(plan: Plan, shift: float) -> Plan | None:
    """Return the plan with every return higher by a fraction and the same log volatility; None for history."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        rates = {}
        for series in _volatile_classes(returns):
            # The random part of the growth stays the same, so a what-if uses the stored growth factors.
            growth = series.growth + shift
            volatility = series.volatility * growth / series.growth
            rates[series.name] = Rates(geometric_nominal=growth - 1, volatility=volatility)
        return _with_rates(plan, returns, rates)
    if isinstance(returns, LognormalReturns):
        return plan.with_changes(returns=returns.model_copy(update={"mean": returns.mean + shift}))
    if isinstance(returns, FixedReturns):
        return plan.with_changes(returns=returns.model_copy(update={"rate": returns.rate + shift}))
    return None


def with_conservative_preset(plan: Plan) -> Plan | None:
    """Return the plan on the conservative preset, a stress case; None without classes or if it already is."""
    returns = plan.returns
    if not isinstance(returns, ClassReturns) or returns.preset == "conservative":
        return None
    return plan.with_changes(returns=returns.model_copy(update={"preset": "conservative"}))


def with_higher_volatility(plan: Plan) -> Plan | None:
    """Return the plan with volatility two points higher at the same mean; None without volatility."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        rates = {
            s.name: Rates(arithmetic_nominal=s.arithmetic, volatility=s.volatility + 0.02)
            for s in _volatile_classes(returns)
        }
        return _with_rates(plan, returns, rates)
    if isinstance(returns, LognormalReturns) and returns.sd > 0:
        return plan.with_changes(returns=returns.model_copy(update={"sd": returns.sd + 0.02}))
    return None


def with_higher_inflation(plan: Plan) -> Plan | None:
    """Return the plan with inflation one point higher and the same nominal returns; None for history."""
    if isinstance(plan.returns, HistoryReturns):
        return None
    inflation = effective_inflation(plan)
    return plan.with_changes(inflation=inflation.model_copy(update={"mean": inflation.mean + 0.01}))


def with_equity_shift(plan: Plan, shift: float) -> Plan | None:
    """Return the plan with `shift` of its weight moved from bonds and cash to equities (negative: the other way).

    Each side keeps its proportions. At most all of a side is moved; None if nothing can be.
    """
    returns = plan.returns
    if not isinstance(returns, ClassReturns) or returns.preset == "conservative":
        return None
    changes = {"weights": _shift_weights(returns.weights, shift)}
    if returns.weights_end:
        changes["weights_end"] = _shift_weights(returns.weights_end, shift)
    if all(getattr(returns, field) == weights for field, weights in changes.items()):
        return None
    return plan.with_changes(returns=returns.model_copy(update=changes))


def moved_share(before: Plan, after: Plan) -> float:
    """Return the fraction of the mix that is in other classes in `after` than in `before`."""
    assert isinstance(before.returns, ClassReturns) and isinstance(after.returns, ClassReturns)
    old, new = before.returns.weights, after.returns.weights
    return sum(max(0.0, share - old.get(name, 0.0)) for name, share in new.items())


def _shift_weights(weights: Mapping[str, float], shift: float) -> dict[str, float]:
    source_classes, target_classes = (SAFE_CLASSES, EQUITY_CLASSES) if shift > 0 else (EQUITY_CLASSES, SAFE_CLASSES)
    source_weight = sum(weights.get(name, 0.0) for name in source_classes)
    target_weight = sum(weights.get(name, 0.0) for name in target_classes)
    moved = min(abs(shift), source_weight)
    if moved <= 0:
        return dict(weights)
    result = dict(weights)
    for name in source_classes:
        if name in result:
            result[name] *= 1 - moved / source_weight
    if target_weight > 0:
        fractions = {name: weights.get(name, 0.0) / target_weight for name in target_classes}
    else:
        fractions = {target_classes[0]: 1.0}
    for name, fraction in fractions.items():
        if fraction:
            result[name] = result.get(name, 0.0) + moved * fraction
    return result


def _volatile_classes(returns: ClassReturns) -> tuple[MarketSeries, ...]:
    return tuple(series for series in returns.market().classes if series.volatility > 0)


def _with_rates(plan: Plan, returns: ClassReturns, rates: Mapping[str, Rates]) -> Plan:
    """Return the plan with these rates in place of its own; its own inflation stays."""
    own = returns.assumptions or {}
    kept = {name: own[name] for name in own if name == INFLATION or name not in rates}
    return plan.with_changes(returns=returns.model_copy(update={"assumptions": {**kept, **rates}}))
