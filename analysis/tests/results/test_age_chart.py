import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.results.age_chart import AgeChart, Band, Line, Marker, draw_age_chart, list_ticks, short_amount


@given(st.floats(min_value=0, max_value=1e12))
def test_ticks_are_few_round_and_below_the_top(top):
    ticks = list_ticks(top)
    assert ticks[0] == 0
    assert len(ticks) <= 6
    assert all(tick <= top * (1 + 1e-9) for tick in ticks)


@given(st.floats(min_value=0, max_value=1e9), st.floats(min_value=-1e9, max_value=0))
def test_ticks_below_zero_stay_few_with_zero(top, bottom):
    ticks = list_ticks(top, bottom)
    assert 0 in ticks
    assert len(ticks) <= 6
    assert all(bottom * (1 + 1e-9) <= tick <= top * (1 + 1e-9) for tick in ticks)


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "$0"), (950, "$950"), (250_000, "$250K"), (2_500_000, "$2.5M"), (-25_000, "−$25K")]
)
def test_axis_amounts_are_short(amount, text):
    assert short_amount(amount, "USD") == text


def test_a_chart_has_two_drawings_with_its_sentence():
    chart = AgeChart(
        range(45, 96), "Half leave <more>", [Band([0.0] * 51, [5e6] * 51, "f-far")], [Line([1e6] * 51, "s-ink")],
        [Marker(65, "Retire"), Marker(67, "Social Security")], top=3e6, cut_note="Cut here",
    )  # fmt: skip
    html = draw_age_chart(chart)
    assert html.count("<title>Half leave &lt;more&gt;</title>") == html.count('role="img"') == 2
    assert html.count('<tspan class="strong">65</tspan> Retire') == 2
    wide = html[: html.index("</svg>")]
    assert "Cut here" in wide
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", wide)]
    assert min(heights) >= 44, "nothing is drawn above the cut"
    assert wide.count(">45</text>") == wide.count(">95</text>") == 1
    labels = [int(y) for y in re.findall(r'y="(\d+)"><tspan', wide)]
    assert labels[0] != labels[1], "neighbors stand in two rows"


def test_a_label_that_would_be_cut_stands_left_of_its_line():
    chart = AgeChart(range(45, 96), "Title", markers=[Marker(75, "Required withdrawals")])
    wide, narrow = draw_age_chart(chart).split("</svg>")[:2]
    assert re.search('class="start"[^>]*><tspan class="strong">75', wide)
    assert re.search('class="end"[^>]*><tspan class="strong">75', narrow)


def test_labels_of_four_moments_do_not_overlap():
    moments = [Marker(65, "Retire"), Marker(67, "Social Security"), Marker(75, "Required withdrawals")]
    html = draw_age_chart(AgeChart(range(45, 96), "Title", markers=[*moments, Marker(95, "Plan ends")]))
    for drawing in html.split("</svg>")[:2]:
        rows = {}
        found = re.findall(
            r'class="(start|end)" x="([\d.]+)" y="(\d+)"><tspan class="strong">(\d+)</tspan> ([^<]+)', drawing
        )
        for side, x, y, age, label in found:
            room = 7 * len(f"{age} {label}")
            start = float(x) - room if side == "end" else float(x)
            assert all(start >= end or start + room <= begin for begin, end in rows.get(y, []))
            rows.setdefault(y, []).append((start, start + room))
        assert len(found) == 4
