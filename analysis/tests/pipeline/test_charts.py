from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.charter import writer as charter_writer
from advisors.charter.catalogue import compute_series
from advisors.charter.drawing import build_charts, find_faults
from advisors.charter.series import SeriesData
from advisors.runtime.results import ChartChoice
from advisors.tests.support import cases as people
from portfolios.valuation.allocation import MAX_SHOWN_BUCKETS


def choice(series, kind="pie"):
    return ChartChoice(series=series, type=kind, title="A title", description="A sentence.")


def draw(points, form="parts", kind="pie", unit="usd"):
    series = SeriesData("shares", "Shares", form, unit, tuple(points))
    return build_charts([choice("shares", kind)], [series])["shares"].data


@pytest.fixture
def offered():
    situation, baseline = people.case(people.without_goal())
    return situation, compute_series(situation, baseline.projection.fan.real)


def test_the_most_interesting_charts_are_chosen():
    situation, baseline = people.case(people.one_stock())
    chosen = charter_writer.choose_charts(situation, compute_series(situation, baseline.projection.fan.real)).charts
    assert [c.series for c in chosen[:3]] == ["asset_class", "regions", "sectors"]
    assert "retirement" in {c.series for c in chosen}


def test_an_unpriced_portfolio_has_no_charts():
    situation, _ = people.case(people.unpriced())
    assert compute_series(situation) == ()


@given(st.lists(st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2), min_size=1, max_size=30))
def test_parts_keep_their_sum_and_make_100(amounts):
    points = draw((f"P{n}", amount) for n, amount in enumerate(amounts))
    assert sum(point.value for point in points) == sum(amounts)
    assert sum(point.percentage for point in points) == Decimal("100.0")
    assert len(points) <= MAX_SHOWN_BUCKETS + 1


def test_a_long_tail_folds_without_unclassified():
    points = draw([*((f"P{n}", Decimal(100 - n)) for n in range(12)), ("Unclassified", Decimal(1))])
    assert [point.name for point in points][-2:] == ["All others", "Unclassified"]
    assert len(points) == MAX_SHOWN_BUCKETS + 2


def test_points_with_equal_names_are_kept():
    assert [point.name for point in draw([("Roth", Decimal(2)), ("Roth", Decimal(1))])] == ["Roth", "Roth (2)"]


def test_comparisons_have_no_percentages():
    points = draw([("a", Decimal(-3)), ("b", Decimal(4))], "compare", "bar", "points")
    assert [(point.value, point.percentage) for point in points] == [(-3, None), (4, None)]


@pytest.mark.parametrize(
    ("choices", "fault"),
    [
        ([choice("nonsense")], "There is no series"),
        ([choice("asset_class", "line")], "cannot be drawn as line"),
        ([choice("asset_class"), choice("asset_class")], "drawn twice"),
        ([choice("regions"), choice("sectors")], "asset_class is missing"),
    ],
)
def test_a_choice_that_cannot_be_drawn_is_named(offered, choices, fault):
    assert any(fault in text for text in find_faults(choices, offered[1]))


def test_the_built_in_choice_can_be_drawn(offered):
    situation, series = offered
    choices = charter_writer.choose_charts(situation, series).charts
    assert find_faults(choices, series) == []
    assert set(build_charts(choices, series)) == {c.series for c in choices}


def test_risk_parts_are_drawn_largest_first():
    situation, _ = people.case(people.retiree(), examined=False)
    (series,) = (row for row in compute_series(situation) if row.key == "risk")
    values = [value for _, value in series.points]
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(Decimal(100), abs=Decimal("0.5"))


@pytest.mark.parametrize(("person", "unit"), [(people.retiree, "points"), (people.without_goal, "usd")])
def test_swings_without_a_goal_are_in_dollars(person, unit):
    situation, baseline = people.case(person())
    (series,) = (row for row in compute_series(situation, baseline.projection.fan.real) if row.key == "swings")
    sizes = [abs(value) for _, value in series.points]
    assert series.unit == unit
    assert sizes == sorted(sizes, reverse=True)
