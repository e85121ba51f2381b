"""Grade the completeness of a person's data from A to D."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portfolios.quality.health import OFFER_CODES, find_issues, is_stale
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO

Letter = Literal["A", "B", "C", "D"]
MEANINGS: dict[Letter, str] = {
    "A": "everything is priced, classified and confirmed",
    "B": "the important data is there, but some smaller items are missing, old or assumed",
    "C": "some holdings have no price or class, or most prices are old, so figures are approximate",
    "D": "too much data is missing or contradictory for useful figures",
}
ROUGH_FROM = Decimal(10)
HALF_PERCENT = Decimal(50)
"""Percent of the total value."""


@dataclass(frozen=True)
class Grade:
    letter: Letter

    @property
    def meaning(self) -> str:
        return MEANINGS[self.letter]


def compute_grade(portfolio: Portfolio) -> Grade:
    """Return the grade.

    D: nothing is valued, half is unpriced or unclassified, or the profile contradicts itself. C: anything is unpriced,
    10% is unclassified, or over half stands at old or sample prices. B: any other finding. A: none, or only an
    offer.
    """
    found = {finding.code for finding in find_issues(portfolio)} - OFFER_CODES
    unclassified = portfolio.unclassified_share
    stale = portfolio.share(sum((w for i, w in portfolio.holdings if is_stale(i, portfolio.snapshot.taken_at)), ZERO))
    is_half_unpriced = 2 * len(portfolio.unpriced) >= len(portfolio.unpriced) + len(portfolio.holdings) > 0
    if not portfolio.valuation.total or is_half_unpriced or unclassified >= HALF_PERCENT or "contradiction" in found:
        return Grade("D")
    if portfolio.unpriced or unclassified >= ROUGH_FROM or stale > HALF_PERCENT:
        return Grade("C")
    return Grade("B" if found else "A")
