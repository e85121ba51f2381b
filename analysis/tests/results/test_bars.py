"""The bars of a chart: how long each is on its track."""

import pytest

from analysis.results.chart_data import build_bars


def points(*values, share=True):
    return [{"name": f"Bar {value}", "value": value, "percentage": value if share else None} for value in values]


@pytest.mark.parametrize(("values", "widths"), [((75, 25), ("75.00", "25.00")), ((20, 10), ("93.00", "46.50"))])
def test_only_the_whole_fills_a_track(values, widths):
    assert tuple(bar.width for bar in build_bars(points(*values), "usd")) == widths
    assert tuple(bar.width for bar in build_bars(points(*values, share=False), "percent")) == widths


def test_bars_below_zero_use_the_whole_track():
    over, under = build_bars(points(10, -30, share=False), "points")
    assert (over.x, over.width, under.x, under.width) == ("75.00", "25.00", "0.00", "75.00")
