"""Expected return and risk of a mix of capital-market classes, and the risk score.

Rates are simple, annual, nominal decimal fractions. Callers pass in the expectations:
advisors/retirement/scenarios/portfolio_risk.py builds them from the capital-market assumptions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, floor, log, sqrt

ALTERNATIVE_VOLATILITY = 0.25
"""The volatility that one alternative investment adds to its class, independent of all others. Our judgment."""
SCORE_STEP = 0.02
MIN_RISK_SCORE, MAX_RISK_SCORE = 1, 10
Z_10TH_PERCENTILE = -1.2815515655446004
"""The 10th percentile of the standard normal distribution."""
RISK_SCORE_FORMULA = (
    f"{MIN_RISK_SCORE} + the whole part of volatility / {SCORE_STEP:.0%}, at most {MAX_RISK_SCORE}."
    " Volatility is that of the mix of asset classes, with swings of its own on top for each single company, and"
    f" {ALTERNATIVE_VOLATILITY:.0%} a year for each alternative investment, independent of the rest: square root of"
    " (volatility² + sum of (share of the portfolio x own volatility)²)."
)


@dataclass(frozen=True, slots=True)
class Expectations:
    """The mean return and standard deviation of each class, and the correlations in the same order."""

    classes: tuple[str, ...]
    means: tuple[float, ...]
    volatilities: tuple[float, ...]
    correlation: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        size = len(self.classes)
        if {len(self.means), len(self.volatilities), len(self.correlation), *map(len, self.correlation)} != {size}:
            raise ValueError(f"Give means, volatilities and a square correlation matrix for {size} classes.")


@dataclass(frozen=True, slots=True)
class ExpectedRisk:
    """Expected return and risk of a mix, a year.

    arithmetic: the mean return. geometric: the median yearly growth over many years. volatility: the standard
    deviation. contributions: each class's share of the variance; they sum to 1 (0 without risk).
    diversification_ratio: the average volatility of the classes over that of the mix, 1 for a single class.
    """

    arithmetic: float
    geometric: float
    volatility: float
    contributions: dict[str, float]
    diversification_ratio: float


def expected_risk(weights: Mapping[str, float], expectations: Expectations) -> ExpectedRisk:
    """Compute the risk of a mix that is rebalanced every year. weights: fractions by class, sum 1; the default is 0.

    mean w'm, variance w'Cw, contribution w_i (Cw)_i / w'Cw; geometric (1 + mean) / sqrt(1 + (sd / (1 + mean))²) - 1,
    the median of a lognormal with this mean and sd. Source: Markowitz; Choueifaty and Coignard for the ratio.
    Raises ValueError for an unknown class or weights that do not sum to 1.
    """
    if unknown := sorted(set(weights) - set(expectations.classes)):
        raise ValueError(f"No expectations for {', '.join(unknown)}.")
    if abs(sum(weights.values()) - 1) > 1e-6:
        raise ValueError("Weights must sum to 1.")
    in_order = [weights.get(name, 0.0) for name in expectations.classes]
    mean = sum(w * m for w, m in zip(in_order, expectations.means, strict=True))
    deviations = [w * v for w, v in zip(in_order, expectations.volatilities, strict=True)]
    products = [
        deviation * sum(r * other for r, other in zip(row, deviations, strict=True))
        for deviation, row in zip(deviations, expectations.correlation, strict=True)
    ]
    variance = max(sum(products), 0.0)
    volatility = sqrt(variance)
    return ExpectedRisk(
        arithmetic=mean,
        geometric=(1 + mean) / sqrt(1 + (volatility / (1 + mean)) ** 2) - 1,
        volatility=volatility,
        contributions={
            name: product / variance if variance else 0.0
            for name, product, weight in zip(expectations.classes, products, in_order, strict=True)
            if weight
        },
        diversification_ratio=sum(deviations) / volatility if volatility else 1.0,
    )


def total_volatility(volatility: float, alternatives: Iterable[float] = ()) -> float:
    """Add the volatility of alternative investments to that of a mix, a year.

    alternatives: the share of the whole in each. Each has ALTERNATIVE_VOLATILITY and is independent: variances add up.
    """
    return sqrt(volatility**2 + sum((share * ALTERNATIVE_VOLATILITY) ** 2 for share in alternatives))


def risk_score(volatility: float) -> int:
    """Return a whole number from 1 to 10 for a total volatility (see RISK_SCORE_FORMULA).

    Cash scores 1, US bonds 3, 60/40 about 6, US equity 9, a single stock 10.
    """
    return min(MIN_RISK_SCORE + floor(volatility / SCORE_STEP + 1e-9), MAX_RISK_SCORE)


def bad_year_return(mean: float, volatility: float) -> float:
    """Return the 10th percentile of a year's return, a fraction, from a lognormal with this mean and deviation.

    exp(m + s z) - 1 with z = Z_10TH_PERCENTILE, s² = ln(1 + (volatility / (1 + mean))²), m = ln(1 + mean) - s² / 2.
    """
    variance = log(1 + (volatility / (1 + mean)) ** 2)
    return exp(log(1 + mean) - variance / 2 + sqrt(variance) * Z_10TH_PERCENTILE) - 1
