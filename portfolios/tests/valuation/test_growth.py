"""Money added and market movement, computed from plain values."""

from collections import namedtuple
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.valuation.growth import RecordedHolding, RecordedHoldings, compute_growth, money_added

Day = namedtuple("Day", "date total added")
MONEY = st.decimals(0, 10**9, places=2)


def holdings(cash=0, **priced):
    """Build recorded holdings. priced: quantity, price, and whether the price is a sample."""
    rows = {key: RecordedHolding(quantity=q, price=p, is_sample=bool(s)) for key, (q, p, *s) in priced.items()}
    return RecordedHoldings(cash=cash, priced=rows)


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        (holdings(), holdings(cash=50, VTI=(10, 20)), 250),  # the first recording
        (holdings(VTI=(10, 20)), holdings(VTI=(10, 25)), 0),  # the market moved
        (holdings(VTI=(10, 20)), holdings(VTI=(12, 25)), 50),  # bought at today's price
        (holdings(VTI=(10, 20)), holdings(VTI=(4, 25)), -150),
        (holdings(cash=100, VTI=(10, 20)), holdings(cash=50, VTI=(12, 25)), 0),  # bought from cash on record
        (holdings(VTI=(10, 20)), holdings(cash=7), -193),  # sold, at its last price
        (holdings(VTI=(10, 20, True)), holdings(VTI=(10, 90)), 700),  # a sample price became a market price
        (holdings(VTI=(10, 20, True)), holdings(VTI=(11, 20, True)), 20),
    ],
)
def test_money_added_is_the_owners_change(before, after, added):
    assert money_added(before, after) == added


@given(MONEY, st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=20))
def test_start_added_and_movement_make_the_end(start, rows):
    begin = date(2026, 1, 1)
    days = [Day(begin, start, start)]
    days += [Day(begin + timedelta(days=n), total, added) for n, (total, added) in enumerate(rows, start=1)]
    grown = compute_growth(days)
    assert grown.start + grown.added + grown.movement == grown.end == rows[-1][0]
    assert grown.added == sum(added for _, added in rows)


def test_one_day_is_no_growth():
    assert compute_growth([]) is None
    assert compute_growth([Day(date(2026, 1, 1), Decimal(5), Decimal(5))]) is None
