"""Read the period life table of the Social Security Administration and draw ages at death from it.

Source: laws/ssa_life_table.csv, calendar year 2023, as used in the 2026 Trustees Report. A period table has no future
improvement.
"""

import csv
from functools import cache

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.law import LAWS
from advisors.retirement.tax_law.law_parts import Sex
from advisors.retirement.tax_law.schedules import Array

LAST_AGE = 120


@cache
def death_probabilities(sex: Sex) -> tuple[float, ...]:
    """Return the probability of dying within a year, by exact age from 0."""
    lines = (LAWS / "ssa_life_table.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(float(row["qx_female" if sex == "F" else "qx_male"]) for row in rows)


def ages_at_death(sex: Sex, age: int, uniforms: Array, *, years_younger: int = 0) -> npt.NDArray[np.int64]:
    """Return the age in whose year each person dies who reaches `age` in the first one; certain at 120.

    `uniforms`: one number from [0, 1) for each. `years_younger` takes the probabilities of that many years before, for
    people who live longer than the table.
    """
    table = death_probabilities(sex)
    alive = 1.0
    survival = []
    for reached in range(age, LAST_AGE):
        alive *= 1 - table[min(max(reached - years_younger, 0), len(table) - 1)]
        survival.append(alive)
    # A person dies in the first year that is survived with a chance below the person's number.
    return age + np.searchsorted(-np.array(survival), -uniforms, side="left").astype(np.int64)
