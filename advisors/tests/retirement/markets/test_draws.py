"""The same seed gives the same paths however they are drawn, and draws have the right distribution."""

import hashlib
from collections.abc import Callable
from functools import partial
from math import erf, sqrt

import numpy as np
import pytest

from advisors.retirement.inputs.assumptions import load_assumptions
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import DrawsMismatchError, DrawSpec, draw
from advisors.retirement.markets.normals import DRAWS_VERSION
from advisors.retirement.markets.return_models import AssetClassesModel
from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios.changes import (
    with_equity_shift,
    with_higher_inflation,
    with_higher_volatility,
    with_lower_return,
)
from advisors.tests.support.retirement_plans import class_plan, lognormal_plan


def test_batch_width_and_threads_do_not_matter() -> None:
    plan = class_plan(paths=4_500, retirement_years=5)
    shocks = draw(plan, blocks_at_once=1).shocks
    assert np.array_equal(shocks, draw(plan, blocks_at_once=3, threads=4).shocks)
    assert np.array_equal(shocks, draw(plan).shocks)


def test_stored_and_streamed_draws_agree() -> None:
    plan = class_plan(paths=12_345, retirement_years=8)
    assert project(plan, draws=draw(plan)).as_json() == project(plan).as_json()


@pytest.mark.parametrize(
    "changed", [with_lower_return, with_higher_volatility, with_higher_inflation, partial(with_equity_shift, shift=0.2)]
)
def test_a_what_if_is_the_same_on_stored_draws(changed: Callable[[Plan], Plan]) -> None:
    plan = class_plan(paths=2_345, retirement_years=8)
    draws = draw(plan)
    project(plan, draws=draws)
    what_if = changed(plan)
    assert project(what_if, draws=draws).as_json() == project(what_if).as_json()
    assert project(plan, draws=draws).as_json() == project(plan).as_json()


def test_a_lower_return_uses_the_stored_growth() -> None:
    plan = class_plan(paths=1_000, retirement_years=3)
    lower = with_lower_return(plan)
    assert lower is not None
    own, changed = (AssetClassesModel(one.returns, 3).deviations for one in (plan, lower))
    assert np.array_equal(own, changed)
    growths = [[series.growth for series in one.returns.market().classes] for one in (plan, lower)]
    assert np.subtract(*growths) == pytest.approx(0.01)


def test_more_paths_and_years_keep_the_first_ones() -> None:
    small, large = draw(class_plan(paths=700)), draw(class_plan(paths=3_100, retirement_years=40))
    assert np.array_equal(small.shocks[:, :, :1_000], large.shocks[:45, :, :1_000])


def test_other_weights_leave_the_draws_alone() -> None:
    gold = {"kind": "classes", "weights": {"gold": 1.0}}
    assert np.array_equal(draw(class_plan()).shocks, draw(class_plan(returns=gold)).shocks)


def test_block_n_has_child_n_of_the_seed() -> None:
    spec = DrawSpec.from_plan(class_plan(seed=7))
    children = np.random.SeedSequence([DRAWS_VERSION, 7]).spawn(3)
    assert all(
        spec.block_seed(n).generate_state(4).tolist() == child.generate_state(4).tolist()
        for n, child in enumerate(children)
    )


def test_another_seed_gives_other_paths() -> None:
    assert not np.array_equal(draw(class_plan()).shocks, draw(class_plan(seed=2)).shocks)


@pytest.mark.parametrize("changes", [{"seed": 2}, {"paths": 1_000}, {"retirement_years": 31}])
def test_draws_of_another_recipe_are_refused(changes: dict[str, int]) -> None:
    with pytest.raises(DrawsMismatchError, match=next(iter(changes)).removeprefix("retirement_")):
        project(class_plan(**changes), draws=draw(class_plan()))


def test_the_shocks_are_standard_normal() -> None:
    shocks = np.sort(draw(lognormal_plan(paths=20_000)).shocks[:, 0].ravel().astype(float))
    cdf = np.array([0.5 * (1 + erf(z / sqrt(2))) for z in shocks[::100]])
    distance = np.abs(cdf - (np.arange(shocks.size)[::100] + 0.5) / shocks.size).max()
    assert distance < 1.95 / sqrt(shocks.size)  # Kolmogorov-Smirnov, at a level of 0.1%
    assert shocks.std() == pytest.approx(1, abs=4 / sqrt(2 * shocks.size))
    assert (shocks**4).mean() == pytest.approx(3, abs=4 * sqrt(96 / shocks.size))
    assert shocks[-1] > 4


def test_the_shocks_have_the_stored_correlations() -> None:
    shocks = draw(class_plan(paths=5_000)).shocks.astype(float)
    flat = shocks.transpose(1, 0, 2).reshape(10, -1)
    assert np.abs(np.corrcoef(flat) - load_assumptions()["correlation"]["matrix"]).max() < 4 / sqrt(flat.shape[1])


def test_years_and_blocks_are_independent() -> None:
    shocks = draw(lognormal_plan(paths=20_000)).shocks[:, 0].astype(float)
    between_years = np.corrcoef(shocks)[0, 1:]
    assert np.abs(between_years).max() < 4 / sqrt(shocks.shape[1])
    blocks = shocks.reshape(30, 20, 1_000).transpose(1, 0, 2).reshape(20, -1)
    assert np.abs(np.corrcoef(blocks)[0, 1:]).max() < 4 / sqrt(blocks.shape[1])


def test_the_paths_of_engine_version_1_are_fixed() -> None:
    shocks = draw(class_plan(paths=1_000)).shocks[0]
    assert hashlib.sha256(shocks.tobytes()).hexdigest()[:16] == "4af2e5c95cef4a98"
