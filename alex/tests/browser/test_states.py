"""Every page in its states: opened, filled in wrongly, failed, offline, signed out. Light and wide, dark and narrow."""

import pytest
from playwright.sync_api import Error

from alex.tests.support.browser import LOOKS, WIDTHS, looks_at
from analysis.models import Job
from analysis.sample.copying import copy_sample
from analysis.tests.support import stored_analyses
from people import acting_as
from portfolios.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MENU = "details.menu[open]"
OPEN_ALL = """() => document.querySelectorAll("main details:not(.menu)").forEach((one) => { one.open = true; })"""


def press(*names, role="button"):
    """Return a step that presses controls by their names."""

    def step(page):
        for name in names:
            page.get_by_role(role, name=name).first.click()

    return step


def fill(button, **fields):
    """Return a step that fills fields by their names in the form, and sends it."""

    def step(page):
        for name, value in fields.items():
            page.locator(f"main [name={name}]").first.fill(value)
        page.get_by_role("button", name=button, exact=True).first.click()

    return step


def click(*selectors):
    def step(page):
        for selector in selectors:
            page.locator(selector).first.click()

    return step


def open_all(page):
    page.evaluate(OPEN_ALL)


def lose_connection(page):
    page.context.set_offline(True)
    page.get_by_role("link", name="Edit VTI").click()
    page.locator("#messages .error").wait_for()
    page.context.set_offline(False)


def lose_session(page):
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("link", name="Edit VTI").click()
    page.wait_for_url("**/auth/login/**")


def fail_to_calculate(page):
    page.route("**/what-if/**", lambda route: route.abort())
    page.get_by_role("slider").first.press("ArrowLeft")


PASTED = "Symbol,Quantity\nVTI,ten\nBND,10\n"
STATES = {
    "the menu of the person": ("/dashboard/", click(".site-head details.menu summary")),
    "the menu of all accounts": ("/accounts/", click(".page-head summary")),
    "an account without a name": ("/accounts/", press("Add the account")),
    "an account in its form": ("{account}", click("#account-head summary", "#account-head .menu a")),
    "a position in its form": ("{account}", press("Edit NVDA", role="link")),
    "a position of no size": ("{account}", fill("Add the position", symbol="VTI", quantity="0")),
    "a symbol that is new": ("{account}", fill("Add the position", symbol="zzz", quantity="3")),
    "suggestions": ("{account}", lambda page: page.get_by_label("Symbol or name").press_sequentially("total")),
    "a deleted position": ("{account}", press("Delete NVDA", role="link")),
    "nothing found": ("{account}?find=zzz", open_all),
    "an import of nothing": ("/accounts/import/", press("Upload files")),
    "an import without headings": ("/accounts/import/", fill("Upload files", pasted="a,b\n1,2\n")),
    "an import with a mistake": ("{account}import/", fill("Upload files", pasted=PASTED)),
    "a plan with a mistake": ("/settings/plan/", fill("Save plan", annual_contribution="much")),
    "the whole plan": ("/settings/plan/", open_all),
    "a saved choice": ("/settings/notifications/", press("Save")),
    "a key without a name": ("/settings/keys/", press("Make a key")),
    "a wrong password": (
        "/auth/password/change/",
        fill("Change password", oldpassword="x", password1="y", password2="z"),
    ),
    "the whole letter": ("{analysis}", open_all),
    "a figure's card": ("{analysis}", click("button.fact")),
    "the menu of an analysis": ("{analysis}", click(".an-head .menu summary")),
    "charts as tables": ("{analysis}?tab=charts", open_all),
    "the whole projection": ("{analysis}?tab=retirement", open_all),
    "all recommendations": ("{analysis}?tab=recommendations", open_all),
    "a decision": ("{analysis}?tab=recommendations", press("Later")),
    "a saved scenario": ("{analysis}what-if/?spend=70000", press("Save as scenario")),
    "a change that fails": ("{analysis}what-if/", fail_to_calculate),
    "an answer": ("{analysis}ask/", fill("Ask", question="Am I on track?")),
    "a question without an answer": ("{analysis}ask/", fill("Ask", question="Who wins the cup?")),
    "two analyses side by side": ("{analysis}compare/", open_all),
    "the menu of an earlier analysis": ("/team/", click(".history summary")),
    "nothing in the filter": ("/team/?show=unfinished", open_all),
    "no connection": ("{account}", lose_connection),
    "an ended session": ("{account}", lose_session),
}
WITHOUT = {
    "charts": ("charts_payload", ("overview", "charts", "all")),
    "retirement": ("retirement_payload", ("overview", "retirement", "all")),
}
"""What an analysis lacks if this specialist failed, and the tabs that say so."""
LATE = "The model did not answer within 60 seconds."
ONE_FAILED = {**stored_analyses.AT_WORK, "charts": ("failed", LATE)}
TEAM = {
    "at work": (stored_analyses.running, open_all),
    "at work without one of them": (lambda user: stored_analyses.running(user, ONE_FAILED), open_all),
    "asked before a cancel": (stored_analyses.running, press("Cancel analysis")),
    "failed": (stored_analyses.failed, open_all),
    "cancelled": (stored_analyses.cancelled, open_all),
}


