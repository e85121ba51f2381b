"""Every chart that Alex can draw. A new chart is an entry in SERIES with the functions for its data and its sentence.

A `measure` function returns the data of a series, None or no points without such data. A `describe` function returns
the sentence of the built-in writer about it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from advisors.charter.series import Fan, Measured, Series, SeriesData
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.palette import ASSET_CLASS_COLORS
from portfolios.taxonomy import label
from portfolios.valuation.value import ZERO, round_half_even

TOP_HOLDINGS = 10
MAX_SWINGS = 8
TENTH = Decimal("0.1")
ROUGH_RISK_SCORE = 7
T = TypeVar("T")


def measure_buckets(amounts: Mapping[str, Decimal], family: Family) -> Measured:
    points = tuple((label(bucket), amount) for bucket, amount in amounts.items() if amount > 0)
    return Measured(points, tuple(build_fact_id(family, Measure.SHARE, bucket) for bucket in amounts))


def measure_holdings(s: Situation, fan: Fan | None) -> Measured:
    """Return the largest holdings in dollars, with the total of all accounts as the whole."""
    top = s.portfolio.holdings[:TOP_HOLDINGS]
    points = tuple((instrument.symbol, round_half_even(worth)) for instrument, worth in top)
    about = tuple(f"holding.{s.portfolio.fact_keys[instrument.id]}.value" for instrument, _ in top)
    return Measured(points, about, whole=s.portfolio.valuation.total)


def measure_accounts(s: Situation, fan: Fan | None) -> Measured:
    """Return the accounts that have a value, in dollars."""
    totals = s.portfolio.valuation.account_totals()
    named = tuple((a.name, totals[a.id]) for a in s.portfolio.snapshot.accounts if totals[a.id] > 0)
    return Measured(named, ("portfolio.accounts", "portfolio.value"))


def measure_tax(s: Situation, fan: Fan | None) -> Measured:
    split = (
        ("Tax-advantaged", s.facts.value(Family.TAX_STATUS, Measure.VALUE, "tax_advantaged")),
        ("Taxable", s.facts.value(Family.TAX_STATUS, Measure.VALUE, "taxable")),
    )
    return Measured(tuple((name, amount) for name, amount in split if amount > 0), ("tax_status.tax_advantaged.share",))


def measure_drift(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the drift of each class from its target in points; None without targets."""
    drifts = [fact for fact in s.facts.facts if fact.measure == Measure.DRIFT]
    points = tuple((fact.subject[0], round_half_even(fact.value or ZERO, TENTH)) for fact in drifts)
    return Measured(points, tuple(fact.id for fact in drifts), unit="points") if points else None


def measure_risk(s: Situation, fan: Fan | None) -> Measured | None:
    """Return shares of the risk of the mix. A class that lowers the risk is negative, so they are not a split."""
    shares = s.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in shares)
    visible = tuple(point for point in points if point[1])
    return Measured(visible, tuple(fact.id for fact in shares), unit="percent") if visible else None


def measure_sensitivity(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the effect of each change on success or, without a goal, on the income that the plan sustains."""
    has_goal = "plan.success" in s.facts
    swings = s.facts.members(Family.SWING, Measure.POINTS if has_goal else Measure.INCOME)
    swings = tuple(sorted(swings, key=lambda fact: -abs(fact.value or ZERO)))
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in swings[:MAX_SWINGS])
    if not any(value for _, value in points):
        return None
    return Measured(points, tuple(f.id for f in swings), unit="points" if has_goal else "usd")


def measure_projection(s: Situation, fan: Fan | None) -> Measured | None:
    """Return the median path by year, in today's dollars; None without a projection."""
    if not fan:
        return None
    points = tuple((f"Year {year}", round_half_even(Decimal(str(value)))) for year, value in enumerate(fan["50"]))
    return Measured(points, ("plan.at_retirement_median",))


def describe_asset_classes(s: Situation) -> str:
    bucket = next(iter(s.portfolio.asset_classes), "")
    return f"{label(bucket)} is the largest part with {ref(f'asset_class.{bucket}.share')}, funds looked through."


def describe_first_bucket(amounts: Mapping[str, Decimal], family: Family) -> str:
    bucket = next(iter(amounts), "")
    return f"{label(bucket)} comes first with {ref(build_fact_id(family, Measure.SHARE, bucket))} of everything."


def describe_holdings(s: Situation) -> str:
    instrument = s.portfolio.holdings[0][0]
    key = s.portfolio.fact_keys[instrument.id]
    return f"{escape_markdown(instrument.symbol)} is the largest with {ref(f'holding.{key}.value')}."


def describe_tax(s: Situation) -> str:
    return f"{ref('tax_status.tax_advantaged.share')} sits in tax-advantaged accounts, where trades cost no tax."


def describe_drift(s: Situation) -> str:
    if s.has_too_much_unclassified:
        return "So much is unclassified that these drifts say little."
    if not s.drifts:
        return "Nothing is far enough off its target to act on."
    worst = s.drifts[0]
    side = "above" if worst.points > 0 else "below"
    return f"{worst.label} is {ref(worst.fact(Measure.DRIFT), 'size')} {side} target, the widest gap."


def describe_risk(s: Situation) -> str:
    first = s.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)[0]
    held = build_fact_id(Family.RISK_CLASS, Measure.SHARE, first.of)
    return f"{first.subject[0]} brings {ref(first.id)} of the risk with {ref(held)} of the mix."


