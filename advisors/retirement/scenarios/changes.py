"""Single changes to a plan: an assumption, a decision; each gives a new plan, or None where it makes no sense."""

from collections.abc import Callable, Mapping
from math import isclose

from advisors.retirement.inputs.assumptions import Rates, Series
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, FixedReturns, HistoryReturns, LognormalReturns
from advisors.retirement.inputs.stored import INFLATION
from advisors.retirement.markets.growth import stated_inflation
from advisors.retirement.scenarios.compare import retiring_in

SAFE_CLASSES = ("us_aggregate_bonds", "us_tips", "cash")
EQUITY_CLASSES = ("us_equity", "intl_developed_equity", "emerging_equity")
SHIFTED = 0.10


def lower_return(plan: Plan) -> Plan | None:
    """Give the plan with every return a point lower, its log volatility as it was; None for history."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        return _with_rates(plan, returns, {series.name: _a_point_lower(series) for series in _classes(returns)})
    if isinstance(returns, LognormalReturns):
        return plan.but(returns=returns.model_copy(update={"mean": returns.mean - 0.01}))
    if isinstance(returns, FixedReturns):
        return plan.but(returns=returns.model_copy(update={"rate": returns.rate - 0.01}))
    return None


def _a_point_lower(series: Series) -> Rates:
    """What is random about the growth stays the same, so the what-if runs on the growth that is kept."""
    growth = series.growth - 0.01
    return Rates(geometric_nominal=growth - 1, volatility=series.volatility * growth / series.growth)


def conservative(plan: Plan) -> Plan | None:
    """Give the plan on the conservative preset, a stress case; None where it has no classes or stands on it already."""
    returns = plan.returns
    if not isinstance(returns, ClassReturns) or returns.preset == "conservative":
        return None
    return plan.but(returns=returns.model_copy(update={"preset": "conservative"}))


def higher_volatility(plan: Plan) -> Plan | None:
    """Give the plan with volatility two points higher at the same mean; None where there is none to raise."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        rates = {
            s.name: Rates(arithmetic_nominal=s.arithmetic, volatility=s.volatility + 0.02) for s in _classes(returns)
        }
        return _with_rates(plan, returns, rates)
    if isinstance(returns, LognormalReturns) and returns.sd > 0:
        return plan.but(returns=returns.model_copy(update={"sd": returns.sd + 0.02}))
    return None


def higher_inflation(plan: Plan) -> Plan | None:
    """Give the plan with inflation a point higher and nominal returns as they were; None for history."""
    if isinstance(plan.returns, HistoryReturns):
        return None
    inflation = stated_inflation(plan)
    return plan.but(inflation=inflation.model_copy(update={"mean": inflation.mean + 0.01}))


def with_equities(plan: Plan, shift: float) -> Plan | None:
    """Give the plan with `shift` of its weight moved from bonds and cash to equities (negative: back).

    Each side keeps its proportions; what is not there cannot be moved. None where nothing can.
    """
    returns = plan.returns
    if not isinstance(returns, ClassReturns) or returns.preset == "conservative":
        return None
    changes = {"weights": _shifted(returns.weights, shift)}
    if returns.weights_end:
        changes["weights_end"] = _shifted(returns.weights_end, shift)
    if all(getattr(returns, field) == weights for field, weights in changes.items()):
        return None
    return plan.but(returns=returns.model_copy(update=changes))


def moved_share(before: Plan, after: Plan) -> float:
    """Give the share of the mix that one plan holds elsewhere than the other: the sum of what was added."""
    assert isinstance(before.returns, ClassReturns) and isinstance(after.returns, ClassReturns)
    was, now = before.returns.weights, after.returns.weights
    return sum(max(0.0, share - was.get(name, 0.0)) for name, share in now.items())


def _shifting(shift: float) -> Callable[[Plan], Plan | None]:
    """The whole shift or none: a swing is named by its size."""

    def change(plan: Plan) -> Plan | None:
        changed = with_equities(plan, shift)
        return changed if changed and isclose(moved_share(plan, changed), abs(shift)) else None

    return change


def _shifted(weights: Mapping[str, float], shift: float) -> dict[str, float]:
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


def _saving(factor: float) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        saves = plan.contribution > 0 and plan.years_to_retirement > 0
        return plan.but(contribution=plan.contribution * factor) if saves else None

    return change


def _spending(factor: float) -> Callable[[Plan], Plan | None]:
    return lambda plan: plan.but(spending=plan.spending * factor) if plan.spending > 0 else None


def _retiring(years: int) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        moved = plan.years_to_retirement + years
        return retiring_in(plan, moved) if 0 <= moved < plan.horizon else None

    return change


def _classes(returns: ClassReturns) -> tuple[Series, ...]:
    return tuple(series for series in returns.market().classes if series.volatility > 0)


def _with_rates(plan: Plan, returns: ClassReturns, rates: Mapping[str, Rates]) -> Plan:
    own = returns.assumptions or {}
    kept = {name: own[name] for name in own if name == INFLATION or name not in rates}
    return plan.but(returns=returns.model_copy(update={"assumptions": {**kept, **rates}}))


CHANGES: dict[str, tuple[str, Callable[[Plan], Plan | None]]] = {
    "conservative": ("the conservative assumptions", conservative),
    "lower_return": ("returns one point lower every year", lower_return),
    "higher_volatility": ("volatility two points higher", higher_volatility),
    "higher_inflation": ("inflation one point higher", higher_inflation),
    "higher_fee": (
        "fees a quarter of a point higher",
        lambda plan: plan.but(fee=plan.fee + 0.0025) if plan.fee < 0.99 else None,
    ),
    "save_more": ("saving 10% more", _saving(1.1)),
    "save_less": ("saving 10% less", _saving(0.9)),
    "spend_more": ("spending 10% more", _spending(1.1)),
    "spend_less": ("spending 10% less", _spending(0.9)),
    "retire_later": ("retiring one year later", _retiring(1)),
    "retire_earlier": ("retiring one year earlier", _retiring(-1)),
    "more_equities": ("ten points more in equities", _shifting(SHIFTED)),
    "less_equities": ("ten points less in equities", _shifting(-SHIFTED)),
}
