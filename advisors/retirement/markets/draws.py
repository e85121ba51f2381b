"""Draw seeded shocks: the same plan seed gives the same paths, whatever the batch width or number of threads.

Paths are drawn in blocks of 1,000 (the last one whole, then cut), each from its own child of
SeedSequence([engine version, plan seed]), year by year and always for all series. So a longer horizon, more paths
or other weights do not change the shocks drawn before. Normals are float32 Box-Muller pairs of SFC64 uniforms,
twice as fast as numpy's ziggurat. Elementwise multiply-add correlates them, never a matrix product, whose last bits
depend on the processor.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil, pi

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.assumptions import Matrix, cholesky
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns

ENGINE_VERSION = 1
BLOCK_PATHS = 1_000
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
        """Return the child number `block` that SeedSequence([engine version, seed]).spawn would return."""
        return np.random.SeedSequence([ENGINE_VERSION, self.seed], spawn_key=(block,))


YearlyGrowth = Iterable[tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]]


@dataclass
class DrawCache:
    """The first returns and inflation computed from some draws; later ones are computed each time.

    `deviations`: the log standard deviation of each class with which its shocks were turned into growth; None while
    they are standard normal.
    """

    rows: dict[str, tuple[str, YearlyGrowth]] = field(default_factory=dict)
    deviations: tuple[float, ...] | None = None

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

    def growth_factors(self, deviations: npt.NDArray[np.float32]) -> npt.NDArray[np.float32] | None:
        """Return exp(s z) of every class, shape (years, classes, paths), with s from `deviations`, shape (classes,).

        Return None if an earlier call used other deviations: only the first ones are stored.
        """
        wanted = tuple(deviations.tolist())
        if self.cache.deviations is None:
            for year in self.shocks[:, :-1]:
                year *= deviations[:, None]
                np.exp(year, out=year)
            self.cache.deviations = wanted
        return self.shocks[:, :-1] if self.cache.deviations == wanted else None

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
    generators = [np.random.SFC64(spec.block_seed(block)) for block in blocks]
    factor = cholesky(spec.correlation, spec.labels)
    rows = [np.array(row[: i + 1], dtype=np.float32) for i, row in enumerate(factor)]
    pairs = ceil(len(rows) / 2)
    bits = np.empty((len(generators), 2, pairs, BLOCK_PATHS), dtype=np.uint32)
    normals = np.empty((2 * pairs, len(generators), BLOCK_PATHS), dtype=np.float32)
    shocks = np.empty((len(rows), len(generators) * BLOCK_PATHS), dtype=np.float32)
    for _ in range(spec.years):
        for generator, block in zip(generators, bits, strict=True):
            block.reshape(-1)[:] = generator.random_raw(pairs * BLOCK_PATHS).view(np.uint32)
        # Uniform float32 in [1, 2): 23 random bits become the fraction.
        bits >>= np.uint32(9)
        bits |= np.uint32(0x3F800000)
        _box_muller(bits.view(np.float32), normals)
        # Row by row L z; einsum without a path never calls BLAS.
        independent = normals.reshape(2 * pairs, -1)
        for i, row in enumerate(rows):
            np.einsum("j,jk->k", row, independent[: i + 1], out=shocks[i])
        yield shocks


def _box_muller(uniforms: npt.NDArray[np.float32], normals: npt.NDArray[np.float32]) -> None:
    """Turn uniforms u in [1, 2), (blocks, radius and angle, pairs, 1000), into normals, (2 pairs, blocks, 1000).

    2 - u is in (0, 1], so the logarithm is finite; the largest shock is sqrt(46 ln 2) = 5.6. One full turn more
    does not change the angle. The uniforms are overwritten. Source: Box and Muller (1958).
    """
    pairs = uniforms.shape[2]
    radius, angle = uniforms[:, 0], uniforms[:, 1]
    np.subtract(np.float32(2), radius, out=radius)
    np.log(radius, out=radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    angle *= np.float32(2 * pi)
    for half, wave in ((normals[:pairs], np.cos), (normals[pairs:], np.sin)):
        turned = half.transpose(1, 0, 2)
        wave(angle, out=turned)
        turned *= radius
