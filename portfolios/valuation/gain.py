"""What positions gained since they were bought, and since the close before. Money in exact dollars."""

from dataclasses import dataclass
from decimal import Context, Decimal

EXACT = Context(prec=60)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Gains:
    """Sums over priced positions, each over those for which it is known.

    cost: what they cost. worth: their value. costless: how many have no known cost. day_before: their value at the
    close before the newest one. day_change: how it changed since.
    """

    cost: Decimal = ZERO
    worth: Decimal = ZERO
    costless: int = 0
    day_before: Decimal = ZERO
    day_change: Decimal = ZERO

    def __add__(self, other: "Gains") -> "Gains":
        return Gains(
            EXACT.add(self.cost, other.cost),
            EXACT.add(self.worth, other.worth),
            self.costless + other.costless,
            EXACT.add(self.day_before, other.day_before),
            EXACT.add(self.day_change, other.day_change),
        )

    @property
    def is_known(self) -> bool:
        """Return whether the cost of any position is known."""
        return bool(self.cost or self.worth)

    @property
    def gain(self) -> Decimal | None:
        return EXACT.subtract(self.worth, self.cost) if self.is_known else None

    @property
    def share(self) -> Decimal | None:
        """Return the gain in percent of the cost; None without a cost."""
        gain = self.gain
        return None if gain is None or not self.cost else EXACT.divide(EXACT.multiply(gain, Decimal(100)), self.cost)

    @property
    def day(self) -> Decimal | None:
        """Return the change since the close before; None where no such close is on record."""
        return self.day_change if self.day_before else None

    @property
    def day_share(self) -> Decimal | None:
        """Return that change in percent."""
        if not self.day_before:
            return None
        return EXACT.divide(EXACT.multiply(self.day_change, Decimal(100)), self.day_before)
