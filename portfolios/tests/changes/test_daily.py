"""The daily update of prices and values, which workers enqueue once a day."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_q.models import OrmQ

from portfolios.changes import daily
from portfolios.models import PortfolioValue
from portfolios.tests.conftest import make_account, make_instrument, make_position

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_cache(db):
    """Clear the cache, where workers of other tests mark today's update as enqueued."""
    cache.clear()


@pytest.fixture
def savings(alice):
    account = make_account(alice)
    price = {"current_price": Decimal(20), "priced_at": NOON - timedelta(days=30), "price_source": "entered"}
    make_position(account, make_instrument(owner=alice, **price), "10")
    return account


def test_values_are_recorded_at_the_new_prices(market, savings):
    market.closes = {"ACME": 21}
    result = daily.run_daily_update(now=NOON)
    assert (result.recorded, result.failure) == (1, "")
    assert PortfolioValue.objects.get().total == 210


def test_values_are_recorded_without_prices(savings, market, settings):
    market.status = 500
    assert "is out of order" in daily.run_daily_update(now=NOON).failure
    settings.POLYGON_API_KEY = ""
    assert daily.run_daily_update(now=NOON) == daily.DailyResult(None, "", 1)
    assert PortfolioValue.objects.get().total == 200


def test_one_users_error_stops_no_other_user(alice, bob, savings, monkeypatch):
    make_account(bob, cash_balance=Decimal(5))
    real = daily.record_all_values.__globals__["record_value"]

    def record(*, user_id, now):
        return 1 / 0 if user_id == alice.pk else real(user_id=user_id, now=now)

    monkeypatch.setattr("portfolios.changes.history.record_value", record)
    assert daily.run_daily_update(now=NOON).recorded == 1


def test_the_daily_run_is_queued_once(savings):
    assert [daily.enqueue_when_due(NOON) for _ in range(3)] == [True, False, False]
    assert daily.enqueue_when_due(NOON + timedelta(days=1))
    assert OrmQ.objects.count() == 2


def test_a_finished_run_is_not_queued_again(savings, monkeypatch):
    daily.run_task()
    assert not daily.enqueue_when_due(timezone.now())


def test_a_failed_run_is_queued_again(savings, market):
    market.status = 500
    assert "is out of order" in daily.run_task()
    assert daily.enqueue_when_due(timezone.now())
