"""What people come for, from begin to end in Chromium: no console error, no refused content, no other site asked."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from analysis.models import Job
from analysis.tests.support import stored_analyses
from analysis.tests.support.what_if_bases import sample_job
from people import acting_as
from people.tests.support.cast import PASSWORD
from portfolios.models import Account
from portfolios.tests.conftest import make_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
UNBLURRED = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim(), shown = texts.currentNode.parentElement;
    if (!/[$][0-9]/.test(text) || !shown.checkVisibility()) continue;
    if (shown.closest("script, option, .visually-hidden")) continue;
    let element = shown;
    while (element && !getComputedStyle(element).filter.includes("blur")) element = element.parentElement;
    if (!element) found.push(text);
  }
  return found;
}"""


@pytest.fixture
def traveler(visitor):
    """A visitor whose requests are watched: all to our own address, and no report of refused content."""
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    yield visitor
    assert [url for url in asked if not url.startswith((visitor.address, "data:", "blob:", "about:"))] == []
    assert [url for url in asked if "csp-report" in url] == []
    assert visitor.complaints == []


def press_to(page, name):
    """Move by Tab to the control with this name and press Enter."""
    page.wait_for_load_state("networkidle")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


@BOTH
def test_a_what_if_becomes_a_scenario_and_prints(traveler, alice):
    job, page = sample_job(alice), traveler.page
    traveler.sign_in(alice)
    traveler.open(f"/analyses/{job.pk}/?tab=retirement")
    page.get_by_role("link", name="Try a change").click()
    slider = page.get_by_role("slider", name="Spend each year, slider")
    before = slider.input_value()
    for _ in range(4):
        slider.press("ArrowLeft")
    expect(page.locator("#what-if-out")).to_contain_text("points")
    assert slider.input_value() < before
    expect(page.get_by_label("Spend each year", exact=True)).to_have_value(re.compile(r"^\d\d,\d00$"))
    assert "spend=" in page.url
    page.get_by_label("Name of the scenario").fill("Spend a little less")
    page.get_by_role("button", name="Save as scenario").click()
    expect(page.get_by_role("columnheader", name="Spend a little less")).to_be_visible()
    traveler.open(f"/analyses/{job.pk}/?tab=all")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) <= 8


def test_a_person_works_with_the_keyboard_alone(traveler, alice):
    page = traveler.page
    make_account(alice, cash_balance=1000)
    traveler.open("/auth/login/?next=/team/")
    page.get_by_label("Email").focus()
    page.keyboard.type(alice.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start New Analysis").wait_for()  # the address of the form ends in /team/ too
    press_to(page, "Start New Analysis")
    expect(page.locator("#progress-title")).to_have_text("Waiting to start")
    press_to(page, "Accounts")
    page.wait_for_url("**/accounts/")
    press_to(page, "Edit")
    expect(page.get_by_label("Name").first).to_be_visible()


def test_two_tabs_show_one_truth(traveler, alice):
    account = make_account(alice, name="Savings")
    job, first = stored_analyses.running(alice), traveler.page
    traveler.sign_in(alice)
    second = traveler.context.new_page()
    for page in (first, second):
        page.goto("/team/")
    stored_analyses.complete(job)
    for page in (first, second):
        page.wait_for_url(f"**/analyses/{job.pk}/")
        page.goto(reverse("account_edit", args=[account.pk]))
    for page, name in ((first, "Rainy days"), (second, "Holidays")):
        page.get_by_label("Name").first.fill(name)
        page.get_by_role("button", name="Save").first.click()
    expect(second.get_by_text("This was changed since you opened it, perhaps").first).to_be_visible()
    with acting_as(alice.pk):
        assert Account.objects.get(pk=account.pk).name == "Rainy days"


@BOTH
def test_hidden_amounts_are_hidden_everywhere(traveler, alice):
    job, page = sample_job(alice), traveler.page
    make_account(alice, cash_balance=1234)
    traveler.sign_in(alice)
    traveler.open("/accounts/")
    assert page.evaluate(UNBLURRED)
    with page.expect_response("**/display/"):
        page.locator("[data-amounts]").click()
    assert page.evaluate(UNBLURRED) == []
    analysis = f"/analyses/{job.pk}/"
    tabs = [f"{analysis}?tab={tab}" for tab in ("overview", "charts", "retirement", "recommendations")]
    for path in ("/dashboard/", "/team/", *tabs, f"{analysis}what-if/?spend=70000", "/settings/plan/"):
        traveler.open(path)
        assert (path, page.evaluate(UNBLURRED)) == (path, [])
    traveler.open(f"{analysis}?tab=retirement")
    assert "$" not in page.title() and "%" in page.locator(".chance .figure b").inner_text()


def test_the_dark_theme_stays(traveler, alice):
    page = traveler.page
    traveler.sign_in(alice)
    traveler.open("/team/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    with page.expect_response("**/display/"):
        page.locator("[data-theme-switch]").click()
    traveler.open("/accounts/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_a_failed_analysis_is_tried_again(traveler, alice):
    page = traveler.page
    make_account(alice, cash_balance=1000)
    finished, failed = stored_analyses.completed(alice), stored_analyses.failed(alice)
    traveler.sign_in(alice)
    traveler.open("/team/")
    expect(page.get_by_role("alert")).to_contain_text("This analysis did not finish.")
    last = page.get_by_role("link", name="Open the last successful analysis")
    assert str(finished.pk) in last.get_attribute("href")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#progress-title")).to_have_text("Waiting to start")
    with acting_as(alice.pk):
        assert Job.objects.exclude(pk__in=[finished.pk, failed.pk]).get().status == "pending"
