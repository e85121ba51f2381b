import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from advisors.retirement.markets.elementary import cosine_and_sine, exponential, logarithm

ROOT = Path(__file__).parents[4]
PRINT_DIGEST = """
import hashlib
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.projection.engine import project
from advisors.tests.support.retirement_plans import class_plan
shares = {"us_equity": 0.7, "us_aggregate_bonds": 0.3}
company = {"name": "Acme", "parts": {"us_equity": 0.2}, "own_volatility": 0.3}
returns = {"kind": "classes", "weights": shares, "companies": [company]}
accounts = [{"kind": "traditional", "value": 500_000}, {"kind": "taxable", "value": 400_000, "basis": 200_000}]
household = {"people": [{"age": 60, "sex": "F"}], "accounts": accounts, "mean_sd": 0.01, "lives": {"simulated": True}}
years = {"years_to_retirement": 0, "retirement_years": 30, "timing": "begin", "spending": 50_000, "paths": 1_000}
after_tax = Plan.model_validate({**years, "returns": returns, "household": household})
for plan in (class_plan(paths=2_000), after_tax):
    print(hashlib.sha256(project(plan).model_dump_json().encode()).hexdigest())
"""
OLDER_PROCESSORS = ["", "AVX512_ICL", "X86_V4 AVX512_ICL", "X86_V3 X86_V4 AVX512_ICL"]
"""Groups of instructions that numpy is told to leave out."""


def as_float32(values):
    return np.asarray(values, dtype=np.float32)


def test_exponential_is_right_to_three_last_places():
    values = as_float32(np.linspace(-3, 3, 100_001))
    exact = np.exp(values.astype(np.float64))
    assert (np.abs(exponential(values) - exact) <= 3 * np.spacing(as_float32(exact))).all()


def test_exponential_of_large_values_is_close():
    values = as_float32(np.linspace(-80, 80, 100_001))
    assert np.allclose(exponential(values), np.exp(values.astype(np.float64)), rtol=1e-5, atol=0)


def test_logarithm_is_right_to_three_last_places():
    values = as_float32(np.geomspace(1e-7, 1, 100_001))
    exact = np.log(values.astype(np.float64))
    assert (np.abs(logarithm(values) - exact) <= 3 * np.spacing(np.abs(as_float32(exact)))).all()


def test_waves_are_right_in_every_quadrant():
    turns = as_float32(np.linspace(-2, 3, 100_001))
    cosine, sine = cosine_and_sine(turns)
    angles = 2 * np.pi * turns.astype(np.float64)
    assert np.abs(cosine - np.cos(angles)).max() < 6e-7
    assert np.abs(sine - np.sin(angles)).max() < 6e-7


def test_exact_points_have_no_error():
    assert exponential(as_float32([0])).tolist() == [1]
    assert logarithm(as_float32([1])).tolist() == [0]
    cosine, sine = cosine_and_sine(as_float32([0, 1]))
    assert cosine.tolist() == [1, 1] and sine.tolist() == [0, 0]


@pytest.mark.parametrize("function", [exponential, logarithm])
def test_a_result_may_replace_its_argument(function):
    values = as_float32([0.5, 1, 2])
    expected = function(values).tolist()
    assert function(values, out=values) is values and values.tolist() == expected


@pytest.mark.processes
def test_a_projection_is_the_same_on_old_processors():
    digests = set()
    for left_out in OLDER_PROCESSORS:
        environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": left_out, "PYTHONPATH": str(ROOT)}
        run = [sys.executable, "-c", PRINT_DIGEST]
        digests.add(subprocess.run(run, env=environment, check=True, capture_output=True, text=True).stdout)
    assert len(digests) == 1
