"""A stranger becomes a person with a portfolio, in Chromium: by the first steps, and by keeping a demo."""

import pytest
from playwright.sync_api import expect

from people.models import User
from people.tests.support.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)


def is_clean(visitor):
    return visitor.barriers() == [] and not visitor.too_wide() and visitor.complaints == []


@BOTH
def test_three_steps_lead_to_the_team(visitor, jordan, alice):
    visitor.sign_in(alice)
    page = visitor.page
    visitor.open("/dashboard/")
    expect(page.get_by_text("0 of 3 done")).to_be_visible()
    assert is_clean(visitor)
    page.get_by_label("Year you were born").fill("1850")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("from 1900 to 2099")).to_be_visible()
    page.get_by_label("Year you were born").fill("1981")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Import a file")).to_be_visible()
    assert is_clean(visitor)
    page.get_by_role("button", name="Use sample data").click()
    page.get_by_label("Spend a year in retirement").fill("84,000")
    assert is_clean(visitor)
    page.get_by_role("button", name="Save and go to your team").click()
    page.wait_for_url("**/team/")
    visitor.open("/dashboard/")
    expect(page.locator(".line", has_text="Your plan:")).to_contain_text("retire at 65 · $84,000 a year")
    assert is_clean(visitor)


@BOTH
def test_a_demo_is_kept(visitor, jordan):
    visitor.open("/")
    page = visitor.page
    page.get_by_role("button", name="Try the demo").first.click()
    page.wait_for_url("**/analyses/*/")
    page.get_by_role("link", name="Keep this portfolio").click()
    page.get_by_label("Email").fill("keeper@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    assert is_clean(visitor)
    page.get_by_role("main").get_by_role("button", name="Keep this portfolio").click()
    page.wait_for_url("**/dashboard/")
    expect(page.get_by_text("This is a demo")).to_have_count(0)
    expect(page.get_by_role("heading", name="What to do next")).to_be_visible()
    kept = User.objects.get(email="keeper@example.com")
    assert (kept.is_demo, kept.accounts.count(), kept.jobs.count()) == (False, 3, 1)
