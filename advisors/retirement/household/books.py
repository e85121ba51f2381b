"""Keep the balances of a household on every path, in today's dollars."""

from collections.abc import Sequence

import numpy as np

from advisors.retirement.household.solving.roots import Index
from advisors.retirement.inputs.household import Household
from advisors.retirement.tax_law.schedules import Array, add_up

SEARCHES = ("drawn", "drawn: cash", "drawn again", "drawn again: cash", "room", "converted")
"""What is searched for each year: withdrawals without and with a conversion, from the cash without
them, bracket room, the conversion."""


class Books:
    """The balances and memories of each path, by name.

    `money` grows with the market: taxable, hsa, and traditional and roth by person. `nominal` loses value with prices:
    the basis, what of Roth money is free (`free`) or a young conversion (`unripe`, by person and year), and the incomes
    of the last two years (`magi`). `memory` is neither: the withdrawals from which the next search starts.
    """

    def __init__(self, money: dict[str, Array], nominal: dict[str, Array], memory: dict[str, Array]) -> None:
        self.money, self.nominal, self.memory = money, nominal, memory

    @classmethod
    def open(cls, household: Household, width: int) -> "Books":
        """Return the books of a household before year 1."""

        def fill(amount: float) -> Array:
            return np.full(width, float(amount))

        taxable = [account for account in household.accounts if account.kind == "taxable"]
        money = {"taxable": fill(household.value_of("taxable")), "hsa": fill(household.value_of("hsa"))}
        before = household.health.magi_before if household.health else (0.0, 0.0)
        nominal = {
            "basis": fill(sum(account.cost for account in taxable)),
            "magi2": fill(before[0]), "magi1": fill(before[1]),
        }  # fmt: skip
        for person in range(len(household.people)):
            money[f"traditional{person}"] = fill(household.value_of("traditional", person))
            money[f"roth{person}"] = fill(household.value_of("roth", person))
            own = [account for account in household.accounts if account.kind == "roth" and account.owner == person]
            nominal[f"free{person}"] = fill(sum(account.contributions or 0.0 for account in own))
        return cls(money, nominal, {name: fill(0.0) for name in SEARCHES})

    def take(self, index: Index) -> "Books":
        """Return the books of some of the paths, as copies."""
        return Books(*({name: values[index] for name, values in part.items()} for part in self.parts()))

    def put(self, index: Index, other: "Books") -> None:
        """Replace the books of some of the paths."""
        for mine, theirs in zip(self.parts(), other.parts(), strict=True):
            for name, values in theirs.items():
                mine.setdefault(name, np.zeros(self.width))[index] = values
            for name in mine.keys() - theirs.keys():
                mine[name][index] = 0.0

    def parts(self) -> Sequence[dict[str, Array]]:
        """Return the three parts."""
        return self.money, self.nominal, self.memory

    @property
    def width(self) -> int:
        """Return the number of paths."""
        return self.money["taxable"].size

    @property
    def total(self) -> Array:
        """Return all money of each path."""
        return add_up(self.money.values())

    def grow(self, factor: Array, inflation: Array) -> None:
        """Apply a year's real growth and inflation."""
        for values in self.money.values():
            values *= factor
        for values in self.nominal.values():
            values /= inflation

    def unripe(self, person: int, before: int) -> list[str]:
        """Return the names of a person's conversions made before a year, the oldest first."""
        start = f"unripe{person}."
        years = sorted(int(name.removeprefix(start)) for name in self.nominal if name.startswith(start))
        return [f"{start}{year}" for year in years if year < before]

    def ripen(self, person: int, year: int, after: int) -> None:
        """Make a person's conversions free that are `after` years old in `year`."""
        for name in self.unripe(person, year - after + 1):
            self.nominal[f"free{person}"] += self.nominal.pop(name)

    def pass_on(self, dead: int, left: int, step_up: float, index: Index) -> None:
        """Give what a dead person owned to the survivor on some paths, and raise the basis of taxable money."""
        for start in ("traditional", "roth"):
            self.money[f"{start}{left}"][index] += self.money[f"{start}{dead}"][index]
            self.money[f"{start}{dead}"][index] = 0.0
        for name in [f"free{dead}", *self.unripe(dead, 10**9)]:
            heir = name.replace(str(dead), str(left), 1)
            self.nominal.setdefault(heir, np.zeros(self.width))[index] += self.nominal[name][index]
            self.nominal[name][index] = 0.0
        gain = np.maximum(self.money["taxable"][index] - self.nominal["basis"][index], 0.0)
        self.nominal["basis"][index] += step_up * gain
