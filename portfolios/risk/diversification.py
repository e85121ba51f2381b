"""The diversification score, from 0 to 100, and its published formula."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import sqrt

from portfolios.risk.concentration import NAMES_PER_FUND_POOL, look_through_amounts
from portfolios.taxonomy import UNCLASSIFIED
from portfolios.valuation.allocation import CASH
from portfolios.valuation.portfolio import Portfolio

NAME_POINTS, SECTOR_POINTS, REGION_POINTS, CLASS_POINTS = 60, 15, 10, 15
"""Points for each part; they sum to 100."""
FULL_SCORE_SECTORS, FULL_SCORE_REGIONS, FULL_SCORE_CLASSES = 6.0, 3.0, 2.5
"""The effective numbers that earn full points."""
DIVERSIFIED_FROM, CONCENTRATED_BELOW = 60, 40
DIVERSIFICATION_FORMULA = (
    f"{NAME_POINTS} x (1 - the square root of the sum of squared shares of all names, where funds count as"
    f" {NAMES_PER_FUND_POOL} equal names for every asset class and region)"
    f" + {SECTOR_POINTS} x spread over {FULL_SCORE_SECTORS:g} sectors"
    f" + {REGION_POINTS} x spread over {FULL_SCORE_REGIONS:g} regions"
    f" + {CLASS_POINTS} x spread over {FULL_SCORE_CLASSES:g} asset classes,"
    " where spread is (effective number - 1) / (that number - 1), 1 at most, and the effective number is 1 / the sum of"
    f" squared shares. {DIVERSIFIED_FROM} or more: diversified; below {CONCENTRATED_BELOW}: concentrated."
)


def diversification_score(portfolio: Portfolio) -> int | None:
    """Return a whole number from 0 to 100 (see DIVERSIFICATION_FORMULA), or None for an empty portfolio.

    One stock scores 0 to 15, a total US market fund about 65, a world fund about 75. Names count as shares of the
    whole, so cash dilutes them. Sectors and regions leave cash and unclassified money out; asset classes do not.
    """
    whole = float(portfolio.valuation.exact_total)
    if not whole:
        return None
    names = 1 - sqrt(sum((float(line) / whole) ** 2 for line in look_through_amounts(portfolio)))
    score = NAME_POINTS * names
    score += SECTOR_POINTS * _spread_score(_classified_amounts(portfolio.sectors), FULL_SCORE_SECTORS)
    score += REGION_POINTS * _spread_score(_classified_amounts(portfolio.regions), FULL_SCORE_REGIONS)
    score += CLASS_POINTS * _spread_score(portfolio.asset_classes.values(), FULL_SCORE_CLASSES)
    return round(max(score, 0.0))


def _classified_amounts(buckets: Mapping[str, Decimal]) -> list[Decimal]:
    return [amount for bucket, amount in buckets.items() if bucket not in (CASH, UNCLASSIFIED)]


def _spread_score(amounts: Iterable[Decimal], enough: float) -> float:
    parts = [float(amount) for amount in amounts]
    squares = sum(part * part for part in parts)
    effective = sum(parts) ** 2 / squares if squares else 1.0
    return min((effective - 1) / (enough - 1), 1.0)
