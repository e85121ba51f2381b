"""Say when required minimum distributions start, and what part of a balance each year requires."""

from math import ceil

from advisors.retirement.tax_law.law_parts import RequiredDistributions


def first_distribution_age(law: RequiredDistributions, birth_year: int) -> int:
    """Return the age, reached in the year, at which distributions start for a year of birth."""
    return ceil([start.age for start in law.start_ages if start.born_from <= birth_year][-1])


def distribution_factor(law: RequiredDistributions, age: int) -> float:
    """Return the divisor of the Uniform Lifetime Table at an age; the last one beyond its end."""
    return law.factors[min(max(age - law.first_age, 0), len(law.factors) - 1)]