def describe_sensitivity(s: Situation) -> str:
    what = "success" if "plan.success" in s.facts else "what the plan sustains"
    return f"How {what} changes if one thing is different, on the same simulated futures; the strongest first."


def describe_projection(s: Situation) -> str:
    if s.is_retired:
        return f"The middle path of the simulation until you turn {ref('profile.plan_to_age')}, in today's dollars."
    return (
        f"The middle path of the simulation in today's dollars: about {ref('plan.at_retirement_median', 'short')} "
        "when you retire."
    )


SERIES: tuple[Series, ...] = (
    Series(
        "asset_class", "Asset classes", "parts", "donut", "What your money is in", "asset_class",
        lambda s, _: measure_buckets(s.portfolio.asset_classes, Family.ASSET_CLASS), describe_asset_classes,
        always=True, colors={label(key): color for key, color in ASSET_CLASS_COLORS.items()},
    ),
    Series(
        "regions", "Regions", "parts", "horizontalBar", "Where in the world it is", "regions",
        lambda s, _: measure_buckets(s.portfolio.regions, Family.REGION),
        lambda s: describe_first_bucket(s.portfolio.regions, Family.REGION), always=True,
    ),
    Series(
        "sectors", "Sectors", "parts", "horizontalBar", "Which parts of the economy it is in", "sectors",
        lambda s, _: measure_buckets(s.portfolio.sectors, Family.SECTOR),
        lambda s: describe_first_bucket(s.portfolio.sectors, Family.SECTOR), always=True,
    ),
    Series(
        "top_holdings", "Largest holdings", "compare", "bar", "Your largest holdings", "holdings",
        measure_holdings, describe_holdings, lambda s: 88 if s.concentrated_company else 60,
    ),
    Series(
        "accounts", "Accounts", "parts", "pie", "Your accounts", "accounts", measure_accounts,
        lambda s: f"{ref('portfolio.accounts')} accounts hold {ref('portfolio.value')} in all.", lambda _: 50,
    ),
    Series(
        "tax", "Tax-advantaged against taxable", "parts", "donut", "Tax-advantaged against taxable money", "accounts",
        measure_tax, describe_tax, lambda _: 45,
    ),
    Series(
        "drift", "Drift from your targets", "compare", "bar", "How far you are from your targets", "targets",
        measure_drift, describe_drift, lambda s: 85 if s.drifts else 40,
    ),
    Series(
        "risk", "Where the risk comes from", "compare", "horizontalBar", "Where the risk of your mix comes from",
        "risk", measure_risk, describe_risk,
        lambda s: 82 if s.facts.value(Family.RISK, Measure.SCORE) >= ROUGH_RISK_SCORE else 55,
    ),
    Series(
        "swings", "What the plan depends on", "compare", "horizontalBar", "What your retirement plan depends on",
        "sensitivity", measure_sensitivity, describe_sensitivity, lambda _: 58,
    ),
    Series(
        "retirement", "Middle path of the projection", "line", "line", "What you may have through the years", "",
        measure_projection, describe_projection, lambda s: 80 if s.has_projection else 0,
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
