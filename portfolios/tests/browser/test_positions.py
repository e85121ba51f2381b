"""Edit accounts and positions in Chromium, with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from portfolios.models import Account, Instrument, Position

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def row_of(visitor, symbol):
    """Open the Brokerage account, and return its row of one symbol."""
    visitor.open(f"/accounts/{Account.objects.get(name='Brokerage').pk}/")
    return visitor.page.locator("tr", has=visitor.page.get_by_role("link", name=symbol, exact=True))


def test_choosing_a_symbol_keeps_the_quantity(demo_visitor):
    row_of(demo_visitor, "NVDA")
    page = demo_visitor.page
    page.get_by_label("Quantity").fill("7")
    page.get_by_label("Symbol or name").press_sequentially("total bond")
    page.get_by_role("option", name="BND Vanguard").click()
    expect(page.get_by_label("Symbol or name")).to_have_value("BND")
    expect(page.get_by_label("Quantity")).to_have_value("7")
    page.get_by_role("button", name="Add the position").click()
    expect(page.get_by_text("You now hold 7 shares of BND.")).to_be_visible()


def test_suggestions_are_chosen_by_keyboard(demo_visitor):
    row_of(demo_visitor, "NVDA")
    page = demo_visitor.page
    field, options = page.get_by_role("combobox", name="Symbol or name"), page.get_by_role("option")
    field.press_sequentially("total")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(demo_visitor.page.locator("#suggestions-said")).to_contain_text(f"{options.count()} suggestions")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    assert demo_visitor.barriers() == []
    second = options.nth(1).locator("strong").inner_text()
    field.press("Enter")
    expect(field).to_have_value(second)
    expect(field).to_be_focused()
    expect(options).to_have_count(0)


def test_escape_closes_the_suggestions(demo_visitor):
    row_of(demo_visitor, "NVDA")
    page = demo_visitor.page
    field, options = page.get_by_role("combobox", name="Symbol or name"), page.get_by_role("option")
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


def test_a_deleted_position_can_be_restored(demo_visitor):
    row = row_of(demo_visitor, "NVDA")
    demo_visitor.page.evaluate("window.same = true")
    before = demo_visitor.page.locator("#account-head").inner_text()
    row.get_by_role("link", name="Delete NVDA").click()
    expect(demo_visitor.page.locator("tr.removed")).to_contain_text("NVDA deleted.")
    expect(demo_visitor.page.locator("#account-head")).not_to_have_text(before)
    assert demo_visitor.barriers() == []
    assert not Position.objects.filter(instrument__symbol="NVDA").exists()
    undo = demo_visitor.page.get_by_role("button", name="Undo the deletion of NVDA")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(row).to_contain_text("NVDA")
    assert demo_visitor.page.locator("#account-head").inner_text() == before
    assert demo_visitor.page.evaluate("window.same")


def test_a_deleted_account_can_be_restored(demo_visitor):
    row_of(demo_visitor, "NVDA")
    page = demo_visitor.page
    page.locator("#account-head summary").click()
    page.get_by_role("link", name="Delete the account").click()
    page.get_by_role("button", name="Delete the account").click()
    assert demo_visitor.barriers() == []
    page.get_by_role("button", name="Undo the deletion of Brokerage").click()
    expect(page.get_by_text("Brokerage is back.")).to_be_visible()
    expect(page.get_by_role("link", name="NVDA", exact=True)).to_be_visible()


def test_editing_a_row_updates_the_totals(demo_visitor):
    row = row_of(demo_visitor, "NVDA")
    demo_visitor.page.evaluate("window.same = true")
    row.get_by_role("link", name="Edit NVDA").click()
    demo_visitor.page.locator("tr.editing").get_by_label("Quantity").fill("701")
    demo_visitor.page.get_by_role("button", name="Save", exact=True).click()
    expect(demo_visitor.page.locator("#account-head")).to_contain_text("$280,728.22")
    expect(row).to_contain_text("701")
    assert demo_visitor.page.evaluate("window.same")


def test_a_stale_edit_can_be_saved_after_review(demo_visitor):
    row_of(demo_visitor, "NVDA").get_by_role("link", name="Edit NVDA").click()
    editing = demo_visitor.page.locator("tr.editing")
    editing.get_by_label("Quantity").fill("701")
    Position.objects.get(instrument__symbol="NVDA").change(quantity=650)
    demo_visitor.page.get_by_role("button", name="Save", exact=True).click()
    expect(editing.get_by_role("alert")).to_contain_text("Your changes are not saved yet")
    expect(editing.get_by_role("row", name="Quantity 650 701")).to_be_visible()
    demo_visitor.page.get_by_role("button", name="Save", exact=True).click()
    expect(demo_visitor.page.locator("tr.editing")).to_have_count(0)
    assert Position.objects.get(instrument__symbol="NVDA").quantity == 701


def test_an_unknown_symbol_becomes_private(demo_visitor):
    row_of(demo_visitor, "NVDA")
    page = demo_visitor.page
    page.get_by_label("Symbol or name").fill("zzz")
    page.get_by_label("Quantity").fill("3")
    page.get_by_role("button", name="Add the position").click()
    expect(page.get_by_text("Alex does not know ZZZ yet")).to_be_visible()
    page.locator("#id_name").fill("Zebra")
    page.get_by_label("Type").select_option("stock")
    page.get_by_role("button", name="Add the position").click()
    expect(page.get_by_role("link", name="ZZZ", exact=True)).to_be_visible()
    assert Instrument.objects.get(symbol="ZZZ").current_price is None


def test_positions_work_without_a_script(scriptless_visitor):
    row_of(scriptless_visitor, "NVDA").get_by_role("link", name="Edit NVDA").click()
    scriptless_visitor.page.locator("tr.editing").get_by_label("Quantity").fill("701")
    scriptless_visitor.page.get_by_role("button", name="Save", exact=True).click()
    expect(scriptless_visitor.page.locator("#account-head")).to_contain_text("$280,728.22")
    scriptless_visitor.page.get_by_label("Symbol or name").fill("total bond")
    scriptless_visitor.page.get_by_label("Quantity").fill("7")
    scriptless_visitor.page.get_by_role("button", name="Add the position").click()
    scriptless_visitor.page.get_by_role("link", name="BND Vanguard").click()
    expect(scriptless_visitor.page.get_by_label("Symbol or name")).to_have_value("BND")


def test_undo_works_without_a_script(scriptless_visitor):
    row_of(scriptless_visitor, "NVDA").get_by_role("link", name="Delete NVDA").click()
    scriptless_visitor.page.get_by_role("button", name="Delete the position").click()
    expect(scriptless_visitor.page.get_by_role("link", name="NVDA", exact=True)).to_have_count(0)
    scriptless_visitor.page.get_by_role("button", name="Undo the deletion of NVDA").click()
    expect(scriptless_visitor.page.get_by_text("NVDA is back.")).to_be_visible()
    expect(scriptless_visitor.page.get_by_role("link", name="NVDA", exact=True)).to_be_visible()
