"""Every chart that Alex can draw. A new chart is one more entry in SERIES: its data, texts and rule of interest."""

from typing import TypeVar

from advisors.charter import descriptions, measures
from advisors.charter.series import Fan, Series, SeriesData
from advisors.writing.case import Situation, ref
from portfolios.facts.families import Family, Measure
from portfolios.palette import ASSET_CLASS_COLORS
from portfolios.taxonomy import label

ROUGH_RISK_SCORE = 7
T = TypeVar("T")

SERIES: tuple[Series, ...] = (
    Series(
        "asset_class", "Asset classes", "parts", "donut", "What your money is in", "asset_class",
        lambda s, _: measures.buckets(s.portfolio.asset_classes, Family.ASSET_CLASS), descriptions.asset_classes,
        always=True, colors={label(key): color for key, color in ASSET_CLASS_COLORS.items()},
    ),
    Series(
        "regions", "Regions", "parts", "horizontalBar", "Where in the world it is", "regions",
        lambda s, _: measures.buckets(s.portfolio.regions, Family.REGION),
        lambda s: descriptions.first_bucket(s.portfolio.regions, Family.REGION), always=True,
    ),
    Series(
        "sectors", "Sectors", "parts", "horizontalBar", "Which parts of the economy it is in", "sectors",
        lambda s, _: measures.buckets(s.portfolio.sectors, Family.SECTOR),
        lambda s: descriptions.first_bucket(s.portfolio.sectors, Family.SECTOR), always=True,
    ),
    Series(
        "top_holdings", "Largest holdings", "compare", "bar", "Your largest holdings", "holdings",
        measures.holdings, descriptions.holdings, lambda s: 88 if s.concentrated_company else 60,
    ),
    Series(
        "accounts", "Accounts", "parts", "pie", "Your accounts", "accounts", measures.accounts,
        lambda s: f"{ref('portfolio.accounts')} accounts hold {ref('portfolio.value')} in all.", lambda _: 50,
    ),
    Series(
        "tax", "Tax-advantaged against taxable", "parts", "donut", "Tax-advantaged against taxable money", "accounts",
        measures.tax,
        descriptions.tax,
        lambda _: 45,
    ),
    Series(
        "drift", "Drift from your targets", "compare", "bar", "How far you are from your targets", "targets",
        measures.drift, descriptions.drift, lambda s: 85 if s.drifts else 40,
    ),
    Series(
        "risk", "Where the risk comes from", "compare", "horizontalBar", "Where the risk of your mix comes from",
        "risk", measures.risk, descriptions.risk,
        lambda s: 82 if s.facts.value(Family.RISK, Measure.SCORE) >= ROUGH_RISK_SCORE else 55,
    ),
    Series(
        "swings", "What the plan depends on", "compare", "horizontalBar", "What your retirement plan depends on",
        "sensitivity", measures.sensitivity, descriptions.sensitivity, lambda _: 58,
    ),
    Series(
        "retirement", "Middle path of the projection", "line", "line", "What you may have through the years", "",
        measures.projection, descriptions.projection, lambda s: 80 if s.has_projection else 0,
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
