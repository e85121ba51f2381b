"""Expected return and risk of a mix of capital-market classes, and the risk score.

Rates are simple, annual, nominal decimal fractions. The expectations come in as values, so nobody is imported for
them: advisors/retirement/scenarios/portfolio_risk.py makes them of the capital-market assumptions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, floor, log, sqrt

IDIOSYNCRATIC_VOLATILITY = 0.25
"""What one company, or one alternative investment, adds to the volatility of its class, independent of all others: a
stated judgement, about what large companies show."""
SCORE_STEP, MIN_RISK_SCORE, MAX_RISK_SCORE = 0.02, 1, 10
Z_10TH_PERCENTILE = -1.2815515655446004
"""The normal deviate that a tenth of all lies below."""
RISK_SCORE_FORMULA = (
    f"{MIN_RISK_SCORE} + the whole part of volatility / {SCORE_STEP:.0%}, at most {MAX_RISK_SCORE}. Volatility is that of the mix of asset"
    f" classes, with {IDIOSYNCRATIC_VOLATILITY:.0%} a year on top for each single company and each alternative investment,"
    f" independent of the rest: square root of (volatility² + sum of (share of everything x {IDIOSYNCRATIC_VOLATILITY:.0%})²)."
)


@dataclass(frozen=True, slots=True)
class Expectations:
    """Of each class: the mean of its return, its standard deviation, and the correlations in the same order."""

    classes: tuple[str, ...]
    means: tuple[float, ...]
    volatilities: tuple[float, ...]
    correlation: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        size = len(self.classes)
        if {len(self.means), len(self.volatilities), len(self.correlation), *map(len, self.correlation)} != {size}:
            raise ValueError(f"Means, volatilities and a square of correlations for {size} classes are wanted.")


@dataclass(frozen=True, slots=True)
class ExpectedRisk:
    """arithmetic: the mean return of a year; geometric: the median growth a year over many; volatility: the standard
    deviation of a year. contributions: each class's share of the variance, they sum to 1 (0 without risk).
    diversification_ratio: the average volatility of what is held over that of the whole, 1 for a single class.
    """

    arithmetic: float
    geometric: float
    volatility: float
    contributions: dict[str, float]
    diversification_ratio: float


def expected_risk(weights: Mapping[str, float], expectations: Expectations) -> ExpectedRisk:
    """Of a mix, rebalanced every year. weights: fractions by class, sum 1; a class not named has 0.

    mean w'm, variance w'Cw, contribution w_i (Cw)_i / w'Cw; geometric (1 + mean) / sqrt(1 + (sd / (1 + mean))²) - 1,
    the median of a lognormal with this mean and sd. Source: Markowitz; Choueifaty and Coignard for the ratio.
    Raises ValueError for an unknown class or weights that do not sum to 1.
    """
    if unknown := sorted(set(weights) - set(expectations.classes)):
        raise ValueError(f"No expectations for {', '.join(unknown)}.")
    if abs(sum(weights.values()) - 1) > 1e-6:
        raise ValueError("Weights must sum to 1.")
    held = [weights.get(name, 0.0) for name in expectations.classes]
    mean = sum(w * m for w, m in zip(held, expectations.means, strict=True))
    deviations = [w * v for w, v in zip(held, expectations.volatilities, strict=True)]
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
            for name, product, weight in zip(expectations.classes, products, held, strict=True)
            if weight
        },
        diversification_ratio=sum(deviations) / volatility if volatility else 1.0,
    )


def total_volatility(volatility: float, singles: Iterable[float] = ()) -> float:
    """The volatility of a mix of classes with what single companies and alternatives add on their own, a year.

    singles: the share of everything in each of them; OWN_VOLATILITY each, independent: variances add up.
    """
    return sqrt(volatility**2 + sum((share * IDIOSYNCRATIC_VOLATILITY) ** 2 for share in singles))


def risk_score(volatility: float) -> int:
    """A whole number from 1 to 10 of the whole volatility (see FORMULA).

    Cash scores 1, US bonds 3, 60/40 about 6, US equity 9, a single stock 10.
    """
    return min(MIN_RISK_SCORE + floor(volatility / SCORE_STEP + 1e-9), MAX_RISK_SCORE)


def bad_year_return(mean: float, volatility: float) -> float:
    """The return that one year of ten falls short of, a fraction: the lognormal's, with this mean and deviation.

    exp(m + s z) - 1 with z = Z_TENTH, s² = ln(1 + (volatility / (1 + mean))²), m = ln(1 + mean) - s² / 2.
    """
    variance = log(1 + (volatility / (1 + mean)) ** 2)
    return exp(log(1 + mean) - variance / 2 + sqrt(variance) * Z_10TH_PERCENTILE) - 1
