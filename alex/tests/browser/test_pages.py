"""The product in Chromium: what users do, and that every page is clean on a desktop and a phone."""

import pytest
from playwright.sync_api import expect

from analysis.models import Job
from analysis.tests.support import stored_analyses
from people import acting_as
from people.tests.support.cast import PASSWORD, user_manager
from portfolios.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOTH = pytest.mark.parametrize("visitor", ["desktop", "phone"], indirect=True)
OUTSIDE = ("/", "/auth/login/", "/auth/signup/", "/auth/password/reset/", "/nowhere/")


def check(visitor, path):
    """Return console messages, accessibility problems and horizontal overflow of a page."""
    visitor.open(path)
    found = {"complaints": visitor.complaints, "barriers": visitor.barriers(), "too wide": visitor.too_wide()}
    visitor.complaints = []
    return {what: value for what, value in found.items() if value}


def faults(visitor, paths):
    return {path: found for path in paths if (found := check(visitor, path))}


@BOTH
def test_every_public_page_is_clean(visitor, transactional_db):
    assert faults(visitor, OUTSIDE) == {}


@BOTH
def test_every_signed_in_page_is_clean(visitor, jordan):
    visitor.sign_in(jordan)
    job = stored_analyses.completed(jordan)
    with acting_as(jordan.pk):
        account = Account.objects.owned_by(jordan).first()
    tabs = [f"/analyses/{job.pk}/?tab={tab}" for tab in ("overview", "charts", "retirement", "recommendations")]
    own = ["/auth/email/", "/auth/password/change/", "/auth/logout/"]
    settings = [f"/settings/{name}/" for name in ("plan", "security", "privacy", "activity")]
    paths = ["/dashboard/", "/accounts/", f"/accounts/{account.pk}/", "/team/", *tabs, *own, *settings]
    assert faults(visitor, paths) == {}


@BOTH
def test_the_team_page_is_clean_in_every_state(visitor, alice):
    visitor.sign_in(alice)
    for state in (stored_analyses.running, stored_analyses.failed, stored_analyses.cancelled):
        job = state(alice)
        assert faults(visitor, ["/team/"]) == {}, state.__name__
        visitor.page.goto("about:blank")  # stop its polling
        job.delete()


@BOTH
def test_every_page_is_clean_for_a_new_user(visitor, alice):
    visitor.sign_in(alice)
    assert faults(visitor, ["/dashboard/", "/accounts/", "/team/"]) == {}


def test_sign_up_leads_to_the_dashboard(visitor, transactional_db):
    visitor.open("/")
    visitor.page.get_by_role("link", name="Create an account").first.click()
    visitor.page.get_by_label("Email").fill("new@example.com")
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_label("Password (again)").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Create account").click()
    visitor.page.wait_for_url("**/dashboard/")
    assert user_manager().filter(email="new@example.com").exists()
    assert visitor.complaints == []


