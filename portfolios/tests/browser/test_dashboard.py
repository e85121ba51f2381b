"""Edit the profile and the income on the dashboard in Chromium, with JavaScript and without."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portfolios.changes.history import record_value
from portfolios.models import IncomeStream, Instrument

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_slider_and_targets_stay_in_sync(demo_visitor, jordan):
    demo_visitor.open("/dashboard/")
    page = demo_visitor.page
    page.get_by_label("Years until retirement, slider").fill("17")
    expect(page.locator("#id_years_until_retirement")).to_have_value("17")
    page.get_by_label("Equity, %").fill("70")
    expect(page.get_by_label("Fixed income, %")).to_have_value("20")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    jordan.profile.refresh_from_db()
    assert (jordan.profile.years_until_retirement, jordan.profile.asset_class_targets["fixed_income"]) == (17, 20)


def test_profile_errors_are_shown_in_place(demo_visitor):
    demo_visitor.open("/dashboard/")
    demo_visitor.page.evaluate("window.same = true")
    demo_visitor.page.get_by_label("Plan to age").fill("60")
    demo_visitor.page.get_by_role("button", name="Save profile").click()
    expect(demo_visitor.page.locator("#profile")).to_contain_text("You retire at 65. Plan to a higher age")
    assert demo_visitor.page.evaluate("window.same")


def test_confirming_keeps_unsaved_input(demo_visitor, jordan):
    demo_visitor.open("/dashboard/")
    page, card = demo_visitor.page, demo_visitor.page.locator("#profile")
    page.evaluate("window.same = true")
    card.get_by_label("Income goal in retirement").fill("90000")
    card.get_by_role("button", name="Confirm 2 assumptions: regional targets, plan to age 95").click()
    expect(page.locator("#assumptions").get_by_role("status")).to_have_text(
        "Confirmed: regional targets, plan to age 95."
    )
    expect(card.get_by_text("assumed", exact=True)).to_have_count(0)
    expect(page.locator("#health")).not_to_contain_text("not confirmed by you")
    assert page.evaluate("window.same")
    card.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    jordan.profile.refresh_from_db()
    assert (jordan.profile.target_retirement_income, jordan.profile.assumed) == (90_000, ())


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_the_longest_list_of_assumptions_fits(demo_visitor, jordan):
    type(jordan.profile).objects.update(confirmed=[])
    demo_visitor.open("/dashboard/")
    expect(demo_visitor.page.get_by_role("button", name="Confirm 5 assumptions")).to_be_visible()
    assert not demo_visitor.too_wide()
    assert demo_visitor.barriers() == []


def add_pension(page):
    form = page.locator("#add-income")
    form.get_by_label("Name").fill("Pension")
    form.get_by_label("Amount a year").fill("12000")
    form.get_by_label("From age").fill("62")
    form.get_by_role("button").click()


def test_income_changes_update_the_data_health(demo_visitor):
    IncomeStream.objects.all().delete()
    demo_visitor.open("/dashboard/")
    page, card, health = demo_visitor.page, demo_visitor.page.locator("#income"), demo_visitor.page.locator("#health")
    page.evaluate("window.same = true")
    expect(health).to_contain_text("You have no Social Security or pension yet")
    add_pension(page)
    expect(card.get_by_role("status")).to_have_text("Pension added.")
    expect(health).not_to_contain_text("no Social Security")
    card.get_by_role("link", name="Edit Pension").click()
    card.locator("tr.editing").get_by_label("To age").fill("61")
    card.get_by_role("button", name="Save").click()
    expect(card.locator("tr.editing")).to_contain_text("It begins at 62")
    card.locator("tr.editing").get_by_label("To age").fill("70")
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_role("row", name="Pension $12,000.00 62 70 fully")).to_be_visible()
    card.get_by_role("link", name="Delete Pension").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(card).to_contain_text("No income yet.")
    expect(health).to_contain_text("You have no Social Security or pension yet")
    assert page.evaluate("window.same")


def test_a_canceled_deletion_keeps_the_income(demo_visitor):
    demo_visitor.open("/dashboard/")
    demo_visitor.page.get_by_role("link", name="Delete Social Security").click()
    demo_visitor.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(demo_visitor.page.get_by_role("row", name="Social Security $31,000.00 67 for life fully")).to_be_visible()
    assert IncomeStream.objects.count() == 1


def test_income_works_without_a_script(scriptless_visitor):
    scriptless_visitor.open("/dashboard/")
    add_pension(scriptless_visitor.page)
    scriptless_visitor.page.get_by_role("link", name="Edit Pension").click()
    scriptless_visitor.page.locator("tr.editing").get_by_label("Amount").fill("$13,000")
    scriptless_visitor.page.get_by_role("button", name="Save", exact=True).click()
    expect(scriptless_visitor.page.get_by_role("row", name="Pension $13,000.00 62 for life fully")).to_be_visible()
    scriptless_visitor.page.get_by_role("link", name="Delete Social Security").click()
    scriptless_visitor.page.get_by_role("button", name="Delete the income").click()
    expect(scriptless_visitor.page.get_by_role("link", name="Edit Social Security")).to_have_count(0)
    assert IncomeStream.objects.get().name == "Pension"


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_the_history_chart_draws_each_account(demo_visitor, jordan):
    for days in range(40):
        now = timezone.now() + timedelta(days=days)
        Instrument.objects.filter(symbol="VOO").update(current_price=480 + 3 * days)
        record_value(user_id=jordan.pk, now=now)
    demo_visitor.open("/dashboard/")
    lines = demo_visitor.page.evaluate(
        "Chart.getChart(document.querySelector('canvas[data-chart=value-history]')).data.datasets.map(d => d.label)"
    )
    assert lines == ["Total", "401(k) at work", "Roth IRA", "Brokerage"]
    demo_visitor.page.locator("#history summary").click()
    assert all(demo_visitor.drawn()) and not demo_visitor.too_wide() and demo_visitor.barriers() == []
