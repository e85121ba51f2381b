"""Draw seeded shocks: the same plan seed gives the same paths, whatever the batch width or number of threads.

Paths are drawn in blocks of 1,000 (the last one whole, then cut), each from its own child of
SeedSequence([version of the draws, plan seed]), year by year and always for all series. So a longer horizon, more paths
or other weights do not change the shocks drawn before. Elementwise multiply-add correlates them, never a matrix
product, whose last bits depend on the processor.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from math import ceil

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.assumptions import Matrix, cholesky
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, CompanyReturns
from advisors.retirement.markets.company_growth import draw_company_growth
from advisors.retirement.markets.elementary import exponential
from advisors.retirement.markets.normals import BLOCK_PATHS, DRAWS_VERSION, draw_normals

BLOCKS_PER_BATCH = 10
BATCH_PATHS = BLOCK_PATHS * BLOCKS_PER_BATCH

Array = npt.NDArray[np.float64]
Shocks = npt.NDArray[np.float32]
"""Standard normal shocks of one year, shape (series, paths), inflation last."""


class DrawsMismatchError(ValueError):
    """Draws do not fit a plan: the seed, paths, years or correlations differ."""


@dataclass(frozen=True)
class DrawSpec:
    """The inputs that determine the shocks; two plans with equal specs have the same paths."""

    seed: int
    paths: int
    years: int
    labels: tuple[str, ...]
    correlation: Matrix

    @classmethod
    def from_plan(cls, plan: Plan) -> "DrawSpec":
        """Return the spec of a plan: its classes and inflation, or one series of returns and inflation."""
        if isinstance(plan.returns, ClassReturns):
            market = plan.returns.market()
            labels, correlation = tuple(series.name for series in market.series), market.correlation
        else:
            labels, correlation = ("returns", "inflation"), ((1.0, 0.0), (0.0, 1.0))
        return cls(plan.seed, plan.paths, plan.horizon, labels, correlation)

    def block_seed(self, block: int) -> np.random.SeedSequence:
        """Return the child number `block` that SeedSequence([version of the draws, seed]).spawn would return."""
        return np.random.SeedSequence([DRAWS_VERSION, self.seed], spawn_key=(block,))


YearlyGrowth = Iterable[tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]]


@dataclass
class DrawCache:
    """The first returns and inflation computed from some draws; later ones are computed each time.

    `grown_with`: the log standard deviation of each class and the companies with which the shocks were turned into
    growth; None while they are standard normal.
    """

    rows: dict[str, tuple[str, YearlyGrowth]] = field(default_factory=dict)
    grown_with: tuple[tuple[float, ...], tuple[CompanyReturns, ...]] | None = None

    def get_or_compute(self, part: str, key: str, compute: Callable[[], YearlyGrowth]) -> YearlyGrowth:
        """Return the cached rows of `part` if they belong to `key`, otherwise compute them."""
        cached_key, rows = self.rows.get(part, (None, ()))
        if cached_key == key:
            return rows
        if cached_key is not None:
            return compute()
        rows = list(compute())
        self.rows[part] = (key, rows)
        return rows


@dataclass(frozen=True)
class Draws:
    """All shocks of a plan, reused by its what-ifs: float32, shape (years, series, whole blocks of paths).

    `cache` holds the plan's returns and inflation once they are computed. The first call of `growth_factors` turns
    the shocks of the classes into growth in place, because memory for both is too much.
    """

    spec: DrawSpec
    shocks: npt.NDArray[np.float32]
    cache: DrawCache = field(default_factory=DrawCache, repr=False, compare=False)

    def growth_factors(
        self, deviations: npt.NDArray[np.float32], companies: tuple[CompanyReturns, ...] = ()
    ) -> npt.NDArray[np.float32] | None:
        """Return exp(s z) of every class, times the growth of its companies apart from it.

        Shape (years, classes, paths), with s from `deviations`, shape (classes,). Return None if an earlier call used
        other deviations or companies: only the first ones are stored.
        """
        wanted = tuple(deviations.tolist()), companies
        if self.cache.grown_with is None:
            own = draw_company_growth(
                companies, self.spec.labels, seed=self.spec.seed, columns=slice(0, self.shocks.shape[2])
            )
            for year, own_growth in zip(self.shocks[:, :-1], own, strict=False):
                year *= deviations[:, None]
                for growth_of_class in year:
                    exponential(growth_of_class, out=growth_of_class)
                for place, growth in own_growth.items():
                    year[place] *= growth
            self.cache.grown_with = wanted
        return self.shocks[:, :-1] if self.cache.grown_with == wanted else None

    def batches(self) -> list[tuple[slice, Iterator[Shocks]]]:
        """Return slices of the paths, each with its shocks year by year; those of inflation are always normal."""
        width = self.shocks.shape[2]
        slices = [slice(start, min(start + BATCH_PATHS, width)) for start in range(0, width, BATCH_PATHS)]
        return [(columns, iter(self.shocks[:, :, columns])) for columns in slices]

    def check(self, plan: Plan) -> None:
        """Raise DrawsMismatchError unless these draws fit `plan`, which may have fewer years."""
        wanted_spec = DrawSpec.from_plan(plan)
        for name in ("seed", "paths", "labels", "correlation"):
            if getattr(wanted_spec, name) != getattr(self.spec, name):
                raise DrawsMismatchError(f"{name}: the draws were made for another {name}")
        if wanted_spec.years > self.spec.years:
            raise DrawsMismatchError(f"years: drawn for {self.spec.years}, the plan has {wanted_spec.years}")


def draw(plan: Plan, *, blocks_at_once: int = BLOCKS_PER_BATCH, threads: int = 1) -> Draws:
    """Draw all shocks of a plan at once, to project it and its what-ifs on the same paths.

    Memory: 4 bytes x years x series x paths (10,000 paths, 60 years, 10 series: 24 MB). `blocks_at_once` and
    `threads` change the time, never the result. A shorter plan may use the first years of longer draws.
    """
    spec = DrawSpec.from_plan(plan)
    blocks = ceil(spec.paths / BLOCK_PATHS)
    shocks = np.empty((spec.years, len(spec.labels), blocks * BLOCK_PATHS), dtype=np.float32)
    groups = [range(first, min(first + blocks_at_once, blocks)) for first in range(0, blocks, blocks_at_once)]

    def fill(group: range) -> None:
        columns = slice(group.start * BLOCK_PATHS, group.stop * BLOCK_PATHS)
        for year, drawn in enumerate(_draw_years(spec, group)):
            shocks[year, :, columns] = drawn

    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(fill, groups))
    return Draws(spec, shocks)


def stream_batches(plan: Plan) -> list[tuple[slice, Iterator[Shocks]]]:
    """Return the batches of `draw(plan)`, each drawn when it is iterated, in a few hundred kilobytes.

    The next year's shocks overwrite the array of this year.
    """
    spec = DrawSpec.from_plan(plan)
    blocks = ceil(spec.paths / BLOCK_PATHS)
    groups = [range(first, min(first + BLOCKS_PER_BATCH, blocks)) for first in range(0, blocks, BLOCKS_PER_BATCH)]
    return [(slice(group.start * BLOCK_PATHS, group.stop * BLOCK_PATHS), _draw_years(spec, group)) for group in groups]


def _draw_years(spec: DrawSpec, blocks: range) -> Iterator[Shocks]:
    """Yield the correlated shocks of one group of blocks, one year at a time, always in the same buffer."""
    factor = cholesky(spec.correlation, spec.labels)
    rows = [np.array(row[: i + 1], dtype=np.float32) for i, row in enumerate(factor)]
    seeds = [spec.block_seed(block) for block in blocks]
    shocks = np.empty((len(rows), len(seeds) * BLOCK_PATHS), dtype=np.float32)
    for independent in islice(draw_normals(seeds, ceil(len(rows) / 2)), spec.years):
        # Row by row L z; einsum without a path never calls BLAS.
        for i, row in enumerate(rows):
            np.einsum("j,jk->k", row, independent[: i + 1], out=shocks[i])
        yield shocks
