"""Test changes of a plan on the same paths: after tax on the first 2,000, which are enough for differences.

A chance after a change is the plan's own chance, of all paths, plus the paired difference on the kept ones.
"""

from dataclasses import dataclass, field, replace
from math import sqrt

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import Projection, Success
from advisors.retirement.projection.projection_summary import wilson_interval
from advisors.retirement.projection.sustained_spending import Sustained, sustain_before_tax
from advisors.retirement.scenarios.compare import Difference, compute_difference
from advisors.retirement.simulation.fan import FanDetail
from advisors.retirement.simulation.household_run import WEALTH_TOTALS

WHAT_IF_PATHS = 2_000
SUSTAINED_LEVEL = "0.90"
CORRECTIONS = 2


@dataclass(frozen=True)
class KeptPaths:
    """The plan on all paths (`whole`) and on those that changes are tested on (`before`), with their draws.

    `sustained`: what the kept paths sustain, if that of a changed plan is wanted too. `runs`: the projections so far,
    by plan. The same plan has the same paths, whatever draws it is projected with.
    """

    draws: Draws | None
    whole: Projection
    before: Projection
    sustained: Sustained | None = None
    runs: dict[str, Projection] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def keep(
        cls, plan: Plan, draws: Draws | None, whole: Projection, *, own: Draws | None = None,
        sustained: Sustained | None = None,
    ) -> "KeptPaths":  # fmt: skip
        """Return the kept paths of a plan: all of them where nothing is taxed. `own`: their draws, if known."""
        if plan.household is None or isinstance(plan.returns, HistoryReturns):
            return cls(draws, whole, whole)
        short = shorten_paths(plan)
        own = own or draw(short)
        before = project(short, draws=own, fan="none")
        if sustained:
            before = before.model_copy(update={"sustainable_spending": sustained.levels})
        return cls(own, whole, before, sustained, {short.model_dump_json(): before})

    def with_plan(self, plan: Plan) -> "KeptPaths":
        """Return the same paths for another plan to start from, with its chance on all paths as a change gives it."""
        short = self.shorten(plan)
        kept = replace(self, draws=draw(short))
        before = kept.project(plan)
        if self.before is self.whole:
            return replace(kept, whole=before, before=before)
        if self.sustained:
            found = kept.sustain(short, self.sustained)
            kept = replace(kept, sustained=found)
            before = before.model_copy(update={"sustainable_spending": found.levels})
        success = shift_success(self.whole.success, before.success.probability - self.before.success.probability)
        return replace(kept, whole=before.model_copy(update={"success": success}), before=before)

    @property
    def paths(self) -> int:
        """Return the number of paths that changes are tested on."""
        return self.before.engine.paths

    def project(self, plan: Plan, *, fan: FanDetail = "none") -> Projection:
        """Project a changed plan on the kept paths, once; without its chance on all paths, see `compare`."""
        if plan.household is None:
            return project(plan, draws=self.draws, fan=fan)
        short = self.shorten(plan)
        key = short.model_dump_json()
        found = self.runs.get(key)
        if found is None or not shows(found, fan):
            found = self.runs[key] = project(short, draws=self.draws, fan=fan)
        return found

    def shorten(self, plan: Plan) -> Plan:
        """Return a plan on the number of paths that are kept."""
        return plan if plan.household is None else plan.with_changes(paths=self.paths)

    def sustain(self, plan: Plan, own: Sustained) -> Sustained:
        """Return what a changed plan sustains after tax, given what the plan that it changes does.

        The change before taxes says where to look, and how many paths succeed there how far off that is.
        """
        assert self.draws is not None
        gross = sustain_before_tax(plan, self.draws)[SUSTAINED_LEVEL]
        found = own.scale(gross / own.gross if own.gross else 1.0, gross)
        for _ in range(CORRECTIONS):
            tried = self.project(plan.with_changes(spending=found.levels[SUSTAINED_LEVEL]))
            found = found.scale(found.correction(tried.success.probability), gross)
        return found

    def compare(self, plan: Plan) -> Difference:
        """Return the paired difference that a changed plan makes."""
        return self.measure(plan)[1]

    def measure(self, plan: Plan) -> tuple[Projection, Difference]:
        """Project a changed plan. Return it with its chance and what it sustains on all paths, and the difference."""
        after = self.project(plan)
        if self.sustained and plan.household:
            levels = self.sustain(self.shorten(plan), self.sustained).levels
            after = after.model_copy(update={"sustainable_spending": levels})
        difference = self.difference_of(after)
        if self.before is self.whole:
            return after, difference
        success = difference.after
        own, more = self.whole.sustainable_spending, difference.sustainable_spending
        sustained = None if own is None or more is None else {SUSTAINED_LEVEL: own[SUSTAINED_LEVEL] + more}
        return after.model_copy(update={"success": success, "sustainable_spending": sustained}), difference

    def difference_of(self, after: Projection) -> Difference:
        """Return the paired difference of a projection on the kept paths, with the chances on all paths."""
        return self.shift(compute_difference(self.before, after))

    def compare_longer(self, longer: Plan) -> Difference:
        """Return the difference of a plan with more years than the draws have, on draws of its own."""
        return self.shift(compute_difference(self.before, project(self.shorten(longer), fan="none")))

    def shift(self, difference: Difference) -> Difference:
        """Return a difference on the kept paths with the chances on all paths."""
        if self.before is self.whole:
            return difference
        success = shift_success(self.whole.success, difference.success)
        return difference.model_copy(update={"before": self.whole.success, "after": success})


def shows(projection: Projection, fan: FanDetail) -> bool:
    """Return whether the projection of a household has what is asked for."""
    household = projection.household
    if fan == "real" or household is None:
        return bool(projection.fan.real)
    return bool(household.figures) if fan != "none" else len(household.lifetime) > len(WEALTH_TOTALS)


def shorten_paths(plan: Plan) -> Plan:
    """Return a plan on no more paths than what-ifs need after tax."""
    return plan.with_changes(paths=min(plan.paths, WHAT_IF_PATHS))


def shift_success(success: Success, by: float) -> Success:
    """Return a success on the same number of paths, changed by a fraction."""
    probability, paths = min(max(success.probability + by, 0.0), 1.0), success.paths or 1
    return Success(
        probability=probability, standard_error=sqrt(probability * (1 - probability) / paths),
        interval=wilson_interval(probability, paths), successes=round(probability * paths), paths=paths,
    )  # fmt: skip
