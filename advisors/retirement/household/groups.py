"""Group the paths of a year by who lives."""

from dataclasses import dataclass

import numpy as np

from advisors.retirement.household.lives import Years
from advisors.retirement.household.solving.roots import Index
from advisors.retirement.tax_law.law_parts import FilingStatus
from advisors.retirement.tax_law.schedules import Array


@dataclass(frozen=True)
class YearGroup:
    """The paths of a year on which the same people live; `index` None for all paths."""

    year: int
    living: tuple[bool, ...]
    index: Index | None

    def pick(self, values: Array | float) -> Array:
        """Return the values of these paths; one value for all stays one."""
        values = np.atleast_1d(values)
        return values if self.index is None or values.size == 1 else values[self.index]

    @property
    def people(self) -> list[int]:
        """Return the numbers of the living."""
        return [number for number, lives in enumerate(self.living) if lives]

    @property
    def status(self) -> FilingStatus:
        """Return the filing status: joint for two, in the year of a death too."""
        return "joint" if sum(self.living) == 2 else "single"


def split_paths(deaths: list[Years], year: int, width: int) -> list[YearGroup]:
    """Return the paths of a year by who lives in it, given each person's year of death; none without anybody."""
    alive = [years >= year for years in deaths]
    if all(lives.size == 1 for lives in alive):
        living = tuple(bool(lives[0]) for lives in alive)
        return [YearGroup(year, living, None)] if any(living) else []
    code = np.zeros(width, dtype=np.int8)
    for number, lives in enumerate(alive):
        code += (lives << number).astype(np.int8)
    groups = []
    for number in range(1, 2 ** len(alive)):
        index = np.flatnonzero(code == number)
        if index.size:
            living = tuple(bool(number >> person & 1) for person in range(len(alive)))
            groups.append(YearGroup(year, living, None if index.size == width else index))
    return groups
