"""What a person is typing, has opened or is being asked stays, whatever answer arrives meanwhile."""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from analysis.models import Job
from analysis.questions import asking
from analysis.questions.models import Question
from analysis.tests.support import stored_analyses
from analysis.tests.support.what_if_bases import sample_job
from analysis.what_if.models import Scenario
from analysis.what_if.values import Levers
from portfolios.models import Position
from portfolios.tests.conftest import make_account, make_income, make_instrument, make_position
from portfolios.tests.support.plan_pages import add_income

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(visitor, alice):
    visitor.sign_in(alice)
    visitor.loses_requests = True
    yield visitor.page
    assert visitor.complaints == []


@pytest.fixture
def what_if(page, alice):
    """The what-if page with one scenario saved, and one change tried."""
    Scenario.objects.create(user=alice, name="Later", levers=Levers(retire=67))
    page.goto(f"{reverse('what_if', args=[sample_job(alice).pk])}?spend=80000")
    return page


def move_a_slider(page):
    """Move a slider and wait for its result."""
    with page.expect_response("**/what-if/?**"):
        page.get_by_role("slider", name="Spend each year, slider").press("ArrowLeft")
    expect(page.locator(".htmx-request, .htmx-added, [aria-busy=true]")).to_have_count(0)


def test_a_result_keeps_the_name_of_a_scenario(what_if):
    what_if.get_by_label("Name of the scenario").press_sequentially("A little less")
    move_a_slider(what_if)
    expect(what_if.get_by_label("Name of the scenario")).to_have_value("A little less")
    what_if.get_by_role("button", name="Save as scenario").click()
    expect(what_if.get_by_text("Saved the scenario “A little less”.")).to_be_visible()
    assert Scenario.objects.get(name="A little less").levers == Levers(spend=79_500)
    expect(what_if.get_by_label("Name of the scenario")).to_be_hidden()


def test_a_result_keeps_a_new_name_being_typed(what_if):
    what_if.get_by_text("Rename or delete “Later”").click()
    what_if.get_by_label("New name").fill("Two years later")
    what_if.get_by_text("Show as a table").click()
    before = what_if.locator("#what-if-table").inner_text()
    move_a_slider(what_if)
    expect(what_if.get_by_label("New name")).to_have_value("Two years later")
    expect(what_if.locator("#what-if-table")).to_be_visible()
    assert what_if.locator("#what-if-table").inner_text() != before


def test_a_result_is_that_of_a_reload(what_if):
    move_a_slider(what_if)
    expect(what_if.locator("#what-if-out")).to_contain_text(" a year")
    in_place = what_if.locator("main").inner_text()
    what_if.reload()
    expect(what_if.locator("#what-if-out")).to_contain_text(" a year")
    assert what_if.locator("main").inner_text() == in_place


def test_an_old_result_is_not_used(what_if):
    held = what_if.locator("#what-if-tried[inert], #what-if-take[inert], #what-if-bar[inert]")
    waiting = []
    what_if.route("**/what-if/?**", lambda route: waiting.append(route))
    what_if.get_by_role("slider", name="Spend each year, slider").press("ArrowLeft")
    expect(held).to_have_count(3)
    waiting.pop().abort()
    expect(what_if.locator("#what-if-out")).to_contain_text("Not calculated")
    expect(held).to_have_count(3)
    expect(what_if.get_by_text("Can't reach the server.")).to_be_visible()
    what_if.unroute("**/what-if/?**")
    what_if.get_by_role("button", name="Try again").click()
    expect(held).to_have_count(0)
    expect(what_if.get_by_text("Can't reach the server.")).to_have_count(0)


def test_progress_waits_for_an_open_question(page, alice):
    job = stored_analyses.running(alice)
    page.goto("/team/")
    page.get_by_role("button", name="Cancel analysis").click()
    stored_analyses.set_step(job, "retirement", "done", "10,000 futures")
    with page.expect_response(lambda response: "/progress/" in response.url and response.status == 200):
        pass
    page.locator("#confirm-yes").click()
    expect(page.locator("#progress-title")).to_have_text("Analysis cancelled")
    assert Job.objects.get(pk=job.pk).status == "cancelled"


