"""Staff request prices of selected instruments. A worker fetches them and records the result."""

from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django_q.models import OrmQ

from people.models import AuditEvent
from portfolios.models import Instrument, PriceQuote
from portfolios.pricing import tasks
from portfolios.tests.conftest import make_instrument
from portfolios.tests.support.staff import helper_with, list_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache(db):
    cache.clear()


@pytest.fixture
def acme():
    return make_instrument("ACME")


def request_prices(client, *rows):
    sent = {"action": "refresh_prices", "_selected_action": [str(row.pk) for row in rows]}
    return client.post(list_of("instrument"), sent)


def messages_of(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def queued_tasks():
    return [package.task for package in OrmQ.objects.all()]


def test_a_selection_is_queued_as_one_message(as_sam, sam, market, acme, django_capture_on_commit_callbacks):
    cash = make_instrument("CASH", instrument_type="cash")
    with django_capture_on_commit_callbacks(execute=True):
        assert "Alex requests prices of 1 instruments" in messages_of(request_prices(as_sam, acme, cash))
    (package,) = queued_tasks()
    assert (package["func"], package["args"]) == (tasks.TASK, ([str(acme.pk)], str(sam.pk)))
    event = AuditEvent.objects.get()
    assert (event.user, event.action, event.details) == (sam, "asked_for_prices", "1 instruments")
    assert market.questions == []  # not by the web process


def test_without_a_key_nothing_is_queued(as_sam, acme, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert "No price provider is set" in messages_of(request_prices(as_sam, acme))
    assert queued_tasks() == [] and not AuditEvent.objects.exists()


def test_the_worker_reports_its_result(sam, market, acme):
    rows = [acme, make_instrument("BOLT"), make_instrument("GONE")]
    market.closes = {"ACME": 21, "BOLT": 5}
    report = tasks.run_task([str(row.pk) for row in rows], str(sam.pk))
    assert "2 priced, 1 without a close" in report
    assert len(market.questions) == 1
    assert Instrument.objects.get(symbol="ACME").current_price == Decimal(21)
    assert PriceQuote.objects.count() == 2
    event = AuditEvent.objects.get()
    assert (event.user, event.action, event.result, event.details) == (sam, "refreshed_prices", "ok", report)


def test_only_selected_rows_are_priced(sam, market, acme):
    make_instrument("BOLT")
    market.closes = {"ACME": 21, "BOLT": 5}
    tasks.run_task([str(acme.pk)], str(sam.pk))
    assert Instrument.objects.get(symbol="BOLT").current_price is None


@pytest.mark.faults
def test_a_provider_failure_is_recorded(sam, market, acme):
    market.status = 500
    assert "is out of order" in tasks.run_task([str(acme.pk)], str(sam.pk))
    event = AuditEvent.objects.get()
    assert event.result == "failed" and "Prices stay as they are." in event.details


def test_a_removed_key_is_recorded_as_failure(sam, acme):
    tasks.run_task([str(acme.pk)], str(sam.pk))
    assert AuditEvent.objects.get().result == "failed"


def test_only_permitted_staff_ask_for_prices(market, acme, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request_prices(helper_with("view_instrument"), acme)
    assert queued_tasks() == [] and not AuditEvent.objects.exists()
