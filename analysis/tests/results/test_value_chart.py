"""The chart of value and gain over the days before an analysis."""

from datetime import UTC, date, datetime
from decimal import Decimal

from analysis.models import Job
from analysis.results.value_chart import build_value_chart, load_days
from analysis.tests.support import stored_analyses
from portfolios.models import PortfolioValue


def record(user, day, total, added=0):
    PortfolioValue.objects.create(user=user, date=date(2026, 11, day), total=total, added=added)


def chart_of(user, until):
    job = stored_analyses.completed(user)
    PortfolioValue.objects.filter(date__gt=date(2026, 11, 3)).delete()
    Job.objects.filter(pk=job.pk).update(completed_at=datetime(2026, 11, until, 12, tzinfo=UTC))
    return build_value_chart(load_days(Job.objects.get(pk=job.pk), "USD"), "USD")


def test_gain_is_what_was_not_added(alice):
    record(alice, 1, 1000, added=1000)
    record(alice, 2, 1300, added=200)
    record(alice, 3, 1250)
    chart = chart_of(alice, until=3)
    assert [(row.added, row.gain) for row in chart.rows] == [(0, 0), (200, 100), (200, 50)]
    assert chart.title == "Markets added $50 since November 1, 2026"
    assert chart.rows[-1].value == chart.rows[0].value + chart.rows[-1].added + chart.rows[-1].gain == Decimal(1250)


def test_days_after_the_analysis_are_left_out(alice):
    for day in (1, 2, 3):
        record(alice, day, 1000)
    assert [row.day.day for row in chart_of(alice, until=2).rows] == [1, 2]
    assert chart_of(alice, until=1) is None


def test_the_history_of_others_is_not_drawn(alice, bob):
    for day in (1, 2):
        record(bob, day, 1000)
    assert chart_of(alice, until=2) is None
