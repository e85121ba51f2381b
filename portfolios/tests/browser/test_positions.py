"""Entering accounts and positions in Chromium, with a script and without."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portfolios.changes.history import record_value
from portfolios.models import Account, IncomeStream, Instrument, Position

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def row_of(visitor, symbol):
    """The Brokerage account, opened, and its row of one symbol."""
    visitor.open(f"/accounts/{Account.objects.get(name='Brokerage').pk}/")
    return visitor.page.locator("tr", has=visitor.page.get_by_role("link", name=symbol, exact=True))


@pytest.fixture
def at_home(visitor, jordan):
    visitor.sign_in(jordan)
    yield visitor
    assert visitor.complaints == []


def test_typing_a_name_finds_the_symbol_and_choosing_keeps_what_was_typed(at_home):
    row_of(at_home, "NVDA")
    page = at_home.page
    page.get_by_label("Quantity").fill("7")
    page.get_by_label("Symbol or name").press_sequentially("total bond")
    page.get_by_role("option", name="BND Vanguard").click()
    expect(page.get_by_label("Symbol or name")).to_have_value("BND")
    expect(page.get_by_label("Quantity")).to_have_value("7")
    page.get_by_role("button", name="Add the position").click()
    expect(page.get_by_text("You now hold 7 shares of BND.")).to_be_visible()


def test_suggestions_are_chosen_by_keyboard(at_home):
    row_of(at_home, "NVDA")
    field, options = at_home.page.get_by_role("combobox", name="Symbol or name"), at_home.page.get_by_role("option")
    field.press_sequentially("total")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(at_home.page.locator("#suggestions-said")).to_contain_text(f"{options.count()} suggestions")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    assert at_home.barriers() == []
    second = options.nth(1).locator("strong").inner_text()
    field.press("Enter")
    expect(field).to_have_value(second)
    expect(field).to_be_focused()
    expect(options).to_have_count(0)


def test_suggestions_close_by_escape_and_open_again(at_home):
    row_of(at_home, "NVDA")
    field, options = at_home.page.get_by_role("combobox", name="Symbol or name"), at_home.page.get_by_role("option")
    field.press_sequentially("total")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("total")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Tab")
    expect(options.first).to_be_hidden()


def test_a_position_is_deleted_in_its_row_and_brought_back(at_home):
    row = row_of(at_home, "NVDA")
    at_home.page.evaluate("window.same = true")
    before = at_home.page.locator("#account-head").inner_text()
    row.get_by_role("link", name="Delete NVDA").click()
    expect(at_home.page.locator("tr.removed")).to_contain_text("NVDA deleted.")
    expect(at_home.page.locator("#account-head")).not_to_have_text(before)
    assert at_home.barriers() == []
    assert not Position.objects.filter(instrument__symbol="NVDA").exists()
    undo = at_home.page.get_by_role("button", name="Undo the deletion of NVDA")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(row).to_contain_text("NVDA")
    assert at_home.page.locator("#account-head").inner_text() == before
    assert at_home.page.evaluate("window.same")


def test_an_account_is_brought_back_on_the_page_of_accounts(at_home):
    row_of(at_home, "NVDA")
    page = at_home.page
    page.locator("#account-head").get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete the account").click()
    assert at_home.barriers() == []
    page.get_by_role("button", name="Undo the deletion of Brokerage").click()
    expect(page.get_by_text("Brokerage is back.")).to_be_visible()
    expect(page.get_by_role("link", name="NVDA", exact=True)).to_be_visible()


def test_a_row_is_edited_in_place_and_the_totals_follow(at_home):
    row = row_of(at_home, "NVDA")
    at_home.page.evaluate("window.same = true")
    row.get_by_role("link", name="Edit NVDA").click()
    at_home.page.locator("tr.editing").get_by_label("Quantity").fill("701")
    at_home.page.get_by_role("button", name="Save", exact=True).click()
    expect(at_home.page.locator("#account-head")).to_contain_text("$280,728.22")
    expect(row).to_contain_text("701")
    assert at_home.page.evaluate("window.same")


def test_a_stale_edit_is_shown_in_the_row_and_can_be_saved_then(at_home):
    row_of(at_home, "NVDA").get_by_role("link", name="Edit NVDA").click()
    editing = at_home.page.locator("tr.editing")
    editing.get_by_label("Quantity").fill("701")
    Position.objects.get(instrument__symbol="NVDA").change(quantity=650)
    at_home.page.get_by_role("button", name="Save", exact=True).click()
    expect(editing.get_by_role("alert")).to_contain_text("Your changes are not saved yet")
    expect(editing.get_by_role("row", name="Quantity 650 701")).to_be_visible()
    at_home.page.get_by_role("button", name="Save", exact=True).click()
    expect(at_home.page.locator("tr.editing")).to_have_count(0)
    assert Position.objects.get(instrument__symbol="NVDA").quantity == 701


def test_an_unknown_symbol_is_described_and_becomes_ones_own(at_home):
    row_of(at_home, "NVDA")
    page = at_home.page
    page.get_by_label("Symbol or name").fill("zzz")
    page.get_by_label("Quantity").fill("3")
    page.get_by_role("button", name="Add the position").click()
    expect(page.get_by_text("Alex does not know ZZZ yet")).to_be_visible()
    page.locator("#id_name").fill("Zebra")
    page.get_by_label("Type").select_option("stock")
    page.get_by_role("button", name="Add the position").click()
    expect(page.get_by_role("link", name="ZZZ", exact=True)).to_be_visible()
    assert Instrument.objects.get(symbol="ZZZ").current_price is None


def test_slider_and_targets_speak_to_each_other_and_are_saved(at_home, jordan):
    at_home.open("/dashboard/")
    page = at_home.page
    page.get_by_label("Years until retirement, slider").fill("17")
    expect(page.locator("#id_years_until_retirement")).to_have_value("17")
    page.get_by_label("Equity, %").fill("70")
    expect(page.get_by_label("Fixed income, %")).to_have_value("20")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    jordan.profile.refresh_from_db()
    assert (jordan.profile.years_until_retirement, jordan.profile.asset_class_targets["fixed_income"]) == (17, 20)


def test_bad_input_in_the_profile_is_told_in_place(at_home):
    at_home.open("/dashboard/")
    at_home.page.evaluate("window.same = true")
    at_home.page.get_by_label("Plan to age").fill("60")
    at_home.page.get_by_role("button", name="Save profile").click()
    expect(at_home.page.locator("#profile")).to_contain_text("You retire at 65. Plan to a higher age")
    assert at_home.page.evaluate("window.same")


def test_confirming_keeps_what_is_typed(at_home, jordan):
    at_home.open("/dashboard/")
    page, card = at_home.page, at_home.page.locator("#profile")
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
def test_the_longest_list_of_assumptions_fits(at_home, jordan):
    type(jordan.profile).objects.update(confirmed=[])
    at_home.open("/dashboard/")
    expect(at_home.page.get_by_role("button", name="Confirm 5 assumptions")).to_be_visible()
    assert not at_home.too_wide()
    assert at_home.barriers() == []


def add_pension(page):
    form = page.locator("#add-income")
    form.get_by_label("Name").fill("Pension")
    form.get_by_label("Amount a year").fill("12000")
    form.get_by_label("From age").fill("62")
    form.get_by_role("button").click()


def test_income_is_added_edited_and_deleted_in_place_and_the_health_follows(at_home):
    IncomeStream.objects.all().delete()
    at_home.open("/dashboard/")
    page, card, health = at_home.page, at_home.page.locator("#income"), at_home.page.locator("#health")
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


def test_an_income_that_is_kept_after_all_stays(at_home):
    at_home.open("/dashboard/")
    at_home.page.get_by_role("link", name="Delete Social Security").click()
    at_home.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(at_home.page.get_by_role("row", name="Social Security $31,000.00 67 for life fully")).to_be_visible()
    assert IncomeStream.objects.count() == 1


def test_income_works_without_a_script(browser, visitor, jordan):
    still = type(visitor)(browser, visitor.address, {"width": 1280, "height": 900}, java_script_enabled=False)
    still.sign_in(jordan)
    still.open("/dashboard/")
    add_pension(still.page)
    still.page.get_by_role("link", name="Edit Pension").click()
    still.page.locator("tr.editing").get_by_label("Amount").fill("$13,000")
    still.page.get_by_role("button", name="Save", exact=True).click()
    expect(still.page.get_by_role("row", name="Pension $13,000.00 62 for life fully")).to_be_visible()
    still.page.get_by_role("link", name="Delete Social Security").click()
    still.page.get_by_role("button", name="Delete the income").click()
    expect(still.page.get_by_role("link", name="Edit Social Security")).to_have_count(0)
    assert IncomeStream.objects.get().name == "Pension"
    still.context.close()


def test_it_all_works_without_a_script(browser, visitor, jordan):
    still = type(visitor)(browser, visitor.address, {"width": 1280, "height": 900}, java_script_enabled=False)
    still.sign_in(jordan)
    row_of(still, "NVDA").get_by_role("link", name="Edit NVDA").click()
    still.page.locator("tr.editing").get_by_label("Quantity").fill("701")
    still.page.get_by_role("button", name="Save", exact=True).click()
    expect(still.page.locator("#account-head")).to_contain_text("$280,728.22")
    still.page.get_by_label("Symbol or name").fill("total bond")
    still.page.get_by_label("Quantity").fill("7")
    still.page.get_by_role("button", name="Add the position").click()
    still.page.get_by_role("link", name="BND Vanguard").click()
    expect(still.page.get_by_label("Symbol or name")).to_have_value("BND")
    still.context.close()


def test_deleting_and_undoing_work_without_a_script(browser, visitor, jordan):
    still = type(visitor)(browser, visitor.address, {"width": 1280, "height": 900}, java_script_enabled=False)
    still.sign_in(jordan)
    row_of(still, "NVDA").get_by_role("link", name="Delete NVDA").click()
    still.page.get_by_role("button", name="Delete the position").click()
    expect(still.page.get_by_role("link", name="NVDA", exact=True)).to_have_count(0)
    still.page.get_by_role("button", name="Undo the deletion of NVDA").click()
    expect(still.page.get_by_text("NVDA is back.")).to_be_visible()
    expect(still.page.get_by_role("link", name="NVDA", exact=True)).to_be_visible()
    still.context.close()


@pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
def test_the_value_over_time_is_drawn_with_a_line_for_each_account(at_home, jordan):
    for days in range(40):
        now = timezone.now() + timedelta(days=days)
        Instrument.objects.filter(symbol="VOO").update(current_price=480 + 3 * days)
        record_value(user_id=jordan.pk, now=now)
    at_home.open("/dashboard/")
    lines = at_home.page.evaluate(
        "Chart.getChart(document.querySelector('canvas[data-chart=value-history]')).data.datasets.map(d => d.label)"
    )
    assert lines == ["Total", "401(k) at work", "Roth IRA", "Brokerage"]
    at_home.page.locator("#history summary").click()
    assert all(at_home.drawn()) and not at_home.too_wide() and at_home.barriers() == []
