"""Compute the data of each series from a situation and the projection's fan; None or no points without such data."""

from collections.abc import Mapping
from decimal import Decimal

from advisors.charter.series import Fan, Measured
from advisors.writing.case import Situation
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.taxonomy import label
from portfolios.valuation.value import ZERO, round_half_even

TOP_HOLDINGS = 10
MAX_SWINGS = 8
TENTH = Decimal("0.1")


def buckets(amounts: Mapping[str, Decimal], family: Family) -> Measured:
    points = tuple((label(bucket), amount) for bucket, amount in amounts.items() if amount > 0)
    return Measured(points, tuple(build_fact_id(family, Measure.SHARE, bucket) for bucket in amounts))


def holdings(s: Situation, fan: Fan | None) -> Measured:
    """Return the largest holdings in dollars, with the total of all accounts as the whole."""
    top = s.portfolio.holdings[:TOP_HOLDINGS]
    points = tuple((instrument.symbol, round_half_even(worth)) for instrument, worth in top)
    about = tuple(f"holding.{s.portfolio.fact_keys[instrument.id]}.value" for instrument, _ in top)
    return Measured(points, about, whole=s.portfolio.valuation.total)


def accounts(s: Situation, fan: Fan | None) -> Measured:
    """Return the accounts that have a value, in dollars."""
    totals = s.portfolio.valuation.account_totals()
    named = tuple((a.name, totals[a.id]) for a in s.portfolio.snapshot.accounts if totals[a.id] > 0)
    return Measured(named, ("portfolio.accounts", "portfolio.value"))


def tax(s: Situation, fan: Fan | None) -> Measured:
    split = (
        ("Tax-advantaged", s.facts.value(Family.TAX_STATUS, Measure.VALUE, "tax_advantaged")),
        ("Taxable", s.facts.value(Family.TAX_STATUS, Measure.VALUE, "taxable")),
    )
    return Measured(tuple((name, amount) for name, amount in split if amount > 0), ("tax_status.tax_advantaged.share",))


def drift(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the drift of each class from its target in points; None without targets."""
    drifts = [fact for fact in s.facts.facts if fact.measure == Measure.DRIFT]
    points = tuple((fact.subject[0], round_half_even(fact.value or ZERO, TENTH)) for fact in drifts)
    return Measured(points, tuple(fact.id for fact in drifts), unit="points") if points else None


def risk(s: Situation, fan: Fan | None) -> Measured | None:
    """Return shares of the risk of the mix. A class that lowers the risk is negative, so they are not a split."""
    shares = s.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in shares)
    visible = tuple(point for point in points if point[1])
    return Measured(visible, tuple(fact.id for fact in shares), unit="percent") if visible else None


def sensitivity(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the effect of each change on success or, without a goal, on the income that the plan sustains."""
    has_goal = "plan.success" in s.facts
    swings = s.facts.members(Family.SWING, Measure.POINTS if has_goal else Measure.INCOME)
    swings = tuple(sorted(swings, key=lambda fact: -abs(fact.value or ZERO)))
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in swings[:MAX_SWINGS])
    if not any(value for _, value in points):
        return None
    return Measured(points, tuple(f.id for f in swings), unit="points" if has_goal else "usd")


def projection(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the median path by year, in today's dollars; None without a projection."""
    if not fan:
        return None
    points = tuple((f"Year {year}", round_half_even(Decimal(str(value)))) for year, value in enumerate(fan["50"]))
    return Measured(points, ("plan.at_retirement_median",))
