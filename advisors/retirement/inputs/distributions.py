"""What share of the wealth an age asks for: the VPW annuity and the Uniform Lifetime Table."""

from advisors.retirement.inputs.rule_options import VpwOptions

# Uniform Lifetime Table, IRS Reg. 1.401(a)(9)-9(c), 2022 on: the factor at age 72, 73, .. 120 (and over).
UNIFORM_LIFETIME_FIRST_AGE = 72
UNIFORM_LIFETIME_FACTORS = (
    27.4, 26.5, 25.5, 24.6, 23.7, 22.9, 22.0, 21.1, 20.2, 19.4, 18.5, 17.7, 16.8, 16.0, 15.2, 14.4, 13.7,
    12.9, 12.2, 11.5, 10.8, 10.1, 9.5, 8.9, 8.4, 7.8, 7.3, 6.8, 6.4, 6.0, 5.6, 5.2, 4.9, 4.6, 4.3, 4.1, 3.9,
    3.7, 3.5, 3.4, 3.3, 3.1, 3.0, 2.9, 2.8, 2.7, 2.5, 2.3, 2.0,
)  # fmt: skip


def vpw_rate(options: VpwOptions, number: int) -> float:
    """Give the share of wealth that VPW withdraws in year `number` of retirement (from 1), as a fraction.

    The payment, at the beginning of each year, of an annuity over the last_age - age years left at the real
    rate r: r / (1 - (1+r)^-n) / (1+r), and 1/n for r = 0; all of it in the last year.
    """
    years = options.last_age - (options.age + number - 1)
    if years <= 1:
        return 1.0
    rate = options.stock_weight * options.r_stock + (1 - options.stock_weight) * options.r_bond
    if abs(rate) < 1e-12:
        return 1 / years
    return rate / (1 - float((1 + rate) ** -years)) / (1 + rate)


def rmd_factor(age: int) -> float:
    """Give the Uniform Lifetime factor at `age`; below 72: factor(72) + 72 - age, above 120: that of 120."""
    if age < UNIFORM_LIFETIME_FIRST_AGE:
        return UNIFORM_LIFETIME_FACTORS[0] + UNIFORM_LIFETIME_FIRST_AGE - age
    return UNIFORM_LIFETIME_FACTORS[min(age - UNIFORM_LIFETIME_FIRST_AGE, len(UNIFORM_LIFETIME_FACTORS) - 1)]
