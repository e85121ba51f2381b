"""Draw a chart over ages as SVG: bands, columns, lines and markers, once for a wide and once for a narrow screen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from portfolios.currencies import BASE_CURRENCY, write_amount

STEPS = (1, 2, 2.5, 5, 10)
MAX_TICKS = 5
LETTER = 7  # the room for one letter of a label, in pixels
FIRST_ROW, ROW = 14, 15  # the base line of the first row of labels, and the height of a row
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Band:
    """The room between two lines. css: the class that fills it."""

    low: Sequence[float]
    high: Sequence[float]
    css: str


@dataclass(frozen=True)
class Line:
    values: Sequence[float]
    css: str
    label: str = ""


@dataclass(frozen=True)
class Marker:
    """A moment of the plan, such as retirement."""

    age: float
    label: str

    @property
    def text(self) -> str:
        return f"{self.age:g} {self.label}"


@dataclass(frozen=True)
class AgeChart:
    """What is drawn over ages; columns: bands as one column for each age, below zero too.

    top: where the drawing is cut; None shows everything. title: a sentence with figures. currency: of the values.
    """

    ages: Sequence[int]
    title: str
    bands: Sequence[Band] = ()
    lines: Sequence[Line] = ()
    markers: Sequence[Marker] = ()
    top: float | None = None
    cut_note: str = ""
    columns: Sequence[Band] = ()
    currency: str = BASE_CURRENCY


@dataclass(frozen=True)
class Frame:
    """The size of one drawing in pixels, with the room for the labels of the axes."""

    css: str
    width: int
    height: int
    left: int = 52
    right: int = 14
    upper: int = 44
    lower: int = 30

    def label_edge(self, room: float) -> float:
        """Return from where on the label of a marker stands left of it."""
        return min(self.width * 0.7, self.width - room)


WIDE, NARROW = Frame("wide", 840, 350), Frame("narrow", 350, 280, 44, 8)


def draw_age_chart(chart: AgeChart) -> SafeString:
    """Return both drawings. Only one of them is visible, and a screen reader hears its sentence."""
    return mark_safe("".join(_draw(chart, frame) for frame in (WIDE, NARROW)))  # noqa: S308 numbers and escaped texts


def short_amount(amount: float, code: str) -> str:
    """Format an amount for an axis: $500K, $2M, −$2.5M, 500K EUR."""
    sign = "-" if amount < 0 else ""
    for size, unit in ((1e6, "M"), (1e3, "K")):
        if abs(amount) >= size:
            return write_amount(f"{abs(amount) / size:.2f}".rstrip("0").rstrip(".") + unit, code, sign=sign)
    return write_amount(f"{abs(amount):.0f}", code, sign=sign)


def list_ticks(top: float, bottom: float = 0.0) -> list[float]:
    """Return round values from about `bottom`, which is 0 or less, to about `top`: at most six, 0 among them."""
    if top - bottom < 1:
        return [0.0]
    size = 10 ** floor(log10((top - bottom) / MAX_TICKS))
    step = next(size * step for step in STEPS if (top - bottom) / (size * step) <= MAX_TICKS)
    return [step * number for number in range(ceil(bottom / step), floor(top / step) + 1)]


def _draw(chart: AgeChart, frame: Frame) -> str:
    if chart.currency != BASE_CURRENCY:  # a code takes more room than a sign
        frame = replace(frame, left=frame.left + LETTER * len(chart.currency))
    filled = [*chart.bands, *chart.columns]
    values = [value for band in filled for value in band.high] + [v for line in chart.lines for v in line.values]
    top = chart.top or max(values, default=1) or 1
    lowest = min((value for band in chart.columns for value in band.low), default=0.0)
    first, last = chart.ages[0], chart.ages[-1]
    across, bottom = frame.width - frame.left - frame.right, frame.height - frame.lower
    half = across / (2 * len(chart.ages)) if chart.columns else 0.0

    def x(age: float) -> float:
        return frame.left + half + (across - 2 * half) * (age - first) / max(1, last - first)

    markers = place_markers(chart.markers, x, measure_text, frame.label_edge)
    upper = max(frame.upper, FIRST_ROW + ROW * max((one.row + 1 for one in markers), default=0))
    down = bottom - upper

    def y(value: float) -> float:
        return bottom - down * (min(max(value, lowest), top) - lowest) / (top - lowest)

    def points(line: Sequence[float]) -> list[str]:
        return [f"{x(age):.1f} {y(value):.1f}" for age, value in zip(chart.ages, line, strict=False)]

    parts = [
        f'<line class="grid" x1="{frame.left}" x2="{frame.width - frame.right}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>'
        f'<text class="end money" x="{frame.left - 8}" y="{y(tick) + 4:.1f}">'
        f"{short_amount(tick, chart.currency)}</text>"
        for tick in list_ticks(top, lowest)
    ]
    parts += [
        f'<path class="{band.css}" d="M{" L".join(points(band.high) + points(band.low)[::-1])}Z"/>'
        for band in chart.bands
    ]
    for band in chart.columns:
        columns = [
            f"M{x(age) - 0.8 * half:.1f} {y(high):.1f}h{1.6 * half:.1f}V{y(low):.1f}h-{1.6 * half:.1f}z"
            for age, low, high in zip(chart.ages, band.low, band.high, strict=True)
            if high > low
        ]
        parts.append(f'<path class="{band.css}" d="{"".join(columns)}"/>')
    parts += [f'<path class="{line.css}" d="M{" L".join(points(line.values))}"/>' for line in chart.lines]
    parts += _draw_ages(chart, frame, x, bottom)
    parts += _draw_markers(markers, x, bottom)
    if chart.cut_note and frame.css == WIDE.css:
        parts.append(f'<text x="{frame.left + 10}" y="{upper + 16}">{escape(chart.cut_note)}</text>')
    return (
        f'<svg class="{frame.css}" viewBox="0 0 {frame.width} {frame.height}" role="img">'
        f"<title>{escape(chart.title)}</title>{''.join(parts)}</svg>"
    )


def _draw_ages(chart: AgeChart, frame: Frame, x: Scale, bottom: float) -> Iterable[str]:
    first, last = chart.ages[0], chart.ages[-1]
    every = 10 if last - first > 25 else 5
    round_ages = range(ceil(first / every) * every, last + 1, every)
    shown = [age for age in round_ages if age - first >= every / 3 and last - age >= every / 3]
    for age in (first, *shown, last):
        yield f'<text class="mid" x="{x(age):.1f}" y="{bottom + 18}">{age}</text>'


class PlacedMarker(NamedTuple):
    """A marker with the row of its label and the side that the label is on."""

    marker: Marker
    row: int
    is_left: bool


def measure_text(text: str) -> float:
    return LETTER * len(text)


def place_markers(
    markers: Iterable[Marker], x: Scale, measure: Callable[[str], float], edge: Callable[[float], float]
) -> list[PlacedMarker]:
    """Give each label the first row in which it overlaps no label before it.

    measure: returns the room that a label takes. edge: returns from where on a label of this room stands left.
    """
    placed: list[PlacedMarker] = []
    ends: list[float] = []
    for marker in sorted(markers, key=lambda one: one.age):
        at, room = x(marker.age), measure(marker.text)
        is_left = at > edge(room)
        start = at - room if is_left else at
        row = next((row for row, end in enumerate(ends) if end < start), len(ends))
        ends[row : row + 1] = [start + room]
        placed.append(PlacedMarker(marker, row, is_left))
    return placed


def _draw_markers(placed: Iterable[PlacedMarker], x: Scale, bottom: float) -> Iterable[str]:
    """Draw markers with the age first."""
    for marker, row, is_left in placed:
        at, line = x(marker.age), FIRST_ROW + ROW * row
        yield f'<line class="mark" x1="{at:.1f}" x2="{at:.1f}" y1="{line + 4}" y2="{bottom}"/>'
        yield (
            f'<text class="{"end" if is_left else "start"}" x="{at + (-4 if is_left else 4):.1f}" y="{line}">'
            f'<tspan class="strong">{marker.age:g}</tspan> {escape(marker.label)}</text>'
        )
