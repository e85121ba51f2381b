"""Find what a household can spend after tax, and what it must save, on the paths of a plan.

Tax is not linear in spending, so there is no formula: a range is halved for the paths that decide, all on the same
draws. Which these are is known from the plan before taxes, whose limit on every path is computed in one pass.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from typing import Self

import numpy as np
import numpy.typing as npt

from advisors.retirement.household.solving.roots import Index
from advisors.retirement.household.state import HouseholdState
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import Array, Draws, draw
from advisors.retirement.markets.market import MarketYear, build_market
from advisors.retirement.projection.before_tax import before_tax
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.searching import search_level

LEVELS = (0.8, 0.9, 0.95)
HALVINGS = 10
LOWEST_SHARE, HIGHEST_SHARE = 0.55, 1.02
"""The range that is halved, as shares of the spending before taxes. A path outside of it gets a wider one."""
RANKS_BELOW, RANKS_ABOVE, RANKS_MORE = 0.3, 2.0, 0.02
"""The paths that are tried for a level: from this part of its rank to this multiple of it, and of all paths more."""
MAX_WIDENINGS, MAX_DOUBLINGS = 6, 10


@dataclass(frozen=True)
class Sustained:
    """What 80, 90 and 95% of the paths can spend after tax, by level, and what 90% can before taxes."""

    levels: dict[str, float]
    gross: float

    def scale(self, factor: float, gross: float) -> Self:
        """Return all levels times a factor, beside another spending before taxes."""
        return type(self)({level: factor * amount for level, amount in self.levels.items()}, gross)

    def correction(self, success: float) -> float:
        """Return the factor that leads to success on 90% of the paths where the spending at 90% has another one."""
        levels, amounts = np.array(LEVELS), np.array([self.levels[f"{level:.2f}"] for level in LEVELS])
        slopes = np.diff(amounts) / np.diff(levels)
        amount = np.interp(success, levels, amounts)
        amount += min(success - levels[0], 0.0) * slopes[0] + max(success - levels[-1], 0.0) * slopes[-1]
        return float(amounts[1] / max(amount, 0.5 * amounts[1])) if amounts[1] > 0 else 1.0


def sustain_before_tax(plan: Plan, draws: Draws) -> dict[str, float]:
    """Return what the levels of paths can spend a year before taxes, in one pass."""
    return project(before_tax(plan), draws=draws, fan="none").sustainable_spending or {}


def find_sustained(plan: Plan, draws: Draws | None = None) -> dict[str, float]:
    """Return the spending a year after tax that 80, 90 and 95% of the paths can afford, by level.

    In today's dollars. Every path is tried where few are, else those that can decide. Raises DrawsMismatchError as
    `project` does, and TypeError for history.
    """
    draws = draws or draw(plan)
    years = [MarketYear(np.array(year.real), np.array(year.inflation)) for year in build_market(plan, draws).years]
    gross = project(before_tax(plan), draws=draws, fan="none").outcome
    assert gross is not None and gross.max_spending is not None
    limits = np.broadcast_to(gross.max_spending, (plan.paths,))
    ranked = np.argsort(limits, kind="stable")
    places = {f"{level:.2f}": floor(plan.paths * (1 - level) + 1e-9) for level in LEVELS}
    tried: set[int] = set()
    for place in places.values():
        more = RANKS_MORE * plan.paths
        tried.update(
            range(max(0, floor(RANKS_BELOW * place - more)), min(plan.paths, floor(RANKS_ABOVE * place + more) + 1))
        )
    first = min(tried)
    index = ranked[sorted(tried)]
    found = np.sort(halve_spending(plan, years, index, limits[index]))
    return {name: float(found[min(place - first, found.size - 1)]) for name, place in places.items()}


def halve_spending(plan: Plan, years: list[MarketYear], index: Index, limits: Array) -> Array:
    """Return the most that each path of `index` can spend after tax; `limits`: what it can spend before taxes."""
    chosen = [MarketYear(*(part[index] if part.size > 1 else part for part in year)) for year in years]

    def pays(spending: Array) -> npt.NDArray[np.bool_]:
        state, paid = HouseholdState(plan, index.size, spending, index), np.ones(index.size, dtype=bool)
        for year, market_year in enumerate(chosen, start=1):
            state.advance_year(year, market_year)
            paid &= np.asarray(state.ledger.get("short", 0.0)) <= 0
        return paid

    low, high = LOWEST_SHARE * limits, HIGHEST_SHARE * np.maximum(limits, 1.0)
    for _ in range(MAX_WIDENINGS):
        too_much = ~pays(low)
        if not too_much.any():
            break
        low, high = np.where(too_much, 0.5 * low, low), np.where(too_much, low, high)
    for _ in range(MAX_WIDENINGS):
        affordable = pays(high)
        if not affordable.any():
            break
        low, high = np.where(affordable, high, low), np.where(affordable, 1.5 * high, high)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        affordable = pays(middle)
        low, high = np.where(affordable, middle, low), np.where(affordable, high, middle)
    return low


def find_required_saving(plan: Plan, success: Callable[[Plan], float], level: float) -> float | None:
    """Return the least saving in year 1 with which `success` of a plan reaches a level, in today's dollars.

    None without years of saving, or where no saving of up to many times what is saved is enough.
    """
    if not plan.years_to_retirement or not plan.retirement_years:
        return None

    def saved(dollars: float) -> float:
        return success(plan.with_saving(dollars))

    now = plan.saving, success(plan)
    if now[1] >= level:
        none = 0.0, saved(0.0)
        return 0.0 if none[1] >= level else search_level(saved, none, now, level)
    low, high = now, max(1.3 * plan.saving, 0.1 * plan.spending, 1_000.0)
    for _ in range(MAX_DOUBLINGS):
        tried = high, saved(high)
        if tried[1] >= level:
            return search_level(saved, low, tried, level)
        low, high = tried, 2 * high
    return None
