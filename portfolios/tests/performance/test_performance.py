"""Performance by period, from recorded days: a made-up year as a spreadsheet computes it, and what is missing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.facts.performance import performance_facts
from portfolios.performance.performance import compute_performance, keep_needed
from portfolios.performance.periods import one_month_before, one_year_before
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import (
    AccountValue,
    InstrumentValue,
    PositionValue,
    ProfileValue,
    RecordedValue,
    Snapshot,
)

ACCOUNT = uuid4()
MADE_UP_YEAR = [
    ("2025-09-30", "10000.00", "10000.00"),
    ("2025-12-31", "10500.00", "0"),
    ("2026-01-31", "11550.00", "1000.00"),
    ("2026-03-31", "11200.00", "0"),
    ("2026-06-30", "12100.00", "500.00"),
    ("2026-08-30", "11000.00", "-2000.00"),
    ("2026-09-30", "11440.00", "0"),
]
"""day, value at its end, money added that day."""
CLOSES = {"2025-09-30": Decimal(50), "2026-09-30": Decimal(55)}
SPREADSHEET = {
    "month": ("11000.00", "0.00", "440.00", "0.04", "0.04"),
    "year_to_date": ("10500.00", "-500.00", "1440.00", "0.127536", "0.127131"),
    "year": ("10000.00", "-500.00", "1940.00", "0.183913", "0.182929"),
    "since_start": ("10000.00", "-500.00", "1940.00", "0.183913", "0.182929"),
}
"""start, added, gain, time-weighted and money-weighted return, from a spreadsheet.

Time-weighted for the year: 10500/10000 x 10550/10500 x 11200/11550 x 11600/11200 x 13000/12100 x 11440/11000 - 1.
Money-weighted: (1 + XIRR) ^ (days / 365) - 1 over the start, each addition with its day, and the end.
"""


def records(rows=MADE_UP_YEAR, closes=()):
    """Build records. closes: of the benchmark by day."""
    closes = dict(closes)
    return tuple(
        RecordedValue(
            date=date.fromisoformat(day), total=Decimal(total), added=Decimal(added), benchmark=closes.get(day)
        )
        for day, total, added in rows
    )


def snapshot_of(history, price_source="market"):
    fund = InstrumentValue(
        id=uuid4(), symbol="VTI", name="Fund", instrument_type="etf", price=Decimal(5), price_source=price_source
    )
    profile = ProfileValue(age=40, years_until_retirement=20)
    return Snapshot(
        taken_at=datetime(2026, 9, 30, tzinfo=UTC), profile=profile, history=history,
        instruments=(fund,), accounts=(AccountValue(id=ACCOUNT, name="A", kind="taxable"),),
        positions=(PositionValue(id=uuid4(), account_id=ACCOUNT, instrument_id=fund.id, quantity=Decimal(2)),),
    )  # fmt: skip


def by_period(snapshot):
    return {one.period.key: one for one in compute_performance(snapshot)}


def test_a_made_up_year_matches_a_spreadsheet():
    found = by_period(snapshot_of(records()))
    for key, (start, added, gain, time_weighted, money_weighted) in SPREADSHEET.items():
        one = found[key]
        assert (one.growth.start, one.growth.added, one.growth.movement) == tuple(map(Decimal, (start, added, gain)))
        assert one.growth.start + one.growth.added + one.growth.movement == one.growth.end == Decimal("11440.00")
        assert float(one.time_weighted.value) == pytest.approx(float(time_weighted), abs=1e-6)
        assert float(one.money_weighted.value) == pytest.approx(float(money_weighted), abs=1e-6)


def test_what_is_not_recorded_cannot_be_computed_yet():
    assert all(not one.growth and one.missing for one in compute_performance(snapshot_of(())))
    found = by_period(snapshot_of(records()[5:]))
    assert found["year"].missing == "Your history begins on August 30, 2026."
    assert found["since_start"].growth.movement == 440
    assert found["month"].growth.since == date(2026, 8, 30)
    gap = (*records()[:1], *records()[-1:])
    assert by_period(snapshot_of(gap))["month"].missing == "No value was recorded in the week before August 30, 2026."


def test_sample_prices_give_no_return_of_zero():
    sampled = by_period(snapshot_of(records(), price_source="sample"))["year"]
    assert sampled.growth.movement == 1940
    assert {sampled.time_weighted.value, sampled.money_weighted.value, sampled.simple.value} == {None}
    assert "samples" in sampled.time_weighted.reason


def test_the_benchmark_is_compared_on_the_same_days():
    found = by_period(snapshot_of(records(closes=CLOSES)))
    assert found["year"].benchmark.value == Decimal("0.1")
    assert float(found["year"].ahead) == pytest.approx(0.083913, abs=1e-6)
    assert found["year_to_date"].benchmark.reason == "No price of AOR is on record for December 31, 2025."


def test_facts_have_money_rates_and_their_inputs():
    snapshot = snapshot_of(records(closes=CLOSES))
    facts = {fact.id: fact for fact in performance_facts(Portfolio(snapshot))}
    assert facts["performance.year.gain"].value == 1940
    assert round(facts["performance.year.time_weighted"].value, 4) == Decimal("18.3913")
    assert round(facts["performance.year.ahead"].value, 4) == Decimal("8.3913")
    assert all(name in facts for fact in facts.values() for name in fact.inputs)
    assert not list(performance_facts(Portfolio(snapshot_of(()))))


def test_a_long_history_is_also_given_a_year():
    rows = [("2024-09-30", "10000", "0"), ("2026-09-30", "12100", "0")]
    facts = {fact.id: fact.value for fact in performance_facts(Portfolio(snapshot_of(records(rows))))}
    assert round(facts["performance.since_start.time_weighted"], 6) == 21
    assert round(facts["performance.since_start.time_weighted_yearly"], 6) == 10


def test_periods_begin_on_calendar_days():
    assert one_month_before(date(2026, 3, 31)) == date(2026, 2, 28)
    assert one_month_before(date(2026, 1, 15)) == date(2025, 12, 15)
    assert one_year_before(date(2024, 2, 29)) == date(2023, 2, 28)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 10**6), st.sampled_from([0, 0, 500, -20])), max_size=30))
def test_kept_records_give_the_same_performance(rows):
    day, history = date(2025, 1, 1), []
    for pause, total, added in rows:
        day += timedelta(days=pause)
        history.append(RecordedValue(date=day, total=Decimal(total), added=Decimal(added)))
    whole, kept = (compute_performance(snapshot_of(tuple(part))) for part in (history, keep_needed(history)))
    for one, other in zip(whole, kept, strict=True):
        assert (one.growth, one.missing, one.money_weighted) == (other.growth, other.missing, other.money_weighted)
        assert one.time_weighted.value is None or round(one.time_weighted.value - other.time_weighted.value, 30) == 0