def find_barriers(visitor, path, step, looks=LOOKS):
    """Return what is wrong in a state, by theme and width."""
    page, found = visitor.page, {}
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDTHS["desktop"])
    visitor.open(path)
    step(page)
    page.wait_for_timeout(300)  # requests begin after a pause in typing
    page.wait_for_load_state("networkidle")
    for theme, width in looks:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(WIDTHS[width])
        if barriers := visitor.barriers(MENU if page.locator(MENU).count() else "html"):
            found[theme] = barriers
        if visitor.too_wide():
            found[width] = "too wide"
    page.unroute_all()
    return found


def test_no_state_of_a_page_has_barriers(visitor, jordan):
    with acting_as(jordan.pk):
        job = copy_sample(jordan)
        account = Account.objects.owned_by(jordan).get(name="Brokerage")
    places = {"account": account.get_absolute_url(), "analysis": f"/analyses/{job.pk}/"}
    found = {}
    for number, (name, (path, step)) in enumerate(STATES.items()):
        visitor.sign_in(jordan)
        try:
            faults = find_barriers(visitor, path.format(**places), step, looks_at(number))
        except Error as error:
            faults = {"not reached": str(error)[:200]}
        if faults:
            found[name] = faults
    assert not found, "\n".join(map(str, found.items()))


@pytest.mark.parametrize("step", WITHOUT)
def test_a_missing_part_has_no_barriers(visitor, jordan, step):
    payload, tabs = WITHOUT[step]
    with acting_as(jordan.pk):
        job = copy_sample(jordan)
        Job.objects.filter(pk=job.pk).update(**{payload: None})
    stored_analyses.set_step(job, step, "failed", LATE)
    visitor.sign_in(jordan)
    for tab in tabs:
        assert find_barriers(visitor, f"/analyses/{job.pk}/?tab={tab}", open_all) == {}
        assert visitor.page.get_by_text("not in this analysis").first.is_visible()


def test_no_state_of_the_team_has_barriers(visitor, alice):
    visitor.sign_in(alice)
    found = {}
    for name, (make, step) in TEAM.items():
        job = make(alice)
        if faults := find_barriers(visitor, "/team/", step):
            found[name] = faults
        visitor.page.goto("about:blank")  # stop its polling
        job.delete()
    assert found == {}


def test_forms_of_nobody_have_no_barriers(visitor, transactional_db):
    states = {
        "/auth/signup/": fill("Create account", email="no address", password1="x", password2="y"),
        "/auth/login/": fill("Sign in", login="nobody@example.com", password="wrong-horse-battery"),
        "/auth/password/reset/": fill("Send link", email="no address"),
        "/api/docs/": click(".opblock-summary-control"),
    }
    assert {path: found for path, step in states.items() if (found := find_barriers(visitor, path, step))} == {}
