"""Split a difference into what each factor does alone, what they add to each other, method and noise."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from advisors.comparing.result import Effect, Factor, MeasureComparison, MeasureName
from portfolios.facts.fact import Unit

NOTHING: frozenset[Factor] = frozenset()
EVERYTHING = frozenset(Factor)
Values = Callable[[frozenset[Factor]], Decimal]
"""The measure computed from the earlier input with these factors taken from the later one."""


def attribute(
    name: MeasureName, unit: Unit, stored: tuple[Decimal, Decimal], values: Values,
    errors: Mapping[Factor, Decimal | None] | None = None,
) -> MeasureComparison:  # fmt: skip
    """Compare one measure. stored: as the two analyses have it, earlier first. errors: of the factors' effects.

    The parts add up to the difference: what the stored figures differ by beyond the recomputed ones is noise, after the
    earlier one is computed anew by today's method.
    """
    before, after = stored
    base, everything = values(NOTHING), values(EVERYTHING)
    alone = {factor: values(frozenset({factor})) - base for factor in Factor}
    effects = tuple(
        Effect(factor=factor, value=value, error=(errors or {}).get(factor)) for factor, value in alone.items()
    )
    return MeasureComparison(
        name=name, unit=unit, before=before, after=after, method=base - before, effects=effects,
        interaction=everything - base - sum(alone.values(), Decimal(0)), noise=after - everything,
    )  # fmt: skip
