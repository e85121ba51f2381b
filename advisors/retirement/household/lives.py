"""Say in which plan year each person dies on each path: never within the plan, in a given year, or simulated.

Two lives are independent. The draws come from a stream of their own, so all returns stay what they are without them.
"""

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.household import Household
from advisors.retirement.markets.normals import DRAWS_VERSION
from advisors.retirement.tax_law.life_table import ages_at_death

Years = npt.NDArray[np.int64]
LIVES_STREAM, MEANS_STREAM = 2**32 - 1, 2**32 - 2
"""The spawn keys of the own streams, apart from those of the blocks of paths."""


def own_stream(seed: int, *key: int) -> np.random.Generator:
    """Return the generator of one of a plan's own streams."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([DRAWS_VERSION, seed], spawn_key=key)))


def death_years(household: Household, horizon: int, *, paths: int, seed: int) -> list[Years]:
    """Return for each person the plan year at whose end they die, one or one for each path; horizon + 1 for later."""
    lives = household.lives
    after = np.array([horizon + 1])
    if not lives.simulated:
        years = [after for _ in household.people]
        if lives.first_death_year is not None:
            years[lives.who_dies] = np.minimum(np.array([lives.first_death_year]), after)
        return years
    uniforms = [own_stream(seed, LIVES_STREAM, number).random(paths) for number in range(len(household.people))]
    return [
        np.minimum(
            ages_at_death(person.sex or "F", person.age, uniform, years_younger=lives.years_younger) - person.age + 1,
            after,
        )
        for person, uniform in zip(household.people, uniforms, strict=True)
    ]
