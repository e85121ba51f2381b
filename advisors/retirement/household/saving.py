"""Compute what each person saves in a year before retirement, within the legal limits.

What is above a limit goes to the taxable account: of deferrals Roth first, then traditional.
"""

from dataclasses import dataclass

from advisors.retirement.inputs.household_flows import Contributions
from advisors.retirement.tax_law.law_parts import Limits
from advisors.retirement.tax_law.saving_limits import deferral_limit, hsa_limit, ira_limit
from advisors.retirement.tax_law.schedules import Array


@dataclass(frozen=True)
class Saved:
    """One person's savings of a year in today's dollars; `wages` is what of the wage stays in the income."""

    traditional: float
    match: float
    roth: float
    taxable: Array | float
    hsa: Array | float
    wages: Array | float


def save(contributions: Contributions, limits: Limits, *, year: int, age: int, price: Array) -> Saved:
    """Return what one person saves in a year; `age` is reached in it, `price` is the price level against year 1."""
    growth = (1 + contributions.growth) ** (year - 1)
    wage, traditional, roth, roth_ira, hsa = (
        growth * amount
        for amount in (
            contributions.wage, contributions.traditional, contributions.roth, contributions.roth_ira,
            contributions.hsa,
        )
    )  # fmt: skip
    excess = max(traditional + roth - deferral_limit(limits, age), 0.0)
    roth_kept = max(roth - excess, 0.0)
    traditional_kept = traditional - max(excess - roth, 0.0)
    deferred = traditional_kept + roth_kept
    match = contributions.match_rate * min(deferred, contributions.match_up_to * wage)
    match = min(match, limits.annual_additions - min(deferred, limits.elective_deferral))
    ira_kept = min(roth_ira, ira_limit(limits, age))
    hsa_kept: Array | float = hsa
    if hsa:
        most = hsa_limit(limits, age, is_family=contributions.hsa_family, price=price)
        hsa_kept = hsa - (hsa - most) * (hsa > most)
    return Saved(
        traditional=traditional_kept,
        match=match,
        roth=roth_kept + ira_kept,
        taxable=growth * contributions.taxable + excess + (roth_ira - ira_kept) + (hsa - hsa_kept),
        hsa=hsa_kept,
        wages=wage - traditional_kept - hsa_kept,
    )
