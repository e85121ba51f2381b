"""A projected change of a plan, and what it says."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from advisors.claims.thresholds import is_clear
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.projection.projection_result import Projection, Success
from advisors.retirement.scenarios.kept_paths import SUSTAINED_LEVEL
from analysis.what_if.values import Levers

WIDTH = 1.959963984540054
"""Standard errors on each side of a 95% interval."""
Verdict = Literal["unchanged", "better", "worse", "unclear"]


@dataclass(frozen=True)
class Tried:
    """A projected change. `change` of the chance and its paired `error` are fractions.

    `gained` and `lost`: the scenarios that work out only with the change, or only without it.
    """

    levers: Levers
    plan: Plan
    projection: Projection
    before: Success
    after: Success
    change: float
    error: float
    gained: int
    lost: int

    @property
    def verdict(self) -> Verdict:
        """Return what the change does to the chance, unless it may be chance itself."""
        if not self.levers.moved:
            return "unchanged"
        if not is_clear(Decimal(self.change), Decimal(self.error)):
            return "unclear"
        return "better" if self.change > 0 else "worse"

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95% interval of the change, as fractions."""
        return self.change - WIDTH * self.error, self.change + WIDTH * self.error

    @property
    def sustained(self) -> float | None:
        """Return what nine of ten scenarios sustain a year; None after tax, where it takes too many runs to follow."""
        return (self.projection.sustainable_spending or {}).get(SUSTAINED_LEVEL)
