"""Compute the effect of each assumption and decision on a plan: one change at a time, on the same paths."""

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import FrozenResult
from advisors.retirement.scenarios.change_kinds import SENSITIVITY_CHANGES
from advisors.retirement.scenarios.compare import Difference
from advisors.retirement.scenarios.kept_paths import KeptPaths


class Sensitivity(FrozenResult):
    """One change to a plan and its effect: the paired difference from the unchanged plan."""

    name: str
    label: str
    difference: Difference


def compute_sensitivities(plan: Plan, draws: Draws | None = None, kept: KeptPaths | None = None) -> list[Sensitivity]:
    """Return the effect of each change that makes sense for this plan, largest effect on success first.

    Changes: the conservative preset; return -1 point, volatility +2 points at the same mean, inflation +1 point,
    fee +0.25 points; saving and spending 10% up and down; retirement a year later and earlier; ten points more and
    less in equities (not under the conservative preset, which is a stress case and no basis for advice on the mix).
    `kept`: the paths to test them on, if they are known.
    """
    if kept is None:
        if draws is None and not isinstance(plan.returns, HistoryReturns):
            draws = draw(plan)
        kept = KeptPaths.keep(plan, draws, project(plan, draws=draws, fan="none"))
    effects = [
        Sensitivity(
            name=name,
            label=change.label,
            difference=kept.compare(changed),
        )
        for name, change in SENSITIVITY_CHANGES.items()
        if (changed := change.apply(plan)) is not None
    ]
    return sorted(effects, key=lambda effect: -abs(effect.difference.success))
