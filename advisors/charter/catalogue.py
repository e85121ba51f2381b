"""Every chart that Alex can draw. A new chart is an entry in SERIES with the function for its data and its captions.

A `measure` function returns the data of a series, None or no points without such data.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from advisors.charter.series import Fan, Measured, Series, SeriesData
from advisors.writing.case import Situation
from portfolios.facts.fact import MONEY
from portfolios.facts.families import Family, Measure
from portfolios.palette import ASSET_CLASS_COLORS
from portfolios.performance.periods import PERIODS
from portfolios.taxonomy import label
from portfolios.valuation.value import ZERO, round_half_even

TOP_HOLDINGS = 10
MAX_SWINGS = 8
TENTH = Decimal("0.1")
ROUGH_RISK_SCORE = 7
PERIOD_LABELS = {period.key: period.label for period in PERIODS}
T = TypeVar("T")


def measure_buckets(amounts: Mapping[str, Decimal]) -> Measured:
    points = tuple((label(bucket), amount) for bucket, amount in amounts.items() if amount > 0)
    return Measured(points)


def measure_holdings(s: Situation, fan: Fan | None) -> Measured:
    """Return the largest holdings in dollars, with the total of all accounts as the whole."""
    top = s.portfolio.holdings[:TOP_HOLDINGS]
    points = tuple((instrument.symbol, round_half_even(worth)) for instrument, worth in top)
    return Measured(points, whole=s.portfolio.valuation.total)


def measure_accounts(s: Situation, fan: Fan | None) -> Measured:
    """Return the accounts that have a value, in dollars."""
    totals = s.portfolio.valuation.account_totals()
    named = tuple((a.name, totals[a.id]) for a in s.portfolio.snapshot.accounts if totals[a.id] > 0)
    return Measured(named)


def measure_tax(s: Situation, fan: Fan | None) -> Measured:
    split = (
        ("Tax-advantaged", s.facts.value(Family.TAX_STATUS, Measure.VALUE, "tax_advantaged")),
        ("Taxable", s.facts.value(Family.TAX_STATUS, Measure.VALUE, "taxable")),
    )
    return Measured(tuple((name, amount) for name, amount in split if amount > 0))


def measure_drift(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the drift of each class from its target in points; None without targets."""
    drifts = [fact for fact in s.facts.facts if fact.measure == Measure.DRIFT]
    points = tuple((fact.subject[0], round_half_even(fact.value or ZERO, TENTH)) for fact in drifts)
    return Measured(points, unit="points") if points else None


def measure_risk(s: Situation, fan: Fan | None) -> Measured | None:
    """Return shares of the risk of the mix. A class that lowers the risk is negative, so they are not a split."""
    shares = s.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in shares)
    visible = tuple(point for point in points if point[1])
    return Measured(visible, unit="percent") if visible else None


def measure_sensitivity(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the effect of each change on success or, without a goal, on the income that the plan sustains."""
    has_goal = "plan.success" in s.facts
    swings = s.facts.members(Family.SWING, Measure.POINTS if has_goal else Measure.INCOME)
    swings = tuple(sorted(swings, key=lambda fact: -abs(fact.value or ZERO)))
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in swings[:MAX_SWINGS])
    if not any(value for _, value in points):
        return None
    return Measured(points, unit="points" if has_goal else MONEY)


def measure_projection(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the median path by year, in today's dollars; None without a projection."""
    if not fan:
        return None
    points = tuple((f"Year {year}", round_half_even(Decimal(str(value)))) for year, value in enumerate(fan["50"]))
    return Measured(points)


def measure_returns(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the time-weighted return of each period that can be computed, each followed by the benchmark's."""
    points = []
    for fact in s.facts.members(Family.PERFORMANCE, Measure.TIME_WEIGHTED):
        period = PERIOD_LABELS[fact.of]
        points.append((period, round_half_even(fact.value or ZERO, TENTH)))
        theirs = s.facts.one(Family.PERFORMANCE, Measure.BENCHMARK, fact.of)
        if theirs is not None:
            name = s.portfolio.snapshot.profile.benchmark
            points.append((f"{period}, {name}", round_half_even(theirs.value or ZERO, TENTH)))
    return Measured(tuple(points), unit="percent") if points else None


SERIES: tuple[Series, ...] = (
    Series(
        "asset_class", "Asset classes", "parts", "donut", "What your money is in", "asset_class",
        lambda s, _: measure_buckets(s.portfolio.asset_classes), (("rank", "asset_class", "1"), ("split",)),
        always=True, colors={label(key): color for key, color in ASSET_CLASS_COLORS.items()},
    ),
    Series(
        "regions", "Regions", "parts", "horizontalBar", "Where in the world it is", "regions",
        lambda s, _: measure_buckets(s.portfolio.regions), (("rank", "region", "1"),), always=True,
    ),
    Series(
        "sectors", "Sectors", "parts", "horizontalBar", "Which parts of the economy it is in", "sectors",
        lambda s, _: measure_buckets(s.portfolio.sectors), (("rank", "sector", "1"),), always=True,
    ),
    Series(
        "top_holdings", "Largest holdings", "compare", "bar", "Your largest holdings", "holdings",
        measure_holdings, (("company",), ("rank", "holding", "1")), lambda s: 88 if s.concentrated_company else 60,
    ),
    Series(
        "accounts", "Accounts", "parts", "pie", "Your accounts", "accounts", measure_accounts,
        (("worth",),), lambda _: 50,
    ),
    Series(
        "tax", "Tax-advantaged against taxable", "parts", "donut", "Tax-advantaged against taxable money", "accounts",
        measure_tax, (("share", "tax_status"),), lambda _: 45,
    ),
    Series(
        "drift", "Drift from your targets", "compare", "bar", "How far you are from your targets", "targets",
        measure_drift, (("off_target",),), lambda s: 85 if s.drifts else 40,
    ),
    Series(
        "risk", "Where the risk comes from", "compare", "horizontalBar", "Where the risk of your mix comes from",
        "risk", measure_risk, (("risk_source",),),
        lambda s: 82 if s.facts.value(Family.RISK, Measure.SCORE) >= ROUGH_RISK_SCORE else 55,
    ),
    Series(
        "swings", "What the plan depends on", "compare", "horizontalBar", "What your retirement plan depends on",
        "sensitivity", measure_sensitivity, (("biggest_swing",),), lambda _: 58,
    ),
    Series(
        "performance", "Returns by period", "compare", "bar", "How your money did", "performance",
        measure_returns, (("returns",), ("market_gain",)), lambda _: 72,
    ),
    Series(
        "retirement", "Middle path of the projection", "line", "line", "What you may have through the years", "",
        measure_projection, (("at_retirement",), ("at_end",)), lambda s: 80 if s.has_projection else 0,
    ),
)  # fmt: skip
"""In the order in which pages show them."""


def always_drawn() -> tuple[str, ...]:
    return tuple(series.key for series in SERIES if series.always)


def compute_series(situation: Situation, fan: Fan | None = None) -> tuple[SeriesData, ...]:
    """Return every series that this portfolio has data for; none if nothing has a value."""
    if not situation.has_value:
        return ()
    return tuple(data for series in SERIES if (data := series.compute(situation, fan)))


def sort_by_series(charts: dict[str, T]) -> dict[str, T]:
    """Return charts in the order of the catalogue: PostgreSQL keeps the keys of a JSON object in its own order."""
    places = {series.key: place for place, series in enumerate(SERIES)}
    return dict(sorted(charts.items(), key=lambda item: (places.get(item[0], len(places)), item[0])))
