"""Staff turn the unofficial price provider on and off; it is off at first, and every change is recorded."""

import pytest

from people.models import AuditEvent
from portfolios.models import MarketSettings
from portfolios.pricing.update import configured_provider, has_provider
from portfolios.tests.support.staff import address_of, helper_with, list_of

pytestmark = pytest.mark.django_db


def switch(client, *, on):
    client.get(list_of("marketsettings"))
    return client.post(address_of(MarketSettings.load()), {"asks_yahoo": "on"} if on else {})


def test_yahoo_is_off_until_staff_turn_it_on(as_sam, sam):
    assert not has_provider() and configured_provider() is None
    page = as_sam.get(list_of("marketsettings"), follow=True).content.decode()
    assert "unofficial" in page and "Delete" not in page
    assert not has_provider()
    switch(as_sam, on=True)
    assert has_provider() and configured_provider().name == "yahoo"
    switch(as_sam, on=False)
    assert not has_provider()


def test_each_switch_is_an_audit_event(as_sam, sam):
    switch(as_sam, on=True), switch(as_sam, on=True), switch(as_sam, on=False)
    found = AuditEvent.objects.filter(action="market_settings_changed").order_by("pk")
    assert [(event.user, event.changes[0].before, event.changes[0].after) for event in found] == [
        (sam, "no", "yes"), (sam, "yes", "no"),
    ]  # fmt: skip


def test_the_switch_goes_before_a_key(as_sam, settings):
    settings.POLYGON_API_KEY = "a-key-of-ours"
    assert configured_provider().name == "massive"
    switch(as_sam, on=True)
    assert configured_provider().name == "yahoo"


def test_a_setting_of_the_server_is_named(as_sam, settings):
    settings.PRICE_PROVIDER = "yahoo"
    assert "PRICE_PROVIDER=yahoo is set" in as_sam.get(list_of("marketsettings"), follow=True).content.decode()


def test_other_staff_cannot_turn_it_on(db, alice, as_alice):
    MarketSettings.objects.create(pk=1)
    helper = helper_with("view_marketsettings")
    assert switch(helper, on=True).status_code == 403
    assert switch(as_alice, on=True).status_code in (302, 403, 404)
    assert not has_provider()
