"""Chart data. The series are computed here, the charter chooses among them, and this module fills the choice in."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from advisors.charter.series import ALLOWED_TYPES, Series
from advisors.runtime.results import ChartChoice
from advisors.verification.parsing.significance import is_change
from advisors.writing.case import Situation
from analysis.payloads import Chart, Point
from analysis.results.chart_data import MAX_SWINGS
from portfolios.facts.allocation import REST_LABEL
from portfolios.facts.fact import Unit
from portfolios.palette import ASSET_CLASS_COLORS, COLORS, REST_COLOR
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation.allocation import split_largest_buckets
from portfolios.valuation.portfolio import percent
from portfolios.valuation.value import ZERO, percentages, round_half_even

TOP_HOLDINGS = 10
TENTH = Decimal("0.1")
FIXED_COLORS = {label(key): ASSET_CLASS_COLORS[key] for key in ("cash", UNCLASSIFIED)} | {REST_LABEL: REST_COLOR}
ASSET_CLASS_LABEL_COLORS = {label(key): color for key, color in ASSET_CLASS_COLORS.items()}


def build_series(situation: Situation, fan: Mapping[str, Sequence[float]] | None = None) -> tuple[Series, ...]:
    """Every series this portfolio gives. fan: real dollars by percentile, from today on, where one is projected."""
    if not situation.has_value:
        return ()
    s = situation
    return (
        *_allocation_series(s),
        *_holdings_series(s),
        *_account_series(s),
        *_drift_series(s),
        *_risk_series(s),
        *_sensitivity_series(s),
        *_projection_series(fan),
    )


def _allocation_series(s: Situation) -> Iterator[Series]:
    for key, words, prefix, amounts in (
        ("asset_class", "Asset classes", "asset", s.portfolio.asset_classes),
        ("regions", "Regions", "region", s.portfolio.regions),
        ("sectors", "Sectors", "sector", s.portfolio.sectors),
    ):
        points = tuple((label(bucket), amount) for bucket, amount in amounts.items() if amount > 0)
        yield Series(key, words, "parts", "usd", points, tuple(f"{prefix}_{bucket}_share" for bucket in amounts))


def _holdings_series(s: Situation) -> Iterator[Series]:
    top = s.portfolio.holdings[:TOP_HOLDINGS]
    points = tuple((instrument.symbol, round_half_even(worth)) for instrument, worth in top)
    about = tuple(f"holding_{s.portfolio.keys[instrument.id]}_value" for instrument, _ in top)
    yield Series("top_holdings", "Largest holdings", "compare", "usd", points, about, s.portfolio.valuation.total)


def _account_series(s: Situation) -> Iterator[Series]:
    totals = s.portfolio.valuation.account_totals()
    named = tuple((a.name, totals[a.id]) for a in s.portfolio.snapshot.accounts if totals[a.id] > 0)
    yield Series("accounts", "Accounts", "parts", "usd", named, ("account_count", "total_value"))
    split = (
        ("Tax-advantaged", s.facts.value("tax_advantaged_value")),
        ("Taxable", s.facts.value("taxable_value")),
    )
    points = tuple((name, amount) for name, amount in split if amount > 0)
    yield Series("tax", "Tax-advantaged against taxable", "parts", "usd", points, ("tax_advantaged_share",))


def _drift_series(s: Situation) -> Iterator[Series]:
    drifts = [fact for fact in s.facts.on("targets") if fact.id.endswith("_drift")]
    points = tuple((fact.subject[0], round_half_even(fact.value or ZERO, TENTH)) for fact in drifts)
    if points:
        yield Series("drift", "Drift from your targets", "compare", "points", points, tuple(f.id for f in drifts))


def _risk_series(s: Situation) -> Iterator[Series]:
    """Shares of the risk of the mix; a class that takes risk away stands below zero, so they are no parts."""
    shares = [fact for fact in s.facts.on("risk") if fact.id.startswith("risk_") and fact.unit == "percent"]
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in shares)
    seen = tuple(point for point in points if point[1])
    if seen:
        yield Series("risk", "Where the risk comes from", "compare", "percent", seen, tuple(f.id for f in shares))


def _sensitivity_series(s: Situation) -> Iterator[Series]:
    """One change at a time: of success or, without a goal, of what the plan sustains."""
    unit: Unit = "points" if "success_probability" in s.facts else "usd_per_year"
    swings = [fact for fact in s.facts.on("sensitivity") if fact.unit == unit and is_change(fact)]
    swings.sort(key=lambda fact: -abs(fact.value or ZERO))
    points = tuple((f.subject[0], round_half_even(f.value or ZERO, TENTH)) for f in swings[:MAX_SWINGS])
    if any(value for _, value in points):
        yield Series("swings", "What the plan depends on", "compare", "points" if unit == "points" else "usd", points,
                     tuple(f.id for f in swings))  # fmt: skip


def _projection_series(fan: Mapping[str, Sequence[float]] | None) -> Iterator[Series]:
    if fan:
        points = tuple((f"Year {year}", round_half_even(Decimal(str(value)))) for year, value in enumerate(fan["50"]))
        yield Series("retirement", "Middle path of the projection", "line", "usd", points, ("at_retirement_median",))


def find_faults(choices: Sequence[ChartChoice], offered: Sequence[Series]) -> list[str]:
    """What is wrong with a choice of charts, in words; empty when it can be drawn."""
    by_key = {series.key: series for series in offered}
    wrong = [f"There is no series {c.series!r}." for c in choices if c.series not in by_key]
    wrong += [f"{c.series} has nothing to show." for c in choices if c.series in by_key and not by_key[c.series].points]
    wrong += [
        f"{c.series} cannot be drawn as {c.type}."
        for c in choices
        if c.series in by_key and c.type not in ALLOWED_TYPES[by_key[c.series].form]
    ]
    chosen = [c.series for c in choices]
    if len(set(chosen)) != len(chosen):
        wrong.append("A series is drawn twice.")
    wrong += [
        f"{key} is missing." for key in ("asset_class", "regions", "sectors") if key in by_key and key not in chosen
    ]
    if not min(4, len(offered)) <= len(chosen) <= 6 and sum(s.is_drawable for s in offered) >= 4:
        wrong.append("Choose four to six charts.")
    return wrong


def build_charts(choices: Sequence[ChartChoice], offered: Sequence[Series]) -> dict[str, Chart]:
    """The charts with data and colours, by series."""
    by_key = {series.key: series for series in offered}
    return {
        choice.series: Chart(
            title=choice.title,
            description=choice.description,
            type=choice.type,
            unit=by_key[choice.series].unit,
            data=_build_points(by_key[choice.series]),
        )
        for choice in choices
    }


def _build_points(series: Series) -> list[Point]:
    amounts = dict(_number_duplicate_names(series.points))
    shares: Mapping[str, Decimal | None] = dict.fromkeys(amounts)
    if series.form == "parts":
        apart, folding = percentages(amounts), _group_points(amounts)
        shares = {name: sum((apart[part] for part in parts), ZERO) for name, parts in folding.items()}
        amounts = {name: sum((amounts[part] for part in parts), ZERO) for name, parts in folding.items()}
    elif series.whole:
        shares = {name: percent(amount, series.whole, "0.1") for name, amount in amounts.items()}
    return [
        Point(name=name, value=amount, percentage=shares[name], color=color(series, name, index))
        for index, (name, amount) in enumerate(amounts.items())
    ]


def _number_duplicate_names(points: Sequence[tuple[str, Decimal]]) -> Iterator[tuple[str, Decimal]]:
    """Two accounts or private instruments may share a name; a chart may not lose one of them."""
    seen: dict[str, int] = {}
    for name, amount in points:
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), amount


def _group_points(amounts: Mapping[str, Decimal]) -> dict[str, list[str]]:
    """The points to draw and what each is made of: largest first, a long tail together, "Unclassified" apart."""
    unclassified = label(UNCLASSIFIED)
    ordered = dict(sorted(amounts.items(), key=lambda item: -item[1]))
    ordered.pop(unclassified, None)
    head, tail = split_largest_buckets(ordered)
    folding = {name: [name] for name in head}
    if tail:
        folding[REST_LABEL] = tail
    if unclassified in amounts:
        folding[unclassified] = [unclassified]
    return folding


def color(series: Series, name: str, index: int) -> str:
    """An asset class has its own colour; a line and the bars of a comparison have one for all."""
    if series.form != "parts":
        return COLORS[0]
    own = ASSET_CLASS_LABEL_COLORS if series.key == "asset_class" else FIXED_COLORS
    return own.get(name) or FIXED_COLORS.get(name) or COLORS[index % len(COLORS)]
