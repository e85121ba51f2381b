"""The parts of a year's question and of its solution: stages, shares, what is taken, what is paid."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from advisors.retirement.household.solving.roots import Index
from advisors.retirement.tax_law.federal import FederalTax
from advisors.retirement.tax_law.schedules import Array, Rate

StageKind = Literal["taxable", "traditional", "roth", "hsa", "mix"]


class Stage(NamedTuple):
    """One step of an order: dollars of a kind, up to `size`, once x is beyond `start`."""

    kind: StageKind
    start: Array | float
    size: Array


class YoungRoth(NamedTuple):
    """The Roth money of an owner below the age without penalty: the share of all such money, and its free parts.

    `free`: contributions and conversions old enough; `unripe`: younger conversions, penalized but not taxed.
    """

    share: Array
    free: Array
    unripe: Array


class Mix(NamedTuple):
    """The stage `mix`: what may be taken from taxable and Roth money, all traditional money and what it must pay."""

    taxable: Array
    roth: Array
    traditional: Array
    required: Array


@dataclass
class Outflow:
    """What is taken from each kind on each path, beyond required distributions, and how the next dollar is split."""

    taxable: Array | float = 0.0
    traditional: Array | float = 0.0
    roth: Array | float = 0.0
    hsa: Array | float = 0.0
    taxable_slope: Rate = 0.0
    traditional_slope: Rate = 0.0
    roth_slope: Rate = 0.0
    hsa_slope: Rate = 0.0

    def add(self, kind: str, amount: Array, slope: Rate) -> None:
        """Add an amount of a kind, and its part of the next dollar."""
        for name, value in ((kind, amount), (f"{kind}_slope", slope)):
            before = getattr(self, name)
            setattr(self, name, before + value if isinstance(before, np.ndarray) else value)


@dataclass
class Solution:
    """What a withdrawal of x leads to; `gap` is the money left after taxes, premiums and spending."""

    gap: Array
    slope: Rate
    out: Outflow
    federal: FederalTax
    ordinary: Array
    preferred: Array | None
    penalty: Array | float
    state_tax: Array | float

    def put(self, index: Index, part: "Solution") -> None:
        """Replace the paths of an index by those of `part`."""
        put_fields(self, index, part, self.gap.size)


def put_fields(whole: object, index: Index, part: object, width: int) -> None:
    """Copy every array of `part` but the slopes into the paths of `whole`; numbers that differ become arrays."""
    for name, old in vars(whole).items():
        new = getattr(part, name)
        if name.endswith("slope"):
            continue
        if isinstance(old, Outflow | FederalTax):
            put_fields(old, index, new, width)
        elif isinstance(old, np.ndarray) and old.size == width:
            old[index] = new
        elif isinstance(new, np.ndarray) or (isinstance(old, float) and old != new):
            grown = np.array(np.broadcast_to(np.asarray(old, dtype=np.float64), (width,)))
            grown[index] = new
            setattr(whole, name, grown)
