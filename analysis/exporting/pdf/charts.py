"""The charts of the PDF, drawn as vectors from the series that the pages draw."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from analysis.exporting.pdf.letter import join
from analysis.exporting.pdf.paper import ACT, FAR, INK, LINE, MUTED, NEAR, PLAIN, TEXT, TRACK, YOU, Color, Paper
from analysis.models import Job
from analysis.results.age_chart import AgeChart, PlacedMarker, Scale, list_ticks, place_markers, short_amount
from analysis.results.chart_data import Bar, ChartData, build_chart_data, build_fan
from analysis.results.document import AnalysisResult
from analysis.results.value_chart import ValueChart, build_value_chart
from portfolios.pages.value_card import choose_dates, choose_levels
from portfolios.valuation.snapshot import RecordedValue

FIRST, OTHERS = "chart-asset_class", ("chart-drift", "chart-top_holdings", "chart-regions", "chart-risk")
BAND_COLORS: dict[str, Color] = {"f-far": FAR, "f-near": NEAR}
PLOT_HEIGHT, BAR_HEIGHT, AXIS = 58.0, 5.4, 16.0
NAME_WIDTH, VALUE_WIDTH = 52.0, 24.0
LABEL, ROW = 7.5, 3.4


def add_charts(paper: Paper, job: Job, result: AnalysisResult) -> None:
    """Add one page of charts: the mix, the projection, the value over time, and of the others what fits below."""
    charts = {chart.id: chart for chart in build_chart_data(result.charts, result.facts) if chart.data["points"]}
    history = job.snapshot.history if job.snapshot else ()
    value = build_value_chart(history, result.currency)
    fan = build_fan(result.retirement, result.currency)
    if not (charts or value or fan):
        return
    paper.add_page()
    paper.heading("Charts")
    if FIRST in charts:
        add_bars(paper, charts[FIRST])
    if fan:
        add_fan(paper, *fan)
    if value:
        add_value(paper, value, history, result.currency)
    for key in OTHERS:
        if key in charts and measure_bars(paper, charts[key]) <= paper.room:
            add_bars(paper, charts[key])


def _add_caption(paper: Paper, title: str, text: str, height: float) -> None:
    """Print what a chart says above it, on the page that has room for all of it."""
    paper.keep_together(_measure_caption(paper, title, text) + height)
    paper.paragraph(title, size=10.5, bold=True, color=INK, space=0.4)
    if text:
        paper.paragraph(text, size=9, color=MUTED, space=1.6)


def _measure_caption(paper: Paper, title: str, text: str) -> float:
    return paper.measure(title, 10.5, paper.epw, bold=True) + paper.measure(text, 9, paper.epw) + 3


def _caption_of(chart: ChartData) -> tuple[str, str]:
    return (join(chart.caption), chart.title) if chart.caption else (chart.title, chart.summary)


def measure_bars(paper: Paper, chart: ChartData) -> float:
    """Return the height of a list of bars with its caption."""
    return _measure_caption(paper, *_caption_of(chart)) + BAR_HEIGHT * len(chart.bars) + 5


def add_bars(paper: Paper, chart: ChartData) -> None:
    """Add a list of bars on one scale, each with its name and figure."""
    _add_caption(paper, *_caption_of(chart), BAR_HEIGHT * len(chart.bars) + 5)
    for bar in chart.bars:
        _draw_bar(paper, bar)
    if chart.key and chart.marked:
        paper.set_fill_color(*ACT)
        paper.rect(paper.l_margin, paper.get_y() + 1.6, 3, 2.2, style="F")
        paper.paragraph(chart.key, size=8, color=MUTED, indent=5, space=0)
    paper.ln(5)


def _draw_bar(paper: Paper, bar: Bar) -> None:
    y, left = paper.get_y(), paper.l_margin + NAME_WIDTH
    across = paper.epw - NAME_WIDTH - VALUE_WIDTH
    paper.use_font(8.5, color=TEXT)
    paper.put(paper.l_margin, y + 3.6, paper.shorten(bar.name, NAME_WIDTH - 3))
    paper.set_fill_color(*TRACK)
    paper.rect(left, y + 0.9, across, 3.4, style="F")
    paper.set_fill_color(*(ACT if bar.is_marked else PLAIN))
    paper.rect(left + across * float(bar.x) / 100, y + 0.9, across * float(bar.width) / 100, 3.4, style="F")
    if bar.zero:
        paper.set_fill_color(*INK)
        paper.rect(left + across * float(bar.zero) / 100, y + 0.2, 0.3, 4.8, style="F")
    paper.use_font(8.5, bold=True, color=INK)
    paper.put(paper.w - paper.r_margin, y + 3.6, bar.text, align="R")
    paper.set_y(y + BAR_HEIGHT)


def add_fan(paper: Paper, title: str, summary: str, chart: AgeChart) -> None:
    """Add the projection: the median and the bands around it over the ages, in today's money."""
    left, right = paper.l_margin + AXIS, paper.w - paper.r_margin
    first, last = chart.ages[0], chart.ages[-1]
    values = [value for band in chart.bands for value in band.high] + [v for line in chart.lines for v in line.values]
    top = chart.top or max(values, default=1) or 1

    def x(age: float) -> float:
        return left + (right - left) * (age - first) / max(1, last - first)

    placed = place_markers(chart.markers, x, partial(measure_label, paper), lambda room: right - room)
    rows = ROW * (1 + max((row for _, row, _ in placed), default=0))
    _add_caption(paper, title, summary, PLOT_HEIGHT + rows + 10)
    first_row = paper.get_y() + 3
    upper = first_row + rows - 2
    bottom = upper + PLOT_HEIGHT - 12

    def y(value: float) -> float:
        return bottom - (bottom - upper) * min(max(value, 0), top) / top

    _draw_levels(paper, [(y(tick), short_amount(tick, chart.currency)) for tick in list_ticks(top)], left, right)
    for band in chart.bands:
        around = [(x(age), y(value)) for age, value in zip(chart.ages, band.high, strict=True)]
        around += [(x(age), y(value)) for age, value in zip(chart.ages[::-1], band.low[::-1], strict=True)]
        paper.set_fill_color(*BAND_COLORS.get(band.css, FAR))
        paper.polygon(around, style="F")
    for line in chart.lines:
        _draw_line(paper, [(x(age), y(value)) for age, value in zip(chart.ages, line.values, strict=True)], INK, 0.5)
    _draw_ages(paper, chart, x, bottom)
    paper.set_y(bottom)
    _draw_markers(paper, placed, x, first_row)
    paper.set_y(bottom + 6)
    note = f" {chart.cut_note}." if chart.cut_note else ""
    _add_key(paper, [(INK, "Median"), (NEAR, "Half of the scenarios"), (FAR, "Eight in ten scenarios")], note)


