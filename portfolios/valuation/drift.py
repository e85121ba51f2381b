"""How far weights are from their targets, and whether that is far enough to act: the 5/25 rule.

Source of the rule: L. Swedroe; act at 5 points from the target or at 25% of it, whichever comes first. A target
of 0 has no per cent of itself: for it only the 5 points count (contracts, "Rebalancing").
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from portfolios.valuation.value import EXACT_CONTEXT, ZERO


@dataclass(frozen=True, slots=True)
class Band:
    """points: percentage points around a target; share: per cent of the target."""

    points: Decimal = Decimal(5)
    share: Decimal = Decimal(25)

    def width(self, target: Decimal) -> Decimal:
        """The distance from a target at which to act; target and width are fractions of the whole."""
        points = self.points / 100
        return min(points, target * self.share / 100) if target else points


DEFAULT_BAND = Band()


@dataclass(frozen=True, slots=True)
class Drift:
    """amount and gap: dollars (gap: what would have to be bought, negative: sold); weight, target: fractions."""

    key: str
    amount: Decimal
    weight: Decimal
    target: Decimal
    gap: Decimal
    width: Decimal

    @property
    def drift(self) -> Decimal:
        """Weight above target, a fraction; negative below."""
        return EXACT_CONTEXT.subtract(self.weight, self.target)

    @property
    def breached(self) -> bool:
        """Whether the rule says to act; at the very edge it does."""
        return abs(self.drift) >= self.width


def compute_drifts(
    amounts: Mapping[str, Decimal], targets: Mapping[str, Decimal], band: Band = DEFAULT_BAND
) -> tuple[Drift, ...]:
    """The drift of every class that is wanted or held, in that order; none where nothing is held.

    amounts: dollars by class, the whole is their sum. targets: fractions of it by class; a class without one has 0.
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
