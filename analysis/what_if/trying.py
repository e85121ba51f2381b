"""Project a plan with some levers moved, on the same scenarios, and say what it changes."""

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.kept_paths import SUSTAINED_LEVEL
from analysis.what_if.base import Base
from analysis.what_if.levers import levers_of
from analysis.what_if.tried import Tried
from analysis.what_if.values import Levers

RESULTS_KEPT = 60


def apply_levers(base: Base, levers: Levers) -> Plan:
    """Return the plan with some values in place of its own. Levers that this plan does not have are left out."""
    plan, moved = base.plan, levers.moved
    for lever in sorted(levers_of(base), key=lambda one: one.key != "retire"):  # the others depend on its years
        if lever.key in moved:
            value = moved[lever.key]
            plan = lever.apply(plan, int(value) - base.age if lever.key == "retire" else value)
    return plan


def try_levers(base: Base, levers: Levers) -> Tried:
    """Project the plan with some levers moved. What was computed before is looked up."""
    found = base.tried.get(levers)
    if found is not None:
        return found
    kept = base.kept
    plan = apply_levers(base, levers)
    after = kept.before if plan is base.plan else kept.project(plan, fan="real")
    difference = kept.difference_of(after)
    tried = Tried(
        levers, plan, after.model_copy(update={"outcome": None}), kept.whole.success, difference.after,
        difference.success, difference.standard_error or 0.0, difference.gained, difference.lost,
    )  # fmt: skip
    if len(base.tried) >= RESULTS_KEPT:
        base.tried.clear()
    base.tried[levers] = tried
    return tried


def sustain_levers(base: Base, levers: Levers) -> float | None:
    """Return about what nine of ten scenarios sustain a year after tax with some levers moved; None before taxes.

    The plan's own amount, of all scenarios, is changed by the difference on the kept ones.
    """
    own = base.own_sustained
    if own is None or base.estimated_income is None:
        return None
    if levers not in base.sustained:
        if len(base.sustained) >= RESULTS_KEPT:
            base.sustained.clear()
        found = base.kept.sustain(base.kept.shorten(apply_levers(base, levers)), own)
        base.sustained[levers] = found.levels[SUSTAINED_LEVEL] - own.levels[SUSTAINED_LEVEL]
    return max(base.estimated_income + base.sustained[levers], 0.0)
