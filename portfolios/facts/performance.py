"""Facts about performance: value, money added, gain and rates of return of each period."""

from collections.abc import Iterator
from decimal import Decimal

from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.performance.performance import Performance, compute_performance
from portfolios.performance.rates import Rate
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import round_half_even

PERCENT_STEP = Decimal("0.000001")
TIME_WEIGHTED = "the returns between all recorded values, multiplied, so that the time of deposits does not matter"
MONEY_WEIGHTED = "the rate at which the value at the start and the money added become the value at the end (XIRR)"
YEARLY = "(1 + return) to the power of (365 / days) - 1"


def performance_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield the facts of each period that can be computed; what cannot be computed is no fact."""
    for one in compute_performance(portfolio.snapshot):
        growth = one.growth
        if growth is None:
            continue
        of_gain = (Measure.START, Measure.ADDED, Measure.END)
        for measure, words, value, formula, inputs in (
            (Measure.START, "value at the start", growth.start, f"the value recorded on {growth.since}", ()),
            (Measure.ADDED, "money you added", growth.added, "what you added less what you took out", ()),
            (Measure.END, "value at the end", growth.end, f"the value recorded on {growth.until}", ()),
            (Measure.GAIN, "gain", growth.movement, "value at the end - value at the start - money added", of_gain),
        ):
            yield Fact(
                family=Family.PERFORMANCE, measure=measure, of=one.period.key, subject=one.period.subject, unit="money",
                label=f"{one.period.label}: {words}", value=round_half_even(value), formula=formula, as_of=growth.until,
                inputs=_ids(one, inputs),
            )  # fmt: skip
        yield Fact(
            family=Family.PERFORMANCE, measure=Measure.SINCE, of=one.period.key, subject=one.period.subject,
            unit="date",
            label=f"{one.period.label}: first day", value=Decimal(growth.since.strftime("%Y%m%d")), kind="reference",
            formula="the day of the value it starts from", as_of=growth.until,
        )  # fmt: skip
        yield from rate_of_return_facts(one, portfolio)


def rate_of_return_facts(one: Performance, portfolio: Portfolio) -> Iterator[Fact]:
    name = portfolio.snapshot.profile.benchmark
    money = (Measure.GAIN, Measure.START, Measure.ADDED)
    change = f"change in the price of {name}, without its dividends"
    rows: tuple[tuple[Measure, str, Rate, str, tuple[Measure, ...]], ...] = (
        (Measure.SIMPLE, "gain as a share", one.simple, "gain / (value at the start + money added)", money),
        (Measure.TIME_WEIGHTED, "time-weighted return", one.time_weighted, TIME_WEIGHTED, ()),
        (Measure.MONEY_WEIGHTED, "money-weighted return", one.money_weighted, MONEY_WEIGHTED, ()),
        (Measure.BENCHMARK, f"return of {name}", one.benchmark, change, ()),
    )
    for measure, words, rate, formula, inputs in rows:
        yield from _rate_fact(one, measure, words, rate, (formula, inputs))
        if measure.value in one.yearly:
            key = Measure(f"{measure}_yearly")
            yield from _rate_fact(one, key, f"{words}, a year", one.yearly[measure.value], (YEARLY, (measure,)))
    if one.ahead is not None:
        yield Fact(
            family=Family.PERFORMANCE, measure=Measure.AHEAD, of=one.period.key, subject=one.period.subject,
            label=f"{one.period.label}: ahead of {name}", value=_percent(one.ahead), unit="points",
            formula=f"time-weighted return - return of {name}", as_of=one.growth.until if one.growth else None,
            inputs=_ids(one, (Measure.TIME_WEIGHTED, Measure.BENCHMARK)),
        )  # fmt: skip


def _rate_fact(
    one: Performance, measure: Measure, words: str, rate: Rate, source: tuple[str, tuple[Measure, ...]]
) -> Iterator[Fact]:
    if rate.value is not None:
        formula, inputs = source
        yield Fact(
            family=Family.PERFORMANCE, measure=measure, of=one.period.key, subject=one.period.subject, unit="percent",
            label=f"{one.period.label}: {words}", value=_percent(rate.value), formula=formula,
            as_of=one.growth.until if one.growth else None, inputs=_ids(one, inputs),
        )  # fmt: skip


def _percent(fraction: Decimal) -> Decimal:
    return round_half_even(100 * fraction, PERCENT_STEP)


def _ids(one: Performance, measures: tuple[Measure, ...]) -> tuple[str, ...]:
    return tuple(build_fact_id(Family.PERFORMANCE, measure, one.period.key) for measure in measures)
