"""Edit the plan and the income in Chromium, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from portfolios.models import IncomeStream

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/settings/plan/"


def test_sentences_years_and_targets_follow_inputs(demo_visitor, jordan):
    demo_visitor.open(PAGE)
    page = demo_visitor.page
    page.evaluate("window.same = true")
    page.get_by_label("Years until retirement, slider").fill("17")
    expect(page.locator("#id_years_until_retirement")).to_have_value("17")
    born, retire = (int(page.locator(f"#id_{name}").input_value()) for name in ("birth_year", "retirement_age"))
    assert page.locator("[data-retirement-year]").inner_text() == str(born + retire)
    page.get_by_label("Income goal in retirement").fill("90,000")
    expect(page.locator("[data-month]")).to_have_text("$7,500")
    page.get_by_label("Stocks, %").fill("70")
    expect(page.get_by_label("Bonds, %")).to_have_value("20")
    assert page.locator(".part-fixed_income[data-of]").get_attribute("width") == "20%"
    expect(page.locator("[data-changed]")).to_have_text("5 answers changed.")
    page.get_by_label("Plan to age", exact=True).fill("60")
    page.get_by_role("button", name="Save plan").click()
    expect(page.locator("#plan")).to_contain_text("Plan to a higher age")
    expect(page.get_by_label("Plan to age", exact=True)).to_be_focused()
    assert page.evaluate("window.same")
    page.get_by_label("Plan to age", exact=True).fill("96")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("Plan saved. Confirmed: plan to age 96.")).to_be_visible()
    jordan.profile.refresh_from_db()
    assert (jordan.profile.plan_to_age, jordan.profile.asset_class_targets["fixed_income"]) == (96, 20)


def test_confirming_keeps_unsaved_input(demo_visitor, jordan):
    demo_visitor.open(PAGE)
    page, rest = demo_visitor.page, demo_visitor.page.locator("#assumptions")
    page.evaluate("window.same = true")
    page.get_by_label("Income goal in retirement").fill("90000")
    page.get_by_role("button", name="Confirm plan to age 95").click()
    expect(rest.get_by_role("status")).to_have_text("Confirmed: plan to age 95.")
    expect(page.locator("#mark-plan_to_age")).to_have_text("Confirmed")
    rest.get_by_role("button", name="Confirm all 4").click()
    expect(rest.get_by_role("status")).to_have_text(
        re.compile("^Confirmed: regional targets, that you file taxes alone, no state")
    )
    assert page.evaluate("window.same")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("Plan saved.")).to_be_visible()
    jordan.profile.refresh_from_db()
    assert (jordan.profile.target_retirement_income, jordan.profile.assumed) == (90_000, ())


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_the_plan_is_clean_with_everything_assumed(demo_visitor, jordan):
    type(jordan.profile).objects.update(confirmed=[])
    demo_visitor.open(PAGE)
    expect(demo_visitor.page.get_by_role("button", name="Confirm all 8")).to_be_visible()
    assert not demo_visitor.too_wide()
    assert demo_visitor.barriers() == []


def add_pension(page):
    form = page.locator("#add-income")
    form.get_by_label("Name").fill("Pension")
    form.get_by_label("Amount a year").fill("12000")
    form.get_by_label("From age").fill("62")
    form.get_by_role("button").click()


def test_an_income_is_added_edited_and_deleted(demo_visitor):
    IncomeStream.objects.all().delete()
    demo_visitor.open(PAGE)
    page, card = demo_visitor.page, demo_visitor.page.locator("#income")
    page.evaluate("window.same = true")
    add_pension(page)
    expect(card.get_by_role("status")).to_have_text("Pension added.")
    card.get_by_role("link", name="Edit Pension").click()
    card.locator("tr.editing").get_by_label("To age").fill("61")
    card.get_by_role("button", name="Save").click()
    expect(card.locator("tr.editing")).to_contain_text("It begins at 62")
    card.locator("tr.editing").get_by_label("To age").fill("70")
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_role("row", name="Pension $12,000 62 70 fully")).to_be_visible()
    card.get_by_role("link", name="Delete Pension").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    card.get_by_role("link", name="Delete Pension").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(card).to_contain_text("No income yet.")
    assert page.evaluate("window.same")


def test_the_plan_works_without_a_script(scriptless_visitor, jordan):
    page = scriptless_visitor.page
    scriptless_visitor.open(PAGE)
    page.get_by_role("button", name="Confirm plan to age 95").click()
    expect(page.get_by_text("Confirmed: plan to age 95.")).to_be_visible()
    page.get_by_label("Plan to age", exact=True).fill("93")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("Plan saved.")).to_be_visible()
    page.locator("#income summary").click()
    add_pension(page)
    page.get_by_role("link", name="Edit Pension").click()
    page.locator("tr.editing").get_by_label("Amount").fill("$13,000")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name="Pension $13,000 62 for life fully")).to_be_visible()
    page.get_by_role("link", name="Delete Social Security").click()
    page.get_by_role("button", name="Delete the income").click()
    expect(page.get_by_role("link", name="Edit Social Security")).to_have_count(0)
    assert IncomeStream.objects.get().name == "Pension"
