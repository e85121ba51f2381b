"""How often past ranges held, on made-up projections."""

from datetime import date

import pytest

from analysis.looking_back.calibration import MIN_CHECKS, PastProjection, calibrate, find_checks

NOMINAL = {"10": [100, 90, 80], "25": [100, 95, 95], "75": [100, 115, 130], "90": [100, 130, 160]}


def made(year, worth, month=1, day=1, plan=(), nominal=NOMINAL):
    return PastProjection(date(year, month, day), worth, nominal, plan)


def shares(*projections):
    return [(one.held, one.checked) for one in calibrate(projections)]


@pytest.mark.parametrize(
    ("worth", "wide", "narrow"), [(110, 1, 1), (120, 1, 0), (130, 1, 0), (131, 0, 0), (90, 1, 0), (89, 0, 0)]
)
def test_a_range_holds_between_its_ends(worth, wide, narrow):
    assert shares(made(2026, 100), made(2027, worth)) == [(wide, 1), (narrow, 1)]


def test_several_years_are_checked_each():
    assert shares(made(2026, 100), made(2027, 110), made(2028, 150)) == [(2 + 0, 3), (1, 3)]


def test_only_whole_years_count():
    assert shares(made(2026, 100), made(2026, 110, month=7)) == [(0, 0), (0, 0)]
    assert shares(made(2026, 100), made(2027, 110, month=1, day=25))[0] == (1, 1)
    assert shares(made(2026, 100), made(2027, 110, month=3, day=1))[0] == (0, 0)


def test_the_nearest_analysis_of_a_year_counts():
    near, far = made(2027, 110, day=3), made(2027, 999, day=20)
    assert [worth for _, _, worth in find_checks(made(2026, 100), [far, near])] == [110]


def test_another_plan_is_no_test():
    assert shares(made(2026, 100, plan=("24000",)), made(2027, 110, plan=("30000",))) == [(0, 0), (0, 0)]


def test_a_year_without_a_range_is_not_checked():
    assert shares(made(2026, 100, nominal={"10": [1], "90": [1]}), made(2027, 110)) == [(0, 0), (0, 0)]


def test_few_checks_say_nothing():
    first = [made(2026, 100, day=1), made(2027, 110)]
    assert not any(one.is_known for one in calibrate(first))
    long = {"10": [0] * 9, "90": [200] * 9, "25": [0] * 9, "75": [200] * 9}
    many = calibrate([made(year, 100, nominal=long) for year in range(2020, 2026)])
    assert many[0].checked >= MIN_CHECKS and many[0].is_known and many[0].share == 1
