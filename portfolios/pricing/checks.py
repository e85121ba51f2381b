"""Check published prices against the last known price. Pure functions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portfolios.bounds import PRICE

MAX_PRICE_RATIO = Decimal(5)
"""More than five times the last close, or less than a fifth of it, needs a review by staff."""
SPLIT_RATIOS = range(2, 101)
SPLIT_TOLERANCE = Decimal("0.03")
SPLIT_MAX_DAYS = 10

Verdict = Literal["plausible", "quarantined", "refused"]


@dataclass(frozen=True)
class PriceCheck:
    verdict: Verdict
    reason: str = ""


def check_close(close: Decimal, *, last: Decimal | None = None, days: int = 0) -> PriceCheck:
    """Check a close in dollars against the last price, `days` days before.

    Refused: not a price. Quarantined: a jump beyond MAX_PRICE_RATIO, or one within days that looks like a stock
    split, after which the recorded quantities would no longer fit the price (2-for-1 halves it, 1-for-2 doubles it).
    """
    if not close.is_finite() or not PRICE.min_value <= close < PRICE.exclusive_maximum:
        return PriceCheck("refused", f"{close} is not a price")
    if last is None:
        return PriceCheck("plausible")
    ratio = close / last
    falls, split = ratio < 1, ""
    parts = round(1 / ratio if falls else ratio)
    if parts in SPLIT_RATIOS and abs(ratio * parts - 1 if falls else ratio / parts - 1) <= SPLIT_TOLERANCE:
        split = f"like a {parts}-for-1 split" if falls else f"like a 1-for-{parts} reverse split"
    if ratio > MAX_PRICE_RATIO or ratio < 1 / MAX_PRICE_RATIO:
        return PriceCheck("quarantined", f"{_format_ratio(ratio)} the last price{f', {split}' if split else ''}")
    if split and days <= SPLIT_MAX_DAYS:
        return PriceCheck("quarantined", f"{_format_ratio(ratio)} the last price, {split}")
    return PriceCheck("plausible")


def _format_ratio(ratio: Decimal) -> str:
    return f"{ratio:.4g} times"
