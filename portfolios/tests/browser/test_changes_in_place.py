"""After a change in place, a page shows what it shows when it is loaded again: nothing stale, nothing twice."""

import pytest
from playwright.sync_api import expect

from portfolios.models import Account, Position, Profile
from portfolios.tests.support.plan_pages import add_income

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


def assert_same_values_after_reload(page, fields):
    values = "fields => fields.map(field => [field.name, field.value])"
    in_place = fields.evaluate_all(values)
    page.reload()
    assert fields.evaluate_all(values) == in_place


@pytest.fixture
def page(demo_visitor):
    return demo_visitor.page


@pytest.fixture
def brokerage(page):
    page.goto(f"/accounts/{Account.objects.get(name='Brokerage').pk}/")
    return page


PARTS = ("#account-head", "#positions tr:not(.removed)", "#positions tfoot", "#costless")


def test_an_edited_position_changes_its_table(brokerage):
    brokerage.get_by_role("link", name="Edit NVDA").click()
    brokerage.locator("tr.editing").get_by_label("Quantity").fill("650")
    brokerage.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(brokerage.locator("tr.editing")).to_have_count(0)
    assert_same_after_reload(brokerage, *PARTS)


def test_an_unknown_cost_is_said_below_the_table(brokerage):
    brokerage.get_by_role("link", name="Edit NVDA").click()
    brokerage.locator("tr.editing").get_by_label("Cost").fill("")
    brokerage.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(brokerage.locator("#costless")).to_contain_text("no known cost")
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
    add_income(page, "Pension of the firm", from_age=90)
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
    answers = page.locator("#plan-form .answer :is(input, select)")
    assert_same_values_after_reload(page, answers)


def test_saving_keeps_what_was_confirmed_before(page):
    page.goto("/settings/plan/")
    page.get_by_role("button", name="Confirm all").click()
    expect(page.locator("#assumptions [role=status]")).to_be_visible()
    page.get_by_label("Year you were born").fill("1979")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("Plan saved.")).to_be_visible()
    assert [one.get_attribute("id") for one in page.locator(".mark:has(.warn)").all()] == [
        "mark-premiums"
    ]  # needs a figure


def test_a_conflict_leaves_what_was_typed(page):
    page.goto("/settings/plan/")
    row = Profile.objects.get()
    Profile.objects.filter(pk=row.pk).update(version=row.version + 1)
    page.get_by_label("Year you were born").fill("1979")
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("This was changed since you opened it, perhaps")).to_be_visible()
    expect(page.get_by_text("Fix the answers marked below")).to_have_count(0)
    page.locator("#assumptions").get_by_role("button", name="Confirm").click()
    expect(page.locator("#assumptions [role=status]")).to_be_visible()
    expect(page.get_by_label("Year you were born")).to_have_value("1979")


def test_social_security_is_marked_as_in_a_reload(page):
    page.goto("/settings/plan/")
    parts = ("#mark-social_security", "#benefit-hints", "#assumptions h2", "#assumptions li")
    page.get_by_role("link", name="Edit Social Security").click()
    page.locator("tr.editing").get_by_label("Kind").select_option(label="Rent or business")
    page.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(page.locator("tr.editing")).to_have_count(0)
    assert_same_after_reload(page, *parts)
    page.get_by_role("link", name="Delete Social Security").click()
    page.locator("#confirm-yes").click()
    expect(page.locator("#income-rows tr")).to_have_count(0)
    assert_same_after_reload(page, *parts)


def test_cancel_shows_what_another_tab_changed(brokerage):
    brokerage.get_by_role("link", name="Edit NVDA").click()
    Position.objects.get(instrument__symbol="NVDA").change(quantity=650)
    brokerage.locator("tr.editing").get_by_role("link", name="Cancel").click()
    expect(brokerage.locator("tr.editing")).to_have_count(0)
    assert_same_after_reload(brokerage, "#account-head", "#positions tfoot")


def test_a_failure_is_said_where_the_person_is(demo_visitor, page):
    demo_visitor.loses_requests = True
    page.goto("/settings/plan/")
    page.get_by_label("Year you were born").fill("1979")
    page.route("**/settings/plan/", lambda route: route.abort())
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("Can't reach the server.")).to_be_in_viewport()
    assert page.evaluate("unsaved(sent).length") == 1
