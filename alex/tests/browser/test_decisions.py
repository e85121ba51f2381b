"""Decide about the next actions on the dashboard in Chromium."""

import pytest
from playwright.sync_api import expect

from analysis.decisions.models import Decision

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_actions_are_decided_and_undone(visitor, analyzed_jordan):
    visitor.sign_in(analyzed_jordan)
    visitor.open("/dashboard/")
    page, card = visitor.page, visitor.page.locator("#next")
    page.evaluate("window.same = true")
    first = card.get_by_role("heading", level=3).first.inner_text()
    card.get_by_role("group", name=f"Decide: {first}").get_by_role("button", name="Later").click()
    settled = card.locator(".settled")
    expect(settled).to_contain_text(first)
    expect(settled.get_by_role("button", name=f"Undo: {first}")).to_be_focused()
    settled.get_by_text("Add a note").click()
    settled.get_by_label(f"Note on: {first}").fill("After the bonus")
    settled.get_by_role("button", name="Save note").click()
    expect(settled).to_contain_text("After the bonus")
    assert Decision.objects.get().choice == "later"
    assert visitor.barriers() == [] and not visitor.too_wide()
    settled.get_by_role("button", name=f"Undo: {first}").click()
    expect(card.locator(".settled")).to_have_count(0)
    expect(card.get_by_role("heading", level=3).first).to_have_text(first)
    assert page.evaluate("window.same") and visitor.complaints == []
    assert not Decision.objects.exists()
