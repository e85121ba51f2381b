"""How a portfolio did in each period: the identity of its value, three rates of return and the benchmark's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import TypeVar

from portfolios.performance.periods import PERIODS, Period, format_day
from portfolios.performance.rates import Rate, money_weighted_return, time_weighted_return
from portfolios.valuation.growth import Growth, RecordedDay, compute_growth
from portfolios.valuation.snapshot import RecordedValue, Snapshot
from portfolios.valuation.value import EXACT_CONTEXT, ZERO

Day = TypeVar("Day", bound=RecordedDay)
MAX_GAP = timedelta(days=7)
"""A value or a close at most this much older stands for a day without one."""
YEARLY_FROM_DAYS = 366
"""Rates over more days are also given for a year."""
SAMPLES_ONLY = "Your prices are mostly samples, which never change."


@dataclass(frozen=True)
class Performance:
    """growth: None if the period cannot be computed yet, for the reason in `missing`. Rates are over the period."""

    period: Period
    missing: str = ""
    growth: Growth | None = None
    simple: Rate = Rate(None)
    time_weighted: Rate = Rate(None)
    money_weighted: Rate = Rate(None)
    benchmark: Rate = Rate(None)

    @property
    def days(self) -> int:
        return (self.growth.until - self.growth.since).days if self.growth else 0

    @property
    def is_long(self) -> bool:
        """Return whether rates for a year say more than those of the period."""
        return self.days >= YEARLY_FROM_DAYS

    @property
    def yearly(self) -> dict[str, Rate]:
        """Return the rates for a year by the name of their field; empty for a period that is not long."""
        rates = {name: getattr(self, name) for name in ("time_weighted", "money_weighted", "benchmark")}
        return {name: rate.yearly(self.days) for name, rate in rates.items()} if self.is_long else {}

    @property
    def ahead(self) -> Decimal | None:
        """Return how far the time-weighted return is above the benchmark's, as a fraction; None without both."""
        if self.time_weighted.value is None or self.benchmark.value is None:
            return None
        return EXACT_CONTEXT.subtract(self.time_weighted.value, self.benchmark.value)


def compute_performance(snapshot: Snapshot) -> tuple[Performance, ...]:
    """Compute every period from the history in the snapshot."""
    at_samples = has_mostly_sample_prices(snapshot)
    return tuple(
        compute_period(period, snapshot.history, snapshot.profile.benchmark, at_samples=at_samples)
        for period in PERIODS
    )


def has_mostly_sample_prices(snapshot: Snapshot) -> bool:
    """Return whether half or more of what is invested is valued at sample prices, so that its return would be false."""
    sampled = invested = ZERO
    with localcontext(EXACT_CONTEXT):
        for position in snapshot.positions:
            held = snapshot.instruments_by_id[position.instrument_id]
            if held.price is not None and held.instrument_type != "cash":
                invested += held.price * position.quantity
                sampled += held.price * position.quantity if held.price_source == "sample" else ZERO
        return bool(invested) and 2 * sampled >= invested


def compute_period(
    period: Period, history: Sequence[RecordedValue], benchmark: str, *, at_samples: bool
) -> Performance:
    """Compute one period from values in order. at_samples: rates would be those of prices that never change."""
    if len(history) < 2:
        return Performance(period, "Your history has only begun. It needs values of two days.")
    begin = period.begin(history[-1].date)
    place = find_start(history, begin)
    if begin and history[0].date > begin:
        return Performance(period, f"Your history begins on {format_day(history[0].date)}.")
    if place is None:
        return Performance(period, f"No value was recorded in the week before {format_day(begin or history[0].date)}.")
    days = history[place:]
    growth = compute_growth(days)
    if growth is None:
        return Performance(period, f"No value was recorded since {format_day(begin or history[0].date)}.")
    compared = compare_with(benchmark, days[0], days[-1])
    if at_samples:
        unknown = Rate(None, SAMPLES_ONLY)
        return Performance(period, "", growth, unknown, unknown, unknown, compared)
    rates = (simple_return(growth), time_weighted_return(days), money_weighted_return(days))
    return Performance(period, "", growth, *rates, compared)


def find_start(history: Sequence[RecordedDay], begin: date | None) -> int | None:
    """Return the place of the record from which a period starts: the last one at or shortly before its first day."""
    if begin is None:
        return 0
    earlier = [place for place, day in enumerate(history) if begin - MAX_GAP <= day.date <= begin]
    return earlier[-1] if earlier else None


def simple_return(growth: Growth) -> Rate:
    """Return the gain as a share of the value at the start and the money added."""
    with localcontext(EXACT_CONTEXT):
        paid = growth.start + growth.added
        return Rate(growth.movement / paid) if paid > 0 else Rate(None, "More was withdrawn than there was.")


def compare_with(symbol: str, first: RecordedValue, last: RecordedValue) -> Rate:
    """Return how the price of the benchmark changed between two records."""
    if first.benchmark is None or last.benchmark is None:
        day = first.date if first.benchmark is None else last.date
        return Rate(None, f"No price of {symbol} is on record for {format_day(day)}.")
    with localcontext(EXACT_CONTEXT):
        return Rate(last.benchmark / first.benchmark - 1)


def keep_needed(history: Sequence[Day]) -> tuple[Day, ...]:
    """Return the records that every rate needs: the first and last, where a period starts, and around each addition.

    Between two records without an addition the returns multiply to one, so leaving those out changes nothing.
    """
    if not history:
        return ()
    starts = (find_start(history, period.begin(history[-1].date)) for period in PERIODS)
    kept = {0, len(history) - 1, *(place for place in starts if place is not None)}
    for place, day in enumerate(history):
        if day.added and place:
            kept |= {place - 1, place}
    return tuple(history[place] for place in sorted(kept))
