"""Draw the growth of single companies apart from their classes, independent of each other and redrawn every year.

Each company has a stream of its own for each block of paths, from its name. So the paths of the classes, and those of
one company, stay the same whatever else is owned. Source: contracts, "Mix of a holding".
"""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain
from math import log1p, sqrt

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.returns import CompanyReturns
from advisors.retirement.markets.elementary import exponential
from advisors.retirement.markets.normals import BLOCK_PATHS, DRAWS_VERSION, draw_normals

ClassGrowth = dict[int, npt.NDArray[np.float32]]
"""What the companies of a class multiply its growth by, by the place of the class; float32 of shape (paths,)."""


def own_log_deviation(company: CompanyReturns) -> float:
    """Return s, the standard deviation of the log of a company's own factor: s² = ln(1 + own_volatility²)."""
    return sqrt(log1p(company.own_volatility**2))


def company_seed(plan_seed: int, name: str, block: int) -> np.random.SeedSequence:
    """Return the seed of one company on one block of paths. The blocks of classes have a spawn key of one number."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    return np.random.SeedSequence([DRAWS_VERSION, plan_seed], spawn_key=(block, key))


def draw_company_growth(
    companies: Sequence[CompanyReturns], classes: Sequence[str], *, seed: int, columns: slice
) -> Iterator[ClassGrowth]:
    """Yield, without end, what the companies of each class multiply its growth by in one year.

    It is 1 + sum of part x (f - 1) with f = exp(s z - s²/2), whose mean is 1. `columns`: whole blocks of paths.
    """
    blocks = range(columns.start // BLOCK_PATHS, columns.stop // BLOCK_PATHS)
    shocks = [
        chain.from_iterable(draw_normals([company_seed(seed, company.name, block) for block in blocks], 1))
        for company in companies
    ]
    while True:
        growth: ClassGrowth = {}
        for company, years in zip(companies, shocks, strict=True):
            deviation = own_log_deviation(company)
            factor = next(years) * np.float32(deviation)
            factor -= np.float32(deviation**2 / 2)
            exponential(factor, out=factor)
            factor -= np.float32(1)
            for name, part in company.parts.items():
                place = classes.index(name)
                if place not in growth:
                    growth[place] = np.ones_like(factor)
                growth[place] += np.float32(part) * factor
        yield growth
