"""Laws are complete, medicare, distributions, limits and lives follow them."""

import numpy as np
import pytest

from advisors.retirement.tax_law.distributions import distribution_factor, first_distribution_age
from advisors.retirement.tax_law.law import law_years, load_law
from advisors.retirement.tax_law.life_table import ages_at_death
from advisors.retirement.tax_law.medicare import surcharge_tiers, yearly_surcharges
from advisors.retirement.tax_law.saving_limits import deferral_limit, hsa_limit, ira_limit

LAW = load_law(2026)


def test_each_year_is_a_file_of_its_own() -> None:
    assert law_years() == (2025, 2026)
    assert [load_law(year).year for year in law_years()] == [2025, 2026]
    assert all(load_law(year).sources for year in law_years())
    with pytest.raises(KeyError):
        load_law(1999)


def test_bracket_tops_are_those_of_the_law() -> None:
    assert LAW.ordinary.joint.top_of(0.22) == 211_400
    assert LAW.ordinary.single.top_of(0.37) is None
    assert LAW.ordinary.single.top_of(0.23) is None


@pytest.mark.parametrize(("born", "age"), [(1950, 72), (1951, 73), (1959, 73), (1960, 75), (1990, 75)])
def test_distributions_start_by_year_of_birth(born: int, age: int) -> None:
    assert first_distribution_age(LAW.required_distributions, born) == age


def test_divisors_fall_and_stay_at_the_last() -> None:
    factors = [distribution_factor(LAW.required_distributions, age) for age in range(72, 125)]
    assert factors[:2] == [27.4, 26.5]
    assert factors == sorted(factors, reverse=True)
    assert factors[-1] == 2.0


def test_surcharges_begin_over_a_threshold() -> None:
    incomes = np.array([109_000, 109_000.01, 205_000, 499_999, 500_000])
    assert surcharge_tiers(LAW.medicare, "single", incomes).tolist() == [0, 1, 3, 4, 5]
    assert yearly_surcharges(LAW.medicare)[1] == pytest.approx(12 * (81.2 + 14.5))


@pytest.mark.parametrize(
    ("age", "deferral", "ira"), [(49, 24_500, 7_500), (50, 32_500, 8_600), (60, 35_750, 8_600), (64, 32_500, 8_600)]
)
def test_limits_rise_with_catch_ups(age: int, deferral: float, ira: float) -> None:
    assert (deferral_limit(LAW.limits, age), ira_limit(LAW.limits, age)) == (deferral, ira)


def test_the_health_catch_up_loses_value() -> None:
    assert hsa_limit(LAW.limits, 54, is_family=True, price=2.0) == 8_750
    assert hsa_limit(LAW.limits, 55, is_family=False, price=2.0) == 4_400 + 500


@pytest.mark.parametrize(("sex", "age", "years"), [("M", 65, 18.12), ("F", 65, 20.66)])
def test_drawn_lives_are_as_long_as_published(sex: str, age: int, years: float) -> None:
    numbers = (np.arange(100_000) + 0.5) / 100_000
    # An age at death is the one reached in the year of death, half a year before the exact one on average.
    assert ages_at_death(sex, age, numbers).mean() + 0.5 - age == pytest.approx(years, abs=0.05)


def test_nobody_outlives_120_and_none_dies_early() -> None:
    numbers = np.array([0.0, 1 - 1e-12, 0.5])
    deaths = ages_at_death("F", 119, numbers)
    assert deaths.tolist() == [120, 119, 119]
    assert (ages_at_death("F", 65, numbers, years_younger=3) >= ages_at_death("F", 65, numbers)).all()
