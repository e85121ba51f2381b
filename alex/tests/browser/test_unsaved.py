"""What is typed but not saved is not lost unasked."""

import pytest
from playwright.sync_api import expect

from portfolios.models import IncomeStream
from portfolios.tests.conftest import make_account, make_income

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def questions(visitor, alice):
    """The questions of the browser before it leaves a page, each answered by staying."""
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    visitor.sign_in(alice)
    visitor.page.on("dialog", stay)
    yield asked
    assert visitor.complaints == []


@pytest.fixture
def plan(visitor, questions):
    visitor.open("/settings/plan/")
    return visitor.page


def test_a_browser_asks_before_it_leaves(plan, questions):
    plan.get_by_label("Year you were born").fill("1980")
    plan.get_by_role("link", name="Dashboard").click(no_wait_after=True)
    plan.wait_for_timeout(300)
    assert questions == ["beforeunload"] and plan.url.endswith("/settings/plan/")


def test_a_saved_plan_leaves_unasked(plan, questions):
    plan.get_by_label("Year you were born").fill("1980")
    plan.get_by_role("button", name="Save plan").click()
    expect(plan.get_by_text("Plan saved.")).to_be_visible()
    plan.get_by_role("link", name="Dashboard").click()
    plan.wait_for_url("**/dashboard/")
    assert questions == []


def test_discarding_leaves_unasked(plan, questions):
    plan.get_by_label("Year you were born").fill("1980")
    plan.get_by_role("link", name="Discard").click()
    expect(plan.get_by_label("Year you were born")).not_to_have_value("1980")
    assert questions == []


@pytest.mark.parametrize(("answer", "amount"), [("Cancel", "13,000"), ("Continue", "31,000")])
def test_saving_a_plan_asks_about_an_income(visitor, alice, questions, answer, amount):
    income, page = make_income(alice, "Rent"), visitor.page
    visitor.open("/settings/plan/")
    page.get_by_role("link", name="Edit Rent").click()
    page.locator("tr.editing").get_by_label("Amount").fill("13000")
    page.get_by_label("Year you were born").fill("1980")
    page.get_by_role("button", name="Save plan").click()
    page.get_by_role("dialog").get_by_role("button", name=answer).click()
    if answer == "Continue":
        expect(page.get_by_text("Plan saved.")).to_be_visible()
        page.get_by_role("link", name="Edit Rent").click()
    expect(page.locator("tr.editing").get_by_label("Amount")).to_have_value(amount)
    assert IncomeStream.objects.get(pk=income.pk).amount == 31_000 and questions == []


def test_a_refused_plan_keeps_an_open_income(visitor, alice, questions):
    make_income(alice, "Rent")
    page = visitor.page
    visitor.open("/settings/plan/")
    page.get_by_label("Year you were born").fill("1680")
    page.get_by_role("link", name="Edit Rent").click()
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    expect(page.locator("tr.editing")).to_be_visible()


def test_an_untouched_form_asks_nothing(visitor, alice, questions):
    visitor.open(make_account(alice).get_absolute_url())
    visitor.page.get_by_label("Symbol or name").click()
    visitor.page.get_by_role("link", name="Dashboard").click()
    visitor.page.wait_for_url("**/dashboard/")
    assert questions == []


def test_another_decision_asks_about_a_note(visitor, questions, analyzed_jordan):
    page = visitor.page
    visitor.sign_in(analyzed_jordan)
    visitor.open("/dashboard/")
    page.get_by_label("Ask Alex about your money").fill("What if")
    page.get_by_role("button", name="Do it").first.click()
    page.get_by_text("Add a note").click()
    page.get_by_label("Note on:").fill("When the bonus comes")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".settled")).to_contain_text("When the bonus comes")
    expect(page.get_by_label("Ask Alex about your money")).to_have_value("What if")
    assert questions == []
