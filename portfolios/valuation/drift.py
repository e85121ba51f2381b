"""Drift from target weights, and whether it is large enough to act: the 5/25 rule.

Source: L. Swedroe. Act at 5 points from the target, or at 25% of the target, whichever comes first. For a target of
0 only the 5 points count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from portfolios.valuation.value import EXACT_CONTEXT, ZERO


@dataclass(frozen=True, slots=True)
class Band:
    """points: percentage points around a target. share: percent of the target."""

    points: Decimal = Decimal(5)
    share: Decimal = Decimal(25)

    def width(self, target: Decimal) -> Decimal:
        """Return the distance from a target at which to act. Target and width are fractions of the whole."""
        points = self.points / 100
        return min(points, target * self.share / 100) if target else points


DEFAULT_BAND = Band()


@dataclass(frozen=True, slots=True)
class Drift:
    """amount, gap: dollars (gap: to buy, or to sell if negative). weight, target, width: fractions of the whole."""

    key: str
    amount: Decimal
    weight: Decimal
    target: Decimal
    gap: Decimal
    width: Decimal

    @property
    def drift(self) -> Decimal:
        """Return weight minus target, a fraction."""
        return EXACT_CONTEXT.subtract(self.weight, self.target)

    @property
    def breached(self) -> bool:
        """Return whether the rule says to act, the edge included."""
        return abs(self.drift) >= self.width


def compute_drifts(
    amounts: Mapping[str, Decimal], targets: Mapping[str, Decimal], band: Band = DEFAULT_BAND
) -> tuple[Drift, ...]:
    """Return the drift of each class with a target, then of other held classes. Empty if nothing is held.

    amounts: dollars by class; the whole is their sum. targets: fractions by class; a class without one has 0.
    """
    with localcontext(EXACT_CONTEXT):
        whole = sum(amounts.values(), ZERO)
        return tuple(
            Drift(
                key=key,
                amount=(amount := amounts.get(key, ZERO)),
                weight=amount / whole,
                target=(target := targets.get(key, ZERO)),
                gap=target * whole - amount,
                width=band.width(target),
            )
            for key in (dict.fromkeys([*targets, *amounts]) if whole else ())
        )
