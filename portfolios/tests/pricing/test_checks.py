from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.pricing.calendar import closing_time, recent_weekdays
from portfolios.pricing.checks import check_close

ANY_PRICE = st.decimals("0.000001", "999999999", places=6)


@pytest.mark.parametrize("close", ["NaN", "sNaN", "Infinity", "-Infinity", "-1", "0", "0.0000001", "1e9", "1e400"])
def test_an_invalid_price_is_always_refused(close):
    assert check_close(Decimal(close), last=Decimal(100)).verdict == "refused"
    assert check_close(Decimal(close)).verdict == "refused"


@pytest.mark.parametrize(
    ("close", "verdict"),
    [("500", "plausible"), ("500.01", "quarantined"), ("20", "plausible"), ("19.99", "quarantined"),
     ("1000000", "quarantined"), ("130", "plausible"), ("70", "plausible")],
)  # fmt: skip
def test_a_large_jump_is_held_back(close, verdict):
    assert check_close(Decimal(close), last=Decimal(100), days=300).verdict == verdict


@pytest.mark.parametrize(
    ("close", "reason"),
    [("50.4", "like a 2-for-1 split"), ("25", "like a 4-for-1 split"), ("10.1", "like a 10-for-1 split"),
     ("300", "like a 1-for-3 reverse split")],
)  # fmt: skip
def test_a_jump_like_a_split_is_named(close, reason):
    check = check_close(Decimal(close), last=Decimal(100), days=3)
    assert check.verdict == "quarantined" and check.reason.endswith(reason)


def test_a_halved_price_is_plausible_after_months():
    assert check_close(Decimal(50), last=Decimal(100), days=90).verdict == "plausible"


def test_a_first_price_is_always_plausible():
    assert check_close(Decimal("0.02")).verdict == "plausible"


@given(ANY_PRICE, ANY_PRICE, st.integers(0, 4000))
def test_plausible_prices_stay_within_the_band(close, last, days):
    if check_close(close, last=last, days=days).verdict == "plausible":
        assert last / 5 <= close <= last * 5


@pytest.mark.parametrize(
    ("now", "newest"),
    [(datetime(2026, 11, 21, 12, tzinfo=UTC), date(2026, 11, 20)),
     (datetime(2026, 11, 23, 4, 30, tzinfo=UTC), date(2026, 11, 20)),  # still Sunday in New York
     (datetime(2026, 11, 23, 23, tzinfo=UTC), date(2026, 11, 20)),
     (datetime(2026, 11, 24, 5, 30, tzinfo=UTC), date(2026, 11, 23))],
)  # fmt: skip
def test_the_newest_close_is_of_a_finished_day(now, newest):
    days = recent_weekdays(now)
    assert days[0] == newest and len(days) == 4 and all(day.weekday() < 5 for day in days)
    assert closing_time(newest) < now
