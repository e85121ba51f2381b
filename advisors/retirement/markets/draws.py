"""Seeded shocks: the same plan seed gives the same paths, whatever the batch width or number of threads.

Blocks of 1,000 paths (the last drawn whole, then cut), one child of SeedSequence([engine version, plan seed])
per block, all series always drawn, year after year: a longer horizon, more paths or other weights leave what
was drawn before as it was. Normals are float32 Box-Muller pairs of SFC64 uniforms, twice as fast as numpy's
own ziggurat; they are tied together by elementwise multiply-add, never by a matrix product, whose last bits
depend on the processor.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import ceil, pi

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.correlation import Matrix, cholesky
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns

ENGINE_VERSION = 1
BLOCK_PATHS = 1_000
BLOCKS_PER_BATCH = 10

Array = npt.NDArray[np.float64]
Shocks = npt.NDArray[np.float32]
"""Standard normal shocks of one year, shape (series, paths), inflation last."""


class DrawsMismatchError(ValueError):
    """Draws offered for a plan they were not made for: other seed, paths, years or correlations."""


@dataclass(frozen=True)
class DrawSpec:
    """What decides the shocks: two plans with the same recipe share their paths."""

    seed: int
    paths: int
    years: int
    labels: tuple[str, ...]
    correlation: Matrix

    @classmethod
    def of(cls, plan: Plan) -> "DrawSpec":
        """Give the recipe of a plan: its classes and inflation, or one series of returns and inflation."""
        if isinstance(plan.returns, ClassReturns):
            market = plan.returns.market()
            labels, correlation = tuple(series.name for series in market.series), market.correlation
        else:
            labels, correlation = ("returns", "inflation"), ((1.0, 0.0), (0.0, 1.0))
        return cls(plan.seed, plan.paths, plan.horizon, labels, correlation)


YearlyGrowth = Iterable[tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]]


@dataclass
class DrawCache:
    """What was computed first from some draws: returns, inflation, growth; others are computed each time.

    deviations: of each class, those its shocks have been grown with; None while they are standard normal.
    """

    rows: dict[str, tuple[str, YearlyGrowth]] = field(default_factory=dict)
    deviations: tuple[float, ...] | None = None

    def of(self, part: str, key: str, compute: Callable[[], YearlyGrowth]) -> YearlyGrowth:
        """Give the rows kept for `part` if they are those of `key`, else compute them."""
        kept_key, rows = self.rows.get(part, (None, ()))
        if kept_key == key:
            return rows
        if kept_key is not None:
            return compute()
        rows = list(compute())
        self.rows[part] = (key, rows)
        return rows


@dataclass(frozen=True)
class Draws:
    """All shocks of a plan, kept for what-ifs: float32, shape (years, series, whole blocks of paths).

    `kept` holds the plan's returns and inflation once they are computed, and lives as long as the draws. The first
    `growth_factors` turns the shocks of the classes into growth where they lie: for both there is no room.
    """

    spec: DrawSpec
    shocks: npt.NDArray[np.float32]
    kept: DrawCache = field(default_factory=DrawCache, repr=False, compare=False)

    def growth_factors(self, deviations: npt.NDArray[np.float32]) -> npt.NDArray[np.float32] | None:
        """Give exp(s z) of every class, shape (years, classes, paths), with s from `deviations`, shape (classes,).

        None where the shocks have been grown with other deviations: those of the first call stay.
        """
        wanted = tuple(deviations.tolist())
        if self.kept.deviations is None:
            for year in self.shocks[:, :-1]:
                year *= deviations[:, None]
                np.exp(year, out=year)
            self.kept.deviations = wanted
        return self.shocks[:, :-1] if self.kept.deviations == wanted else None

    def batches(self) -> list[tuple[slice, Iterator[Shocks]]]:
        """Give the paths in slices, each with its shocks year after year; those of inflation are always normal."""
        width = self.shocks.shape[2]
        slices = [slice(start, min(start + BATCH_PATHS, width)) for start in range(0, width, BATCH_PATHS)]
        return [(columns, self._years(columns)) for columns in slices]

    def _years(self, columns: slice) -> Iterator[Shocks]:
        for year in self.shocks:
            yield year[:, columns]

    def check(self, plan: Plan) -> None:
        """Raise DrawsMismatchError unless these draws serve `plan` (years may be fewer)."""
        asked = DrawSpec.of(plan)
        for name in ("seed", "paths", "labels", "correlation"):
            if getattr(asked, name) != getattr(self.spec, name):
                raise DrawsMismatchError(f"{name}: the draws were made for another {name}")
        if asked.years > self.spec.years:
            raise DrawsMismatchError(f"years: drawn for {self.spec.years}, the plan has {asked.years}")


BATCH_PATHS = BLOCK_PATHS * BLOCKS_PER_BATCH


def draw(plan: Plan, *, blocks_at_once: int = BLOCKS_PER_BATCH, threads: int = 1) -> Draws:
    """Draw every shock of a plan at once, to project it and its what-ifs on the same paths.

    Memory: 4 bytes x years x series x paths (10,000 paths, 60 years, 10 series: 24 MB). `blocks_at_once` and
    `threads` change the time, never the result. Years may be drawn in excess: shorter plans use the first.
    """
    recipe = DrawSpec.of(plan)
    blocks = ceil(recipe.paths / BLOCK_PATHS)
    shocks = np.empty((recipe.years, len(recipe.labels), blocks * BLOCK_PATHS), dtype=np.float32)
    groups = [range(first, min(first + blocks_at_once, blocks)) for first in range(0, blocks, blocks_at_once)]

    def fill(group: range) -> None:
        columns = slice(group.start * BLOCK_PATHS, group.stop * BLOCK_PATHS)
        for year, drawn in enumerate(_draw_years(recipe, group)):
            shocks[year, :, columns] = drawn

    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(fill, groups))
    return Draws(recipe, shocks)


def stream_batches(plan: Plan) -> list[tuple[slice, Iterator[Shocks]]]:
    """Give the batches of `draw(plan)` drawn as they are asked for, in a few hundred kilobytes.

    Each year's array is overwritten by the next year's.
    """
    recipe = DrawSpec.of(plan)
    blocks = ceil(recipe.paths / BLOCK_PATHS)
    groups = [range(first, min(first + BLOCKS_PER_BATCH, blocks)) for first in range(0, blocks, BLOCKS_PER_BATCH)]
    return [
        (slice(group.start * BLOCK_PATHS, group.stop * BLOCK_PATHS), _draw_years(recipe, group)) for group in groups
    ]


def _draw_years(recipe: DrawSpec, blocks: range) -> Iterator[Shocks]:
    """Yield the correlated shocks of one group of blocks, one year at a time, in one buffer."""
    generators = [np.random.SFC64(_block_seed(recipe.seed, block)) for block in blocks]
    factor = cholesky(recipe.correlation, recipe.labels)
    rows = [np.array(row[: i + 1], dtype=np.float32) for i, row in enumerate(factor)]
    pairs = ceil(len(rows) / 2)
    bits = np.empty((len(generators), 2, pairs, BLOCK_PATHS), dtype=np.uint32)
    normals = np.empty((2 * pairs, len(generators), BLOCK_PATHS), dtype=np.float32)
    shocks = np.empty((len(rows), len(generators) * BLOCK_PATHS), dtype=np.float32)
    for _ in range(recipe.years):
        for generator, block in zip(generators, bits, strict=True):
            block.reshape(-1)[:] = generator.random_raw(pairs * BLOCK_PATHS).view(np.uint32)
        _box_muller(_bits_to_uniforms(bits), normals)
        _correlate(rows, normals.reshape(2 * pairs, -1), shocks)
        yield shocks


def _block_seed(seed: int, block: int) -> np.random.SeedSequence:
    """Give child number `block` that SeedSequence([engine version, seed]).spawn would give."""
    return np.random.SeedSequence([ENGINE_VERSION, seed], spawn_key=(block,))


def _bits_to_uniforms(bits: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
    """Turn random bits, in place, into uniform float32 in [1, 2): 23 of them become the fraction."""
    bits >>= np.uint32(9)
    bits |= np.uint32(0x3F800000)
    return bits.view(np.float32)


def _box_muller(uniforms: npt.NDArray[np.float32], normals: npt.NDArray[np.float32]) -> None:
    """Turn uniforms u in [1, 2), (blocks, radius and angle, pairs, 1000), into normals, (2 pairs, blocks, 1000).

    2 - u is in (0, 1], so the logarithm is finite; the largest shock is sqrt(46 ln 2) = 5.6. A whole turn more
    or less does not matter to the angle. The uniforms are overwritten.
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


def _correlate(rows: Sequence[npt.NDArray[np.float32]], normals: Shocks, shocks: Shocks) -> None:
    """Write L z into `shocks` row by row; einsum without a path never calls BLAS."""
    for i, row in enumerate(rows):
        np.einsum("j,jk->k", row, normals[: i + 1], out=shocks[i])