def test_progress_goes_on_after_a_question(page, alice):
    job = stored_analyses.running(alice)
    page.goto("/team/")
    page.get_by_role("button", name="Cancel analysis").click()
    stored_analyses.set_step(job, "retirement", "done", "10,000 futures")
    page.get_by_role("button", name="Keep running").click()
    expect(page.locator("#progress")).to_contain_text("10,000 futures")


def test_an_answer_keeps_the_next_question(visitor, analyzed_jordan):
    job, page = analyzed_jordan.jobs.get(), visitor.page
    visitor.sign_in(analyzed_jordan)
    with transaction.atomic():
        asked = asking.ask_about(job, "Am I on track?", user=analyzed_jordan)
    own = Question.objects.filter(pk=asked.pk)
    own.update(status="pending", answer=None)
    page.goto(reverse("questions", args=[job.pk]))
    page.get_by_role("searchbox").press_sequentially("What if I retire")
    own.update(status="answered", answer=asked.answer)
    expect(page.locator(f"#question-{asked.pk}")).to_contain_text("Free.")
    expect(page.get_by_role("searchbox")).to_have_value("What if I retire")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.locator(f"#question-{asked.pk} button.fact").first.click()
    expect(page.locator(".fact-card:popover-open")).to_be_visible()


def test_a_saved_position_keeps_the_account_form(page, alice):
    account = make_account(alice, name="Savings")
    position = make_position(account, make_instrument("AAA", owner=alice))
    page.goto(account.get_absolute_url())
    page.locator("#account-head summary").click()
    page.get_by_role("link", name="Edit the account").click()
    expect(page.get_by_role("heading", name="Edit the account")).to_be_focused()
    page.locator("#account-edit").get_by_label("Name").fill("Rainy days")
    page.get_by_role("link", name="Edit AAA").click()
    page.locator("tr.editing").get_by_label("Quantity").fill("7")
    page.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(page.locator("tr.editing")).to_have_count(0)
    assert Position.objects.get(pk=position.pk).quantity == 7
    page.locator("#account-edit").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Rainy days")).to_be_visible()


def test_a_new_income_keeps_a_row_being_edited(page, alice):
    make_income(alice, "Rent")
    page.goto("/settings/plan/")
    page.get_by_role("link", name="Edit Rent").click()
    page.locator("tr.editing").get_by_label("Name").fill("Rent of the house")
    add_income(page, "Pension", from_age=65)
    expect(page.locator("tr.editing").get_by_label("Name")).to_have_value("Rent of the house")
    page.get_by_role("link", name="Delete Pension").click()
    page.locator("#confirm-yes").click()
    expect(page.get_by_role("rowheader", name="Pension")).to_have_count(0)
    page.locator("tr.editing").get_by_role("button", name="Save").click()
    expect(page.locator("#income-rows")).to_contain_text("Rent of the house")


def test_two_quick_decisions_are_both_shown(visitor, analyzed_jordan):
    page, waiting = visitor.page, []
    visitor.sign_in(analyzed_jordan)
    visitor.open("/dashboard/")
    page.route("**/decide/", lambda route: waiting.append(route))
    page.get_by_role("button", name="Later").nth(0).click()
    page.get_by_role("button", name="No", exact=True).nth(1).click()
    expect(page.locator("#next-actions .htmx-request")).to_have_count(2)
    for number, route in enumerate(waiting, start=1):
        route.continue_()
        expect(page.locator("#next-actions .decided")).to_have_count(number)


def test_a_finished_run_waits_for_a_name(page, alice):
    earlier, job = stored_analyses.completed(alice), stored_analyses.running(alice)
    page.goto("/team/")
    page.locator("details.menu summary", has_text="More about").click()
    page.get_by_label("Name", exact=True).press_sequentially("Before the move")
    stored_analyses.complete(job)
    with page.expect_response("**/progress/**"), page.expect_response("**/progress/**"):
        pass
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_text("Saved the name.")).to_be_visible()
    assert Job.objects.get(pk=earlier.pk).name == "Before the move"


def test_a_question_deleted_elsewhere_goes(page, alice):
    job = sample_job(alice)
    asked = Question.objects.create(user=alice, job=job, text="What if I wait?", status="pending")
    page.goto(reverse("questions", args=[job.pk]))
    expect(page.locator(f"#question-{asked.pk}")).to_be_visible()
    Question.objects.all().delete()
    expect(page.locator(f"#question-{asked.pk}")).to_have_count(0)
