"""Staff accept or reject held-back prices in the admin."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from people.models import AuditEvent, Change, User
from people.tests.support.cast import PASSWORD, signed_in
from portfolios.models import PriceQuote
from portfolios.pricing.calendar import closing_time
from portfolios.tests.conftest import make_instrument

pytestmark = pytest.mark.django_db
LIST = "admin:portfolios_pricequote_changelist"
DAY = date(2026, 3, 2)


@pytest.fixture
def vti(db):
    before = closing_time(DAY - timedelta(days=3))
    return make_instrument("VTI", current_price=Decimal(100), priced_at=before, price_source="market")


@pytest.fixture
def quote(vti):
    return held_back(vti, DAY, 1000)


def held_back(instrument, day, close):
    return PriceQuote.objects.create(
        instrument=instrument, date=day, close=close, source="massive", status="quarantined", reason="10 times"
    )


def decide(client, action, *quotes):
    return client.post(reverse(LIST), {"action": action, "_selected_action": [quote.pk for quote in quotes]})


def status_and_price(quote):
    quote.refresh_from_db()
    quote.instrument.refresh_from_db()
    return quote.status, quote.instrument.current_price


def test_an_accepted_price_is_used_and_recorded(as_sam, sam, quote):
    assert decide(as_sam, "accept_prices", quote).status_code == 302
    assert status_and_price(quote) == ("accepted", 1000)
    assert (quote.instrument.priced_at, quote.instrument.price_source) == (closing_time(DAY), "market")
    event = AuditEvent.objects.get(object_type="pricequote")
    assert (event.user, event.action, event.object_id) == (sam, "price_accepted", str(quote.pk))
    assert "VTI, 2026-03-02, 1000" in event.details


def test_the_history_shows_a_price_decision(as_sam, quote):
    decide(as_sam, "accept_prices", quote)
    event = AuditEvent.objects.for_row(quote.instrument).get()
    assert Change(field="current_price", before="100", after="1000") in event.changes


def test_the_list_shows_waiting_prices_and_age(as_sam, vti, quote):
    PriceQuote.objects.create(instrument=vti, date=DAY - timedelta(days=4), close=99, source="massive")
    page = as_sam.get(reverse(LIST)).content.decode()
    for text in (">1,000<", ">100<", "Feb. 27, 2026", "Held back for 0\xa0minutes"):
        assert text in page
    assert ">99<" not in page
    assert ">99<" in as_sam.get(reverse(LIST), {"status__exact": "all"}).content.decode()


def test_a_rejected_price_is_not_used(as_sam, quote):
    decide(as_sam, "reject_prices", quote)
    assert status_and_price(quote) == ("rejected", 100)
    assert AuditEvent.objects.get().action == "price_rejected"


def test_a_price_is_decided_only_once(as_sam, quote):
    decide(as_sam, "reject_prices", quote)
    decide(as_sam, "accept_prices", quote)
    assert status_and_price(quote) == ("rejected", 100)
    assert AuditEvent.objects.count() == 1


def test_the_newest_accepted_price_is_used(as_sam, vti, quote):
    later, earlier = held_back(vti, DAY + timedelta(days=1), 1010), held_back(vti, DAY - timedelta(days=1), 990)
    decide(as_sam, "accept_prices", later, quote, earlier)
    assert status_and_price(quote) == ("accepted", 1010)


def test_a_newer_price_beats_an_accepted_close(as_sam, vti, quote):
    type(vti).objects.update(priced_at=closing_time(DAY) + timedelta(hours=2))
    decide(as_sam, "accept_prices", quote)
    assert status_and_price(quote) == ("accepted", 100)


def test_the_list_shows_reasons_and_is_read_only(as_sam, quote):
    page = as_sam.get(reverse(LIST), {"status__exact": "quarantined"}).content.decode()
    assert "10 times" in page and "Accept the price" in page
    assert as_sam.get(reverse("admin:portfolios_pricequote_add")).status_code == 403
    address = reverse("admin:portfolios_pricequote_change", args=[quote.pk])
    assert as_sam.get(address).status_code == 200
    assert as_sam.post(address, {"close": "5"}).status_code == 403
    assert as_sam.post(reverse("admin:portfolios_pricequote_delete", args=[quote.pk])).status_code == 403


def test_deciding_needs_staff_with_permission(as_alice, quote):
    assert decide(as_alice, "accept_prices", quote).status_code == 302  # to the sign-in page
    helper = User.objects.create_user("helper@example.com", PASSWORD, is_staff=True)
    assert decide(signed_in(helper), "accept_prices", quote).status_code == 403
    assert status_and_price(quote) == ("quarantined", 100)
