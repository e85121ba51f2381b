"""Stack the figures of a household in colors: kinds of accounts, and what pays for a year."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from analysis.results.age_chart import Band


class Layer(NamedTuple):
    """One color of a stack. names: the figures that it adds up."""

    label: str
    css: str
    names: tuple[str, ...]


BALANCES = (
    Layer("Traditional: taxed when taken out", "f-deferred", ("traditional",)),
    Layer("Taxable", "f-taxable", ("taxable",)),
    Layer("Roth: not taxed again", "f-free", ("roth",)),
    Layer("Health savings", "f-health", ("hsa",)),
)
SOURCES = (
    Layer("Social Security", "f-income", ("social_security",)),
    Layer("Pensions, wages and other income", "f-other", ("pension", "wages", "untaxed")),
    Layer("From taxable", "f-taxable", ("from_taxable",)),
    Layer("From traditional", "f-deferred", ("from_traditional",)),
    Layer("From Roth", "f-free", ("from_roth",)),
    Layer("From health savings", "f-health", ("from_hsa",)),
)
COSTS = Layer("Taxes and premiums", "f-cost", ("federal_tax", "state_tax", "penalty", "premiums"))
SPENDING = Layer("Your spending", "f-ink", ("spending",))
USE_LABELS = {
    "spending": "Spending", "federal_tax": "Federal tax", "state_tax": "State tax", "penalty": "Penalties",
    "premiums": "Health premiums",
}  # fmt: skip


def stack(layers: Sequence[Layer], amounts: Sequence[Sequence[float]]) -> Iterator[Band]:
    """Yield the bands of amounts that lie on each other, the first one at the bottom."""
    low = [0.0] * len(amounts[0]) if amounts else []
    for layer, values in zip(layers, amounts, strict=True):
        high = [below + value for below, value in zip(low, values, strict=True)]
        yield Band(low, high, f"{layer.css} o-card")
        low = high


def add_up(flows: dict[str, list[float]], names: Iterable[str], years: int) -> list[float]:
    """Return the sum of some figures in each year."""
    return [sum(flows[name][year] for name in names if name in flows) for year in range(years)]
