"""Load the law of a year: brackets, deductions, thresholds, premiums, limits and factors, with their sources.

A year is one file in `laws/`, so a new year is a new file. Money is in dollars of that year. Source of the figures: the
`sources` of each file.
"""

import json
from functools import cache
from pathlib import Path

from advisors.retirement.tax_law.law_parts import (
    BracketsByStatus,
    ByStatus,
    EarlyWithdrawal,
    FilingStatus,
    LawModel,
    Limits,
    Medicare,
    RequiredDistributions,
    SeniorDeduction,
    SocialSecurityLaw,
    Surtax,
    TaxableBenefits,
)

LAWS = Path(__file__).parent / "laws"


class TaxLaw(LawModel):
    """The law of one year."""

    year: int
    compiled: str
    use: str
    sources: dict[str, str]
    standard_deduction: ByStatus
    aged_addition: ByStatus
    senior_deduction: SeniorDeduction
    aged_from: int
    ordinary: BracketsByStatus
    gains: BracketsByStatus
    taxable_benefits: TaxableBenefits
    surtax: Surtax
    early_withdrawal: EarlyWithdrawal
    required_distributions: RequiredDistributions
    medicare: Medicare
    limits: Limits
    social_security: SocialSecurityLaw

    def deduction(self, status: FilingStatus, aged: int) -> float:
        """Return the standard deduction with its addition for each of the `aged` people of 65 or more, in dollars."""
        return self.standard_deduction.of(status) + aged * self.aged_addition.of(status)

    def has_senior_deduction(self, calendar_year: int) -> bool:
        """Return whether the senior deduction is in force in a calendar year."""
        return self.senior_deduction.first_year <= calendar_year <= self.senior_deduction.last_year


@cache
def law_years() -> tuple[int, ...]:
    """Return the years whose law is stored, the oldest first."""
    return tuple(sorted(int(file.stem.removeprefix("us_")) for file in LAWS.glob("us_*.json")))


@cache
def load_law(year: int) -> TaxLaw:
    """Return the law of a year. Raises KeyError for a year that is not stored."""
    if year not in law_years():
        raise KeyError(year)
    return TaxLaw.model_validate(json.loads((LAWS / f"us_{year}.json").read_text(encoding="utf-8")))
