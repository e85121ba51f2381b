"""Compute Social Security benefits of workers, spouses and survivors, by the month of the claim.

Amounts are monthly, in today's dollars, without rounding. PIA is the primary insurance amount: the benefit at full
retirement age. Not modeled: the earnings test, the family maximum, disability and divorced spouses. Sources:
20 CFR 404.313, 404.335-404.338, 404.409-404.413.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from advisors.retirement.tax_law.law_parts import MonthsFromBirthYear, SocialSecurityLaw

EARLIEST_CLAIM_MONTHS = 62 * 12
LATEST_CREDIT_MONTHS = 70 * 12
EARLIEST_SURVIVOR_MONTHS = 60 * 12
SPOUSE_SHARE = 0.5
SURVIVOR_SHARE_AT_60 = 0.715
SURVIVOR_FLOOR = 0.825


@dataclass(frozen=True)
class Worker:
    """A person's own record. `claim_months`: the age of the claim in months; None if it was not claimed."""

    pia: float
    birth_year: int
    claim_months: int | None


def months_by_birth_year(ages: Sequence[MonthsFromBirthYear], birth_year: int) -> int:
    """Return the age in months that applies to a year of birth."""
    return [age.months for age in ages if age.born_from <= birth_year][-1]


def full_age_months(law: SocialSecurityLaw, birth_year: int) -> int:
    """Return the full retirement age in months."""
    return months_by_birth_year(law.full_age_months, birth_year)


def own_factor(law: SocialSecurityLaw, birth_year: int, claim_months: int) -> float:
    """Return the part of the PIA that a worker receives who claims at `claim_months`.

    Each of the first 36 months before full age costs 5/9%, each earlier one 5/12%; each month after it, up to 70,
    adds 2/3%. Raises ValueError below age 62.
    """
    if claim_months < EARLIEST_CLAIM_MONTHS:
        raise ValueError("Social Security cannot be claimed before age 62")
    late = min(claim_months, LATEST_CREDIT_MONTHS) - full_age_months(law, birth_year)
    if late >= 0:
        return 1 + late * 2 / 300
    return 1 - min(-late, 36) * 5 / 900 - max(-late - 36, 0) * 5 / 1200


def spouse_factor(law: SocialSecurityLaw, birth_year: int, months: int) -> float:
    """Return the part of the spouse's excess that is paid when it starts at `months`.

    Each of the first 36 months before full age costs 25/36%, each earlier one 5/12%; later months add nothing.
    """
    early = max(full_age_months(law, birth_year) - months, 0)
    return 1 - min(early, 36) * 25 / 3600 - max(early - 36, 0) * 5 / 1200


def survivor_factor(law: SocialSecurityLaw, birth_year: int, months: int) -> float:
    """Return the part of the deceased's benefit that a survivor receives who claims at `months`.

    It rises month by month from 71.5% at 60 to the whole at the survivor's own full age. Raises ValueError below 60.
    """
    if months < EARLIEST_SURVIVOR_MONTHS:
        raise ValueError("survivor benefits cannot be claimed before age 60")
    full = months_by_birth_year(law.survivor_full_age_months, birth_year)
    waited = min(months, full) - EARLIEST_SURVIVOR_MONTHS
    return SURVIVOR_SHARE_AT_60 + (1 - SURVIVOR_SHARE_AT_60) * waited / (full - EARLIEST_SURVIVOR_MONTHS)


def spouse_excess(pia: float, other_pia: float) -> float:
    """Return what a spouse is paid on top of the own benefit before any reduction: half the other's PIA less the own.

    It starts once both have claimed.
    """
    return max(SPOUSE_SHARE * other_pia - pia, 0.0)


def survivor_benefit(
    law: SocialSecurityLaw, deceased: Worker, months_at_death: int, survivor_birth_year: int, survivor_months: int
) -> float:
    """Return the benefit of a survivor who claims at `survivor_months`, before comparing it with the own one.

    A deceased who had claimed early limits it to the larger of what was paid and 82.5% of the PIA. One who had not
    claimed counts with the PIA, or with the credits earned until death after full age.
    """
    factor = survivor_factor(law, survivor_birth_year, survivor_months)
    claimed = deceased.claim_months
    if claimed is None or claimed > months_at_death:
        credited = max(months_at_death, full_age_months(law, deceased.birth_year))
        return factor * deceased.pia * own_factor(law, deceased.birth_year, credited)
    paid = deceased.pia * own_factor(law, deceased.birth_year, claimed)
    if paid >= deceased.pia:
        return factor * paid
    return min(factor * deceased.pia, max(paid, SURVIVOR_FLOOR * deceased.pia))
