"""Limit what a person may save in retirement and health accounts in a year, by age."""

from advisors.retirement.tax_law.law_parts import Limits
from advisors.retirement.tax_law.schedules import Array


def deferral_limit(limits: Limits, age: int) -> float:
    """Return the limit on what an employee defers of wages, catch-up included, in dollars."""
    return limits.elective_deferral + deferral_catch_up(limits, age)


def deferral_catch_up(limits: Limits, age: int) -> float:
    """Return the catch-up on deferrals at an age: more from 60 through 63, none below 50."""
    if 60 <= age <= 63:
        return limits.catch_up_60_63
    return limits.catch_up_50 if age >= 50 else 0.0


def ira_limit(limits: Limits, age: int) -> float:
    """Return the limit on contributions to a Roth IRA, in dollars. Its limit by income is not modeled."""
    return limits.ira + (limits.ira_catch_up_50 if age >= 50 else 0.0)


def hsa_limit(limits: Limits, age: int, *, is_family: bool, price: Array | float) -> Array | float:
    """Return the limit of a health savings account, in dollars of the law's year; the catch-up is not indexed."""
    base = limits.hsa_family if is_family else limits.hsa_self
    return base + (limits.hsa_catch_up_55 / price if age >= 55 else 0.0)
