"""The dashboard in Chromium."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portfolios.changes.history import record_value
from portfolios.models import Instrument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_the_value_is_drawn_for_each_period(demo_visitor, jordan):
    for days in range(40):
        now = timezone.now() + timedelta(days=days)
        Instrument.objects.filter(symbol="VOO").update(current_price=480 + 3 * days)
        record_value(user_id=jordan.pk, now=now)
    demo_visitor.open("/dashboard/")
    page, card = demo_visitor.page, demo_visitor.page.locator("#value")
    expect(card.get_by_role("link", name="All")).to_have_attribute("aria-current", "true")
    expect(card.get_by_role("img", name="Value from")).to_be_visible()
    page.evaluate("window.same = true")
    card.get_by_role("link", name="1M").click()
    expect(card.get_by_role("link", name="1M")).to_have_attribute("aria-current", "true")
    expect(card).to_contain_text("in the past month")
    card.get_by_role("link", name="1Y").click()
    expect(card).to_contain_text("Cannot be computed yet. Your history begins on")
    assert page.evaluate("window.same")
    card.get_by_text("Show as table").click()
    card.get_by_text("Compare all periods").click()
    page.locator("#health summary").click()
    expect(page.get_by_role("link", name="Confirm your profile")).to_be_visible()
    assert not demo_visitor.too_wide() and demo_visitor.barriers() == []
