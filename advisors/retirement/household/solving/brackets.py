"""Find how much more ordinary income fills a tax bracket."""

from dataclasses import dataclass

import numpy as np

from advisors.retirement.household.solving.roots import Index
from advisors.retirement.household.solving.solutions import put_fields
from advisors.retirement.tax_law.federal import Filing
from advisors.retirement.tax_law.schedules import Array, Rate


@dataclass
class BracketGap:
    """How far a bracket's top is exceeded."""

    gap: Array
    slope: Rate

    def put(self, index: Index, part: "BracketGap") -> None:
        """Replace the paths of an index by those of `part`."""
        put_fields(self, index, part, self.gap.size)


@dataclass
class BracketRoom:
    """The question of how much more ordinary income reaches the top of a bracket.

    Ordinary taxable income is what is left of taxable income without gains and qualified dividends.
    """

    filing: Filing
    ordinary: Array
    preferred: Array | None
    top: float

    def take(self, index: Index) -> "BracketRoom":
        """Return the same question on some of the paths."""
        preferred = None if self.preferred is None else self.preferred[index]
        return BracketRoom(self.filing.take(index), self.ordinary[index], preferred, self.top)

    def evaluate(self, x: Array) -> BracketGap:
        """Return how far x more ordinary income exceeds the top."""
        federal = self.filing.compute(self.ordinary + x, self.preferred, split=(1.0, 0.0))
        return BracketGap(federal.before_gains - self.top, np.zeros(1) + federal.taxable_slope)