def add_value(paper: Paper, chart: ValueChart, days: Sequence[RecordedValue], code: str) -> None:
    """Add the value over the recorded days, beside the first value with what was added since."""
    _add_caption(paper, chart.title, chart.summary, PLOT_HEIGHT + 6)
    upper = paper.get_y() + 2
    bottom, left, right = upper + PLOT_HEIGHT - 14, paper.l_margin + AXIS, paper.w - paper.r_margin
    values, paid = [float(day.total) for day in days], sum_added(days)
    low, high = min(*values, *paid), max(*values, *paid)
    margin = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    low, high = low - margin, high + margin
    start, span = days[0].date, max(1, (days[-1].date - days[0].date).days)

    def y(value: float) -> float:
        return bottom - (bottom - upper) * (value - low) / (high - low)

    across = [left + (right - left) * (day.date - start).days / span for day in days]
    levels = [(y(level), short_amount(level, code)) for level in choose_levels(low, high)]
    _draw_levels(paper, levels, left, right)
    _draw_line(paper, list(zip(across, map(y, paid), strict=True)), MUTED, 0.35)
    _draw_line(paper, list(zip(across, map(y, values), strict=True)), YOU, 0.6)
    paper.use_font(LABEL, color=MUTED)
    for day in choose_dates([one.date for one in days]):
        paper.put(left + (right - left) * (day - start).days / span, bottom + 4, f"{day:%b} {day.day}")
    paper.set_y(bottom + 6)
    _add_key(paper, [(YOU, "Value"), (MUTED, "Start plus what you added: the gap is your gain")])


def sum_added(days: Sequence[RecordedValue]) -> list[float]:
    """Return the first value and what was added since, for each day."""
    total, sums = days[0].total, list[Decimal]()
    for place, day in enumerate(days):
        total += day.added if place else 0
        sums.append(total)
    return [float(one) for one in sums]


def _draw_levels(paper: Paper, levels: Sequence[tuple[float, str]], left: float, right: float) -> None:
    paper.use_font(LABEL, color=MUTED)
    paper.set_draw_color(*LINE)
    paper.set_line_width(0.2)
    for y, label in levels:
        paper.line(left, y, right, y)
        paper.put(left - 2, y + 1, label, align="R")


def _draw_line(paper: Paper, points: Sequence[tuple[float, float]], color: Color, width: float) -> None:
    paper.set_draw_color(*color)
    paper.set_line_width(width)
    paper.polyline(list(points))
    paper.set_line_width(0.2)


def _draw_ages(paper: Paper, chart: AgeChart, x: Scale, bottom: float) -> None:
    first, last = chart.ages[0], chart.ages[-1]
    paper.use_font(LABEL, color=MUTED)
    every = 10 if last - first > 25 else 5
    inner = [age for age in range(first, last) if age % every == 0 and min(age - first, last - age) >= every / 3]
    for age in (first, *inner, last):
        paper.put(x(age), bottom + 4, str(age), align="C")


def measure_label(paper: Paper, text: str) -> float:
    """Return the room that the label of a marker takes."""
    paper.use_font(LABEL, bold=True, color=INK)
    return paper.get_string_width(text) + 2


def _draw_markers(paper: Paper, placed: Sequence[PlacedMarker], x: Scale, upper: float) -> None:
    """Draw the labels of markers from the height `upper` on, each with a line down to the bottom of the plot."""
    paper.set_draw_color(*MUTED)
    paper.use_font(LABEL, bold=True, color=INK)
    for marker, row, is_left in placed:
        line = upper + ROW * row
        paper.line(x(marker.age), line - 2, x(marker.age), paper.get_y())
        paper.put(x(marker.age) + (-1 if is_left else 1), line, marker.text, align="R" if is_left else "L")


def _add_key(paper: Paper, colors: Sequence[tuple[Color, str]], note: str = "") -> None:
    """Print what the colors mean, in one line."""
    x, y = paper.l_margin + AXIS, paper.get_y()
    paper.use_font(8, color=MUTED)
    for color, label in colors:
        paper.set_fill_color(*color)
        paper.rect(x, y + 0.9, 4, 2, style="F")
        paper.put(x + 5.5, y + 2.9, label)
        x += 10 + paper.get_string_width(label)
    if note:
        paper.set_y(y + 4)
        paper.paragraph(note.strip(), size=8, color=MUTED, indent=AXIS, space=0)
    paper.set_y(max(paper.get_y(), y + 4) + 6)
