"""Rates of return against published examples, identities, and an independent library."""

from collections import namedtuple
from datetime import date, timedelta
from decimal import Decimal

import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from portfolios.performance.rates import money_weighted_return, solve_growth, solve_yearly_rate, time_weighted_return

Day = namedtuple("Day", "date total added")
START = date(2025, 1, 1)


def days_of(*rows):
    """Build records. rows: day in the year, total, added."""
    return [Day(START + timedelta(days=day), Decimal(total), Decimal(added)) for day, total, added in rows]


def flows_of(*rows):
    return [(day, Decimal(amount)) for day, amount in rows]


PUBLISHED_XIRR = [
    (date(2008, 1, 1), -10_000), (date(2008, 3, 1), 2_750), (date(2008, 10, 30), 4_250), (date(2009, 2, 15), 3_250),
    (date(2009, 4, 1), 2_750),
]  # fmt: skip
"""The example in Microsoft's documentation of XIRR, which gives 0.373362535."""


def test_xirr_gives_the_published_example():
    assert float(solve_yearly_rate(flows_of(*PUBLISHED_XIRR)).value) == pytest.approx(0.373362535, abs=1e-8)


def test_a_year_of_ten_percent_is_ten_percent():
    days = days_of((0, 1000, 0), (365, 1100, 0))
    assert time_weighted_return(days).value == Decimal("0.1")
    assert float(money_weighted_return(days).value) == pytest.approx(0.1, abs=1e-12)


def test_time_of_deposits_separates_the_two_rates():
    """The usual textbook case: 10% up on little money, then 10% down on much."""
    days = days_of((0, 1000, 0), (182, 10_100, 9000), (365, 9090, 0))
    assert time_weighted_return(days).value == Decimal("-0.01")
    assert float(money_weighted_return(days).value) < -0.15


def test_flows_without_a_rate_have_none():
    assert solve_growth([]).value is None
    assert solve_growth(flows_of((START, 100), (START + timedelta(days=9), 5))).value is None
    no_rate = solve_growth(
        flows_of((START, 100), (START + timedelta(days=365), -200), (START + timedelta(days=730), 150))
    )
    assert (no_rate.value, no_rate.reason) == (
        None, "No rate of return explains these deposits and withdrawals.",
    )  # fmt: skip


def test_several_rates_are_said_and_none_chosen():
    """-100, +230, -132 has the two rates 10% and 20%."""
    years = [START.replace(year=2025 + n) for n in range(3)]
    several = solve_growth(flows_of(*zip(years, (-100, 230, -132), strict=True)))
    assert (several.value, several.reason) == (
        None, "More than one rate of return explains these deposits and withdrawals.",
    )  # fmt: skip


def test_everything_lost_is_no_rate_and_not_zero():
    days = days_of((0, 1000, 0), (10, 0, 0))
    assert time_weighted_return(days).value == -1
    assert money_weighted_return(days).value is None


def test_nothing_invested_is_no_return():
    assert time_weighted_return(days_of((0, 0, 0), (5, 0, 0))).reason == "Nothing was invested."
    assert "2025-01-01" in time_weighted_return(days_of((0, 0, 0), (5, 10, 5))).reason
    assert "withdrawn" in time_weighted_return(days_of((0, 100, 0), (5, 10, 20))).reason


def test_a_start_without_money_is_skipped():
    assert time_weighted_return(days_of((0, 0, 0), (5, 100, 100), (9, 110, 0))).value == Decimal("0.1")


PORTFOLIOS = st.lists(
    st.tuples(st.integers(1, 40), st.decimals("0.8", "1.25", places=4), st.integers(-300, 5000)),
    min_size=1, max_size=12,
)  # fmt: skip


def grow(start, moves):
    """Return records of a portfolio: after each pause it grows by a factor, then money is added."""
    days, day, total = [Day(START, Decimal(start), Decimal(start))], START, Decimal(start)
    for pause, factor, added in moves:
        day, total = day + timedelta(days=pause), max(total * factor + added, Decimal(1))
        days.append(Day(day, total, total - days[-1].total * factor))
    return days


@given(PORTFOLIOS)
def test_time_weighted_is_the_product_of_growth(moves):
    product = Decimal(1)
    for _, factor, _ in moves:
        product *= factor
    assert time_weighted_return(grow(10_000, moves)).value == pytest.approx(product - 1, rel=Decimal("1e-20"))


@given(st.integers(1, 10**6), st.decimals("0.5", "2", places=4), st.integers(1, 3000))
def test_both_rates_agree_without_additions(start, factor, days):
    rows = [Day(START, Decimal(start), 0), Day(START + timedelta(days=days), start * factor, Decimal(0))]
    rate = time_weighted_return(rows).value
    assert float(money_weighted_return(rows).value) == pytest.approx(float(rate), abs=1e-9)


@given(PORTFOLIOS)
def test_the_money_weighted_rate_explains_the_end(moves):
    """The start and each addition, grown at the rate, are what is there at the end."""
    days = grow(10_000, moves)
    growth = 1 + float(money_weighted_return(days).value)
    span = (days[-1].date - START).days
    end = sum(
        float(day.total if place == 0 else day.added) * growth ** ((days[-1].date - day.date).days / span)
        for place, day in enumerate(days)
    )
    assert end == pytest.approx(float(days[-1].total), rel=1e-9, abs=1e-6)


@given(PORTFOLIOS)
def test_xirr_agrees_with_an_independent_library(moves):
    days = grow(10_000, moves)
    flows = [(START, -days[0].total), *((day.date, -day.added) for day in days[1:]), (days[-1].date, days[-1].total)]
    ours, theirs = solve_yearly_rate(flows).value, pyxirr.xirr(flows)
    assert theirs is None or float(ours) == pytest.approx(theirs, rel=1e-6, abs=1e-7)
