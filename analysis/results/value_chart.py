"""The value and the gain of a person's money over the days before an analysis, as recorded once a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analysis.models import Job
from portfolios.models import PortfolioValue
from portfolios.models.prices import in_currency
from portfolios.pages.value_card import ValueDrawing, draw_value
from portfolios.templatetags.money import whole_money
from portfolios.valuation.growth import RecordedDay
from portfolios.valuation.value import ZERO

MAX_ROWS = 12


@dataclass(frozen=True)
class ValueRow:
    """One day of the table. gain: what the markets added since the first day."""

    day: date
    value: Decimal
    added: Decimal
    gain: Decimal


@dataclass(frozen=True)
class ValueChart:
    title: str
    summary: str
    drawing: ValueDrawing
    rows: list[ValueRow]
    id: str = "chart-value"


def load_days(job: Job, code: str) -> list[PortfolioValue]:
    """Return the days that were recorded until a job ended, the oldest first, in the currency of its analysis."""
    if job.completed_at is None:
        return []
    rows = PortfolioValue.objects.filter(user=job.user_id, date__lte=job.completed_at.date())
    return in_currency(rows.defer("holdings", "by_account").order_by("-date"), code, job.user_id)[::-1]


def build_value_chart(days: Sequence[RecordedDay], code: str) -> ValueChart | None:
    """Return the chart of the recorded days in order, which are in one currency; None before the second one."""
    if len(days) < 2:
        return None
    rows, added = [], ZERO
    for place, day in enumerate(days):
        added += day.added if place else ZERO
        rows.append(ValueRow(day.date, day.total, added, day.total - days[0].total - added))
    first, last = rows[0], rows[-1]
    verb = "added" if last.gain >= 0 else "took"
    amounts = [whole_money(one, code) for one in (abs(last.gain), first.value, last.value, last.added)]
    title = f"Markets {verb} {amounts[0]} since {first.day:%B} {first.day.day}, {first.day.year}"
    summary = f"Your value went from {amounts[1]} to {amounts[2]}, and you added {amounts[3]}."
    every = max(1, -(-len(rows) // MAX_ROWS))
    shown = [*rows[:-1:every], last]
    return ValueChart(title, summary, draw_value(days), shown)
