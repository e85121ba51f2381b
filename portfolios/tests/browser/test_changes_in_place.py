"""After a change in place, a page shows what it shows when it is loaded again: nothing stale, nothing twice."""

import pytest
from playwright.sync_api import expect

from portfolios.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SETTLING = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


def text_of(page, selector):
    expect(page.locator(SETTLING)).to_have_count(0)
    return [line.strip() for line in page.locator(selector).all_inner_texts()]


def assert_same_after_reload(page, *selectors):
    """Compare the text of parts of a page with what a reload shows there."""
    in_place = {selector: text_of(page, selector) for selector in selectors}
    page.reload()
    assert {selector: text_of(page, selector) for selector in selectors} == in_place


@pytest.fixture
def page(demo_visitor):
    return demo_visitor.page


@pytest.fixture
def brokerage(page):
    page.goto(f"/accounts/{Account.objects.get(name='Brokerage').pk}/")
    return page


PARTS = ("#account-head", "#positions tr:not(.removed)", "#positions tfoot")


def test_an_edited_position_changes_its_table(brokerage):
    brokerage.get_by_role("link", name="Edit NVDA").click()
    brokerage.locator("tr.editing").get_by_label("Quantity").fill("650")
    brokerage.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(brokerage.locator("tr.editing")).to_have_count(0)
    assert_same_after_reload(brokerage, *PARTS)


def test_a_deleted_position_changes_its_table(brokerage):
    brokerage.get_by_role("link", name="Delete NVDA").click()
    expect(brokerage.locator("tr.removed")).to_have_count(1)
    assert_same_after_reload(brokerage, *PARTS)


def test_a_restored_position_changes_its_table(brokerage):
    before = {part: text_of(brokerage, part) for part in PARTS}
    brokerage.get_by_role("link", name="Delete NVDA").click()
    brokerage.get_by_role("button", name="Undo the deletion of NVDA").click()
    expect(brokerage.locator("tr.removed")).to_have_count(0)
    assert {part: text_of(brokerage, part) for part in PARTS} == before


def test_a_row_being_edited_stays_beside_a_change(brokerage):
    brokerage.get_by_role("link", name="Edit SOFI").click()
    brokerage.locator("tr.editing").get_by_label("Quantity").fill("11")
    brokerage.get_by_role("link", name="Delete NVDA").click()
    expect(brokerage.locator("tr.removed")).to_have_count(1)
    expect(brokerage.locator("tr.editing").get_by_label("Quantity")).to_have_value("11")


def test_changed_incomes_are_those_of_a_reload(page):
    page.goto("/settings/plan/")
    page.locator("#income summary").click()
    adding = page.locator("#add-income")
    adding.get_by_label("Name").fill("Pension of the firm")
    adding.get_by_label("Amount").fill("12000")
    adding.get_by_label("From").fill("90")
    adding.get_by_role("button", name="Add income").click()
    expect(page.get_by_role("rowheader", name="Pension of the firm")).to_be_visible()
    assert_same_after_reload(page, "#income-rows")
    page.get_by_role("link", name="Edit Pension of the firm").click()
    page.locator("tr.editing").get_by_label("Amount").fill("13,000")
    page.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(page.locator("tr.editing")).to_have_count(0)
    assert_same_after_reload(page, "#income-rows")
    page.get_by_role("link", name="Delete Pension of the firm").click()
    page.locator("#confirm-yes").click()
    expect(page.get_by_role("rowheader", name="Pension of the firm")).to_have_count(0)
    assert_same_after_reload(page, "#income-rows", "#income-list .notice")


def test_confirmed_assumptions_are_those_of_a_reload(page):
    page.goto("/settings/plan/")
    page.locator(".mark button").first.click()
    expect(page.locator("#assumptions [role=status]")).to_be_visible()
    assert_same_after_reload(page, ".mark", "#assumptions h2", "#assumptions li")
    page.get_by_role("button", name="Confirm all").click()
    expect(page.locator("#assumptions [role=status]")).to_be_visible()
    assert_same_after_reload(page, ".mark", "#assumptions h2", "#assumptions li", "aside p:not([role=status])")
    page.get_by_label("Plan to").first.fill("97")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("Plan saved.")).to_be_visible()
