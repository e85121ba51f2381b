"""Describe four simulated paths year by year: the worst, the 10th percentile, the median and the 90th."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws
from advisors.retirement.markets.market import Market, MarketYear, build_market
from advisors.retirement.projection.historical_replay import build_historical_market
from advisors.retirement.projection.projection_result import FrozenResult
from advisors.retirement.simulation.outcome import SimulationOutcome, YearRecord
from advisors.retirement.simulation.simulate import simulate, simulate_years
from advisors.retirement.simulation.withdrawals import RAISE_SKIPPED, SPENDING_CUT, SPENDING_RAISED
from portfolios.currencies import BASE_CURRENCY, write_amount

PATH_RANKS = {"worst": 0.0, "10th": 0.1, "median": 0.5, "90th": 0.9}
GUARDRAIL_EXPLANATIONS = {
    RAISE_SKIPPED: "Spending got no raise for inflation after a losing year.",
    SPENDING_CUT: "Spending was cut because the withdrawal rate had climbed past its upper guardrail.",
    SPENDING_RAISED: "Spending was raised because the withdrawal rate had dropped past its lower guardrail.",
}


class PathYear(FrozenResult):
    """One year of one path, in today's dollars.

    `growth` is the real return before fees; `why` explains what changed spending and value.
    """

    year: int
    retired: bool
    start: float
    growth: float
    inflation: float
    saved: float
    income: float
    spent: float
    funded: bool
    end: float
    end_nominal: float
    why: str


class PathDetail(FrozenResult):
    """One path: `name` is its rank among all paths, `path` its number (from 0; for history, its start year)."""

    name: str
    path: int
    years: list[PathYear]


def build_path_details(
    plan: Plan, draws: Draws | None = None, outcome: SimulationOutcome | None = None, *, currency: str = BASE_CURRENCY
) -> list[PathDetail]:
    """Return the worst, 10th, median and 90th percentile path of a plan, year by year.

    Paths are ranked by the years funded before the first failure, then by the money left at the end.
    `outcome`: of this plan on these draws, if it is known. currency: of its money. Raises as `project` does.
    """
    outcome = outcome or simulate(plan, _plan_market(plan, draws), "none")
    ranked = np.lexsort((outcome.terminal, outcome.years_funded))
    columns = ranked[[int(rank * (outcome.width - 1)) for rank in PATH_RANKS.values()]]
    market = _plan_market(plan, draws)
    years = (
        MarketYear(*(values[columns] if values.size > 1 else values for values in market_year))
        for market_year in market.years
    )
    records = list(simulate_years(plan, Market(len(columns), years), columns))
    first = build_historical_market(plan)[1][0] if isinstance(plan.returns, HistoryReturns) else 0
    return [
        PathDetail(name=name, path=first + int(columns[place]), years=_build_path_years(plan, records, place, currency))
        for place, name in enumerate(PATH_RANKS)
    ]


def _plan_market(plan: Plan, draws: Draws | None) -> Market:
    return build_historical_market(plan)[0] if isinstance(plan.returns, HistoryReturns) else build_market(plan, draws)


def _build_path_years(plan: Plan, records: Sequence[YearRecord], place: int, code: str) -> list[PathYear]:
    years: list[PathYear] = []
    for record in records:
        end = _value_at(record.end, place)
        year = PathYear(
            year=record.year,
            retired=record.year > plan.years_to_retirement,
            start=_value_at(record.start, place),
            growth=_value_at(record.growth, place) - 1,
            inflation=_value_at(record.inflation, place) - 1,
            saved=record.saved,
            income=_value_at(record.income, place),
            spent=_value_at(record.spent, place),
            funded=bool(_value_at(record.funded, place)),
            end=end,
            end_nominal=end * _value_at(record.price, place),
            why="",
        )
        reason = 0 if record.reasons is None else int(_value_at(record.reasons, place))
        why = " ".join(_explain_year(plan, year, years[-1] if years else None, reason, code))
        years.append(year.model_copy(update={"why": why}))
    return years


def _value_at(values: npt.NDArray[np.generic], place: int) -> float:
    return float(values[place if values.size > 1 else 0])


def _explain_year(plan: Plan, year: PathYear, before: PathYear | None, reason: int, code: str) -> Iterator[str]:
    """Yield at most one sentence on spending, and one on the value of the portfolio."""
    if year.retired and not year.funded:
        what = "The money ran short" if plan.rule == "constant_real" else "Spending fell below what is needed"
        yield f"{what}: {write_amount(f'{year.spent:,.0f}', code)} could be spent."
    elif year.retired and reason in GUARDRAIL_EXPLANATIONS:
        yield GUARDRAIL_EXPLANATIONS[reason]
    elif year.retired and before and before.retired and plan.rule not in ("constant_real", "guardrails"):
        change = year.spent / before.spent - 1 if before.spent else 0.0
        if abs(change) >= 0.0005:
            yield f"Spending {'rose' if change > 0 else 'fell'} {abs(change):.1%}, as it follows the portfolio."
    if year.start == 0 and year.end == 0:
        yield "Nothing was left to invest."
        return
    market = f"Markets {'gained' if year.growth >= 0 else 'lost'} {abs(year.growth):.1%} after inflation"
    flow = year.saved + year.income - year.spent
    if flow:
        market += f", {write_amount(f'{abs(flow):,.0f}', code)} {'came in' if flow > 0 else 'was taken out'}"
    change = year.end - year.start
    if abs(change) < 0.5:
        yield f"{market}: the portfolio stayed where it was."
    else:
        verb = "grew" if change > 0 else "shrank"
        yield f"{market}: the portfolio {verb} by {write_amount(f'{abs(change):,.0f}', code)}."
