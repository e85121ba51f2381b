"""The charts of a household show the stored figures, each color once, and what happens in which years."""

import re

import pytest

from advisors.retirement.stored_household import HouseholdFigures, HouseholdMark
from analysis.results.household.charts import build_household_charts

YEARS = list(range(2026, 2036))


def figures(**changes):
    """Return ten years of a couple: five of work, then retirement."""
    retired = [0.0] * 5 + [1.0] * 5
    values = {
        "law_year": 2026,
        "years": YEARS,
        "ages": [list(range(60, 70)), list(range(63, 73))],
        "balances": {"taxable": [100_000.0] * 10, "roth": [50_000.0] * 10, "traditional": [300_000.0] * 10},
        "sources": {"pension": [9_000 * x for x in retired], "wages": [1_000 * x for x in retired],
                    "from_taxable": [20_000 * x for x in retired]},
        "uses": {"spending": [24_000 * x for x in retired], "federal_tax": [4_000 * x for x in retired],
                 "premiums": [2_000 * x for x in retired]},
        "rmd": [0.0] * 9 + [500.0],
        "conversions": [0.0] * 10,
        "marks": [mark("rmd", 2035, person=1), mark("retirement", 2031), mark("irmaa", 2032, 2033),
                  mark("irmaa", 2035, 2035)],
        "lifetime_tax": 20_000.0,
    }  # fmt: skip
    return HouseholdFigures(**{**values, **changes})


def mark(key, from_year, to_year=None, person=None):
    return HouseholdMark(key=key, person=person, from_year=from_year, to_year=to_year)


def first_heights(chart, css):
    """Return the tops and bottoms of the first column of a color in the wide drawing."""
    path = re.search(rf'<path class="{css}[^"]*" d="M[\d.-]+ ([\d.]+)h[\d.]+V([\d.]+)', chart.drawing)
    return float(path[1]), float(path[2])


@pytest.mark.parametrize("household", [None, HouseholdFigures(law_year=2026)])
def test_no_household_years_give_no_charts(household):
    assert build_household_charts(household) is None


def test_balances_are_stacked_with_traditional_first():
    chart = build_household_charts(figures()).balances
    assert [layer.css for layer in chart.layers] == ["f-deferred", "f-taxable", "f-free"]
    assert chart.rows[0] == (2026, "60 / 63", [300_000, 100_000, 50_000])
    assert len(chart.rows) == len(YEARS)
    assert "At 69: Traditional: taxed when taken out $300,000, Taxable $100,000" in chart.drawing
    assert "Median scenario" in chart.summary


def test_sources_begin_with_the_first_year_that_pays():
    chart = build_household_charts(figures()).sources
    table = dict(zip(chart.headings, chart.rows[0].values, strict=True))
    assert (chart.rows[0].year, len(chart.rows)) == (2031, 5)
    assert table == {
        "Pensions, wages and other income": 10_000, "From taxable": 20_000, "Spending": 24_000, "Federal tax": 4_000,
        "Health premiums": 2_000, "Required withdrawals": 0,
    }  # fmt: skip
    assert "Taxes take about $20,000 over the whole plan" in chart.summary


def test_costs_lie_below_what_pays_for_them():
    chart = build_household_charts(figures()).sources
    (top, zero), (start, bottom) = first_heights(chart, "f-other"), first_heights(chart, "f-cost")
    assert top < zero == start < bottom
    assert (bottom - start) / (zero - top) == pytest.approx(6_000 / 10_000, abs=0.01)
    assert first_heights(chart, "f-taxable")[1] == top, "each color starts where the one below it ends"


def test_a_household_that_only_saves_has_no_sources():
    charts = build_household_charts(figures(sources={}, uses={}, marks=[]))
    assert charts.sources is charts.band is None
    assert charts.charts == [charts.balances]


def test_rows_of_the_band_follow_the_marks():
    rows = build_household_charts(figures()).band.rows
    assert [(row.label, row.text) for row in rows] == [
        ("Retired", "from 2031, at 65"),
        ("Required withdrawals (partner)", "from 2035, at 72"),
        ("Medicare surcharge", "2032 to 2035, not each year"),
    ]
    assert [row.spans for row in rows] == [
        [("50.00", "50.00")],
        [("90.00", "10.00")],
        [("60.00", "20.00"), ("90.00", "10.00")],
    ]


def test_the_rows_of_a_person_end_with_their_life():
    marks = [mark("claim", 2030, person=0), mark("claim", 2028, person=1), mark("death", 2032, person=1)]
    charts = build_household_charts(figures(marks=marks))
    rows = charts.band.rows
    assert [row.age for row in charts.balances.rows[6:8]] == ["66 / 69", "67"]
    assert rows[-1].text == "2032, at 69"
    assert [row.spans[0] for row in rows] == [("40.00", "60.00"), ("20.00", "50.00"), ("60.00", "10.00")]


def test_nothing_required_shows_no_required_withdrawals():
    band = build_household_charts(figures(rmd=[0.0] * 10)).band
    assert "f-deferred" not in {row.css for row in band.rows}
