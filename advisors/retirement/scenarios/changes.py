"""Single changes to a plan: an assumption, a decision; each gives a new plan, or None where it makes no sense."""

from collections.abc import Callable, Mapping
from math import isclose

from advisors.retirement.inputs.assumptions import INFLATION, MarketSeries, Rates
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, FixedReturns, HistoryReturns, LognormalReturns
from advisors.retirement.markets.return_models import effective_inflation
from advisors.retirement.scenarios.compare import with_retirement_in

SAFE_CLASSES = ("us_aggregate_bonds", "us_tips", "cash")
EQUITY_CLASSES = ("us_equity", "intl_developed_equity", "emerging_equity")
EQUITY_SHIFT = 0.10


def with_lower_return(plan: Plan) -> Plan | None:
    """Give the plan with every return a point lower, its log volatility as it was; None for history."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        return _with_rates(
            plan, returns, {series.name: _rates_one_point_lower(series) for series in _volatile_classes(returns)}
        )
    if isinstance(returns, LognormalReturns):
        return plan.with_changes(returns=returns.model_copy(update={"mean": returns.mean - 0.01}))
    if isinstance(returns, FixedReturns):
        return plan.with_changes(returns=returns.model_copy(update={"rate": returns.rate - 0.01}))
    return None


def _rates_one_point_lower(series: MarketSeries) -> Rates:
    """What is random about the growth stays the same, so the what-if runs on the growth that is kept."""
    growth = series.growth - 0.01
    return Rates(geometric_nominal=growth - 1, volatility=series.volatility * growth / series.growth)


def with_conservative_preset(plan: Plan) -> Plan | None:
    """Give the plan on the conservative preset, a stress case; None where it has no classes or stands on it already."""
    returns = plan.returns
    if not isinstance(returns, ClassReturns) or returns.preset == "conservative":
        return None
    return plan.with_changes(returns=returns.model_copy(update={"preset": "conservative"}))


def with_higher_volatility(plan: Plan) -> Plan | None:
    """Give the plan with volatility two points higher at the same mean; None where there is none to raise."""
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
    """Give the plan with inflation a point higher and nominal returns as they were; None for history."""
    if isinstance(plan.returns, HistoryReturns):
        return None
    inflation = effective_inflation(plan)
    return plan.with_changes(inflation=inflation.model_copy(update={"mean": inflation.mean + 0.01}))


def with_equity_shift(plan: Plan, shift: float) -> Plan | None:
    """Give the plan with `shift` of its weight moved from bonds and cash to equities (negative: back).

    Each side keeps its proportions; what is not there cannot be moved. None where nothing can.
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
    """Give the share of the mix that one plan holds elsewhere than the other: the sum of what was added."""
    assert isinstance(before.returns, ClassReturns) and isinstance(after.returns, ClassReturns)
    was, now = before.returns.weights, after.returns.weights
    return sum(max(0.0, share - was.get(name, 0.0)) for name, share in now.items())


def _build_equity_change(shift: float) -> Callable[[Plan], Plan | None]:
    """The whole shift or none: a swing is named by its size."""

    def change(plan: Plan) -> Plan | None:
        changed = with_equity_shift(plan, shift)
        return changed if changed and isclose(moved_share(plan, changed), abs(shift)) else None

    return change


def _shift_weights(weights: Mapping[str, float], shift: float) -> dict[str, float]:
    giving, taking = (SAFE_CLASSES, EQUITY_CLASSES) if shift > 0 else (EQUITY_CLASSES, SAFE_CLASSES)
    given = sum(weights.get(name, 0.0) for name in giving)
    taken = sum(weights.get(name, 0.0) for name in taking)
    moved = min(abs(shift), given)
    if moved <= 0:
        return dict(weights)
    result = dict(weights)
    for name in giving:
        if name in result:
            result[name] *= 1 - moved / given
    targets = {name: weights.get(name, 0.0) / taken for name in taking} if taken > 0 else {taking[0]: 1.0}
    for name, share in targets.items():
        if share:
            result[name] = result.get(name, 0.0) + moved * share
    return result


def _build_saving_change(factor: float) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        saves = plan.contribution > 0 and plan.years_to_retirement > 0
        return plan.with_changes(contribution=plan.contribution * factor) if saves else None

    return change


def _build_spending_change(factor: float) -> Callable[[Plan], Plan | None]:
    return lambda plan: plan.with_changes(spending=plan.spending * factor) if plan.spending > 0 else None


def _build_retirement_change(years: int) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        moved = plan.years_to_retirement + years
        return with_retirement_in(plan, moved) if 0 <= moved < plan.horizon else None

    return change


def _volatile_classes(returns: ClassReturns) -> tuple[MarketSeries, ...]:
    return tuple(series for series in returns.market().classes if series.volatility > 0)


def _with_rates(plan: Plan, returns: ClassReturns, rates: Mapping[str, Rates]) -> Plan:
    own = returns.assumptions or {}
    kept = {name: own[name] for name in own if name == INFLATION or name not in rates}
    return plan.with_changes(returns=returns.model_copy(update={"assumptions": {**kept, **rates}}))


SENSITIVITY_CHANGES: dict[str, tuple[str, Callable[[Plan], Plan | None]]] = {
    "conservative": ("the conservative assumptions", with_conservative_preset),
    "lower_return": ("returns one point lower every year", with_lower_return),
    "higher_volatility": ("volatility two points higher", with_higher_volatility),
    "higher_inflation": ("inflation one point higher", with_higher_inflation),
    "higher_fee": (
        "fees a quarter of a point higher",
        lambda plan: plan.with_changes(fee=plan.fee + 0.0025) if plan.fee < 0.99 else None,
    ),
    "save_more": ("saving 10% more", _build_saving_change(1.1)),
    "save_less": ("saving 10% less", _build_saving_change(0.9)),
    "spend_more": ("spending 10% more", _build_spending_change(1.1)),
    "spend_less": ("spending 10% less", _build_spending_change(0.9)),
    "retire_later": ("retiring one year later", _build_retirement_change(1)),
    "retire_earlier": ("retiring one year earlier", _build_retirement_change(-1)),
    "more_equities": ("ten points more in equities", _build_equity_change(EQUITY_SHIFT)),
    "less_equities": ("ten points less in equities", _build_equity_change(-EQUITY_SHIFT)),
}