def test_a_user_signs_in_and_out_again(visitor, alice):
    visitor.open("/team/")
    visitor.page.get_by_label("Email").fill(alice.email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/team/")
    visitor.page.locator("details.menu summary").click()
    visitor.page.get_by_role("button", name="Sign out").click()
    expect(visitor.page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_wrong_password_shows_a_form_error(visitor, alice):
    visitor.open("/auth/login/")
    visitor.page.get_by_label("Email").fill(alice.email)
    visitor.page.get_by_label("Password").fill("wrong-horse-battery")
    visitor.page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("not correct")


def test_the_demo_opens_a_finished_analysis(visitor, jordan):
    visitor.open("/")
    visitor.page.get_by_role("button", name="Try the demo").first.click()
    visitor.page.wait_for_url("**/analyses/*/")
    expect(visitor.page.get_by_text("This analysis of the sample household was made on")).to_be_visible()
    visitor.page.get_by_role("link", name="start a new analysis").click()
    visitor.page.get_by_role("button", name="Start New Analysis").click()
    expect(visitor.page.locator("#progress-title")).to_have_text("Waiting to start")
    assert Job.objects.get(is_sample=False).user.is_demo
    assert visitor.complaints == []


def test_the_panel_updates_and_opens_the_result(visitor, alice):
    visitor.sign_in(alice)
    job = stored_analyses.running(alice)
    visitor.open("/team/")
    expect(visitor.page.locator("#agent-reporter")).to_contain_text("Looking up facts about costs")
    stored_analyses.set_step(job, "report", "done", "A report with six sections")
    expect(visitor.page.locator("#agent-reporter")).to_contain_text("A report with six sections")
    expect(visitor.page.locator("#agent-reporter .state")).to_contain_text("Done")
    stored_analyses.complete(job)
    visitor.page.wait_for_url(f"**/analyses/{job.pk}/")
    expect(visitor.page.get_by_role("heading", name="What you own")).to_be_visible()
    assert visitor.complaints == []


def test_a_waiting_tab_opens_after_the_analysis(visitor, alice):
    visitor.sign_in(alice)
    job = stored_analyses.running(alice)
    visitor.open(f"/analyses/{job.pk}/?tab=charts#main")
    expect(visitor.page.get_by_role("heading", name="This analysis is being written")).to_be_visible()
    stored_analyses.complete(job)
    expect(visitor.page.locator("#tab-charts")).to_have_attribute("aria-current", "page")
    assert visitor.page.url.endswith(f"/analyses/{job.pk}/?tab=charts")


def test_polling_stops_after_a_failure(visitor, alice):
    visitor.sign_in(alice)
    job = stored_analyses.running(alice)
    visitor.page.clock.install()
    visitor.open("/team/")
    with acting_as(alice.pk):
        Job.objects.filter(pk=job.pk).set_status("failed", error_code="x", error_message="The model went away.")
    visitor.page.clock.run_for(1100)
    expect(visitor.page.get_by_role("alert")).to_contain_text("The model went away.")
    requests = []
    visitor.page.on("request", lambda request: requests.append(request.url))
    visitor.page.clock.run_for(20_000)
    assert requests == []
    expect(visitor.page.get_by_role("button", name="Try again")).to_be_visible()


def test_cancel_asks_for_confirmation(visitor, alice):
    visitor.sign_in(alice)
    job = stored_analyses.running(alice)
    visitor.open("/team/")
    visitor.page.get_by_role("button", name="Cancel analysis").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Keep running").click()
    visitor.page.get_by_role("button", name="Cancel analysis").click()
    visitor.page.get_by_role("dialog").get_by_role("button", name="Cancel analysis").click()
    expect(visitor.page.get_by_text("You cancelled this analysis.")).to_be_visible()
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_tabs_swap_in_place_and_draw_charts(visitor, alice):
    visitor.sign_in(alice)
    job = stored_analyses.completed(alice)
    visitor.open(f"/analyses/{job.pk}/")
    visitor.page.evaluate("window.same = true")
    for tab, charts in (("Charts", 5), ("Retirement", 2), ("Overview", 0)):
        visitor.page.get_by_role("link", name=tab, exact=True).click()
        expect(visitor.page.locator(".tabs [aria-current]")).to_have_text(tab)
        expect(visitor.page.locator("figure.chart > :is(.bars, svg.wide):visible")).to_have_count(charts)
    assert visitor.page.evaluate("window.same")
    assert visitor.page.url.endswith("?tab=overview")
    assert visitor.complaints == []


def test_tabs_and_tables_work_without_scripts(browser, live_server, alice):
    from alex.tests.support.browser import WIDTHS, Visitor

    visitor = Visitor(browser, live_server.url, WIDTHS["desktop"], java_script_enabled=False)
    visitor.sign_in(alice)
    visitor.open(f"/analyses/{stored_analyses.completed(alice).pk}/")
    visitor.page.get_by_role("link", name="Charts", exact=True).click()
    visitor.page.get_by_text("Show as a table: The asset_class").click()
    expect(visitor.page.get_by_role("cell", name="$600").first).to_be_visible()
    visitor.context.close()


def test_the_keyboard_reaches_the_content_first(visitor, alice):
    visitor.sign_in(alice)
    visitor.open("/team/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("link", name="Skip to content")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("button", name="Start New Analysis")).to_be_focused()


def test_escape_closes_a_menu_and_returns_focus(visitor, alice):
    visitor.sign_in(alice)
    visitor.open("/team/")
    menu = visitor.page.locator("details.menu")
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")
    visitor.page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(visitor.page.get_by_role("button", name="Sign out")).to_be_hidden()


def test_the_api_docs_work_under_our_policy(visitor, transactional_db):
    visitor.open("/api/docs/")
    expect(visitor.page.get_by_text("/api/analyze").first).to_be_visible()
    assert visitor.complaints == []
