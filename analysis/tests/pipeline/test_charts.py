"""Charts: what is chosen, how it is drawn, and the claims that describe it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisors.charter import writer as charter_writer
from advisors.charter.catalogue import SERIES, compute_series
from advisors.charter.drawing import add_missing, build_chart, find_fault
from advisors.charter.series import SeriesData
from advisors.charter.step import read_chart
from advisors.outline.grammar import parse_line
from advisors.outline.menu import Menu
from advisors.outline.resolve import WrongLine
from advisors.tests.claims.rare_households import recorded_case
from advisors.tests.support import cases as people
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from portfolios.valuation.allocation import MAX_SHOWN_BUCKETS

RECORDS = {record.key: record for record in SERIES}
FORMS = {"parts": "asset_class", "compare": "drift"}


def draw(points, form="parts", kind="pie", unit="usd"):
    return build_chart(SeriesData(RECORDS[FORMS[form]], unit, tuple(points)), kind).data


def offered(name="demo"):
    case = household_case(name)
    fan = case.baseline.projection.fan.real if case.baseline else None
    return {series.key: series for series in compute_series(case.situation, fan)}


def chosen_lines(name):
    return charter_writer.write_lines(Menu(household_case(name), ()), list(offered(name).values())).splitlines()


def test_the_most_interesting_charts_are_chosen():
    charts = [line.split()[1] for line in chosen_lines("demo") if line.startswith("chart ")]
    assert charts == ["asset_class", "regions", "sectors", "top_holdings", "drift", "risk"]


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_the_built_in_choice_can_be_drawn(name):
    series = offered(name)
    charts = [read_chart(parse_line(line, 1), series) for line in chosen_lines(name) if line.startswith("chart ")]
    assert len(charts) <= 6 and len({chart.series.key for chart in charts}) == len(charts)


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
    ("line", "fault"),
    [
        ("chart nonsense", "There is no series"),
        ("chart asset_class line", "cannot be drawn as line"),
        ("chart <script> pie", "There is no series"),
    ],
)
def test_a_choice_that_cannot_be_drawn_is_named(line, fault):
    with pytest.raises(WrongLine, match=fault):
        read_chart(parse_line(line, 1), offered())


def test_charts_that_are_always_drawn_are_added():
    series = offered()
    charts = add_missing({"drift": build_chart(series["drift"], "bar")}, list(series.values()))
    assert list(charts) == ["drift", "asset_class", "regions", "sectors"]


def test_at_most_six_charts_are_drawn():
    series = offered()
    everything = {key: build_chart(one, one.record.chart_type) for key, one in series.items()}
    charts = add_missing(everything, list(series.values()))
    assert len(charts) == 6 and {"asset_class", "regions", "sectors"} <= set(charts)


def test_a_series_without_points_is_refused():
    assert "nothing to show" in find_fault(SeriesData(RECORDS["drift"], "points", ()), "bar")


def test_risk_parts_are_drawn_largest_first():
    values = [value for _, value in offered("retiree70")["risk"].points]
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(Decimal(100), abs=Decimal("0.5"))


@pytest.mark.slow
@pytest.mark.parametrize(("person", "unit"), [(people.retiree, "points"), (people.without_goal, "usd")])
def test_swings_without_a_goal_are_in_dollars(person, unit):
    situation, baseline = people.case(person())
    (series,) = (row for row in compute_series(situation, baseline.projection.fan.real) if row.key == "swings")
    sizes = [abs(value) for _, value in series.points]
    assert series.unit == unit
    assert sizes == sorted(sizes, reverse=True)


def test_captions_are_claims_of_the_own_series():
    menu, series = Menu(household_case("demo"), ()), offered()
    for one in series.values():
        kinds = {kind for kind, *_ in one.record.captions}
        assert {statement.kind for statement in charter_writer.find_captions(one, menu)} <= kinds


def test_returns_are_drawn_beside_the_benchmark():
    case = recorded_case("ahead")
    data = {series.key: series for series in compute_series(case.situation)}["performance"]
    assert [name for name, _ in data.points] == ["1 year", "1 year, AOR", "Since start", "Since start, AOR"]
    assert data.unit == "percent"
    assert "performance" not in offered("demo")
