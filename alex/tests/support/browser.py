"""A pytest plugin with Chromium. Without Chromium it leaves the browser tests out and prints how many.

Each module has its own browser: Playwright's event loop holds the thread while it runs, which breaks other tests.
"""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections

from people.tests.support.cast import PASSWORD, signed_in, user_manager
from people.tests.support.sweeps import takes_every_case

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
LOOKS = (("light", "desktop"), ("dark", "phone"))
"""The theme and width of each look at a page."""
PATIENCE_MS = 30_000
EXPECTED = "the server responded with a status of 4"  # error pages have an error status


def looks_at(number):
    """Return the looks at the page of this number: both, or in a run of few cases one and the other in turn."""
    return LOOKS if takes_every_case() else (LOOKS[number % len(LOOKS)],)


def chromium():
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(config, items):
    if chromium():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    config.stash[LEFT_OUT] = len(left_out)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter, config):
    if count := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"No Chromium found: {count} browser tests were NOT run. Install chromium, or set CHROMIUM to its path.",
            yellow=True,
        )


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the ORM is sync, but Playwright's loop runs in this thread
        chrome = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield chrome
        chrome.close()
        connections.close_all()  # drop these connections: this thread would reuse them later, when they are closed


class Visitor:
    """A browser page, with the errors and warnings of its console. loses_requests: a test cuts its connection."""

    def __init__(self, browser, address, viewport, **options):
        self.address = address
        self.context = browser.new_context(viewport=viewport, base_url=address, reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints = []
        self.loses_requests = False
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message):
        is_lost = self.loses_requests and any(text in message.text for text in LOST)
        if message.type in ("error", "warning") and EXPECTED not in message.text and not is_lost:
            self.complaints.append(message.text)

    def open(self, path):
        return self.page.goto(path)

    def sign_in(self, user):
        """Sign in by a session cookie. The form has its own test."""
        value = signed_in(user).cookies["sessionid"].value
        self.context.clear_cookies()
        self.context.add_cookies([{"name": "sessionid", "value": value, "url": self.address}])

    def too_wide(self):
        return self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def barriers(self, part="html"):
        """Return the problems that axe finds at the top of the page. Further down the header covers other buttons.

        Wait until htmx has settled first: then it gives the focus to a new element, which scrolls the page.
        part: a selector, for example of an open menu, which covers other buttons too.
        """
        from playwright.sync_api import expect

        expect(self.page.locator(UNSETTLED)).to_have_count(0)
        expect(self.page.locator(".deferred")).to_have_count(0)  # all of a long page is laid out
        self.page.evaluate("scrollTo(0, 0)")
        found = self.page.evaluate(f"{AXE}; axe.run('{part}', {AXE_OPTIONS})")
        return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found["violations"]]

    def drawn(self):
        """Return for each chart whether it has pixels that are not blank."""
        return self.page.evaluate(PAINTED)


def _axe():
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


LOST = ("ERR_FAILED", "htmx:sendError", "htmx:afterRequest", "status of 404", "Error Code 404")
"""What the console says of a connection that a test cuts, and of a row that it deletes."""
AXE = ""
UNSETTLED = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
AXE_OPTIONS = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']}"
PAINTED = """async () => {
  const charts = () => [...document.querySelectorAll('canvas[data-chart]')];
  const end = performance.now() + 10_000;
  while (!charts().every((canvas) => window.Chart && Chart.getChart(canvas))) {
    if (performance.now() > end) throw new Error('A chart was not drawn within 10 s.');
    await new Promise(requestAnimationFrame);
  }
  return charts().map((canvas) =>
    canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0));
}"""


@pytest.fixture
def visitor(browser, live_server, request):
    """Visit at desktop width, or at the width that the test asks for."""
    global AXE
    AXE = AXE or _axe()
    page_visitor = Visitor(browser, live_server.url, WIDTHS[getattr(request, "param", "desktop")])
    yield page_visitor
    page_visitor.context.close()


@pytest.fixture(scope="session")
def analyzed_rows(django_db_setup, django_db_blocker):
    """Return the rows of a finished analysis of the sample portfolio."""
    from analysis.tests.support.model_runs import record_usual_analysis

    def record():
        try:
            return record_usual_analysis(django_db_blocker)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:  # Playwright's loop runs in this thread
        return thread.submit(record).result()


@pytest.fixture
def analyzed_jordan(transactional_db, analyzed_rows):
    """A user with the sample portfolio and one finished analysis of it."""
    from people.tests.support.row_copies import copy_rows

    user = user_manager().create_user("jordan@example.com", PASSWORD)
    copy_rows(user, analyzed_rows)
    return user


@pytest.fixture
def jordan(transactional_db):
    """A user with the sample portfolio and a password."""
    from people import acting_as
    from portfolios.changes.demo import add_sample_accounts, fill_sample_profile
    from portfolios.tests.support.seeded_catalogue import lay_catalogue

    lay_catalogue()
    user = user_manager().create_user("jordan@example.com", PASSWORD)
    with acting_as(user.pk):
        fill_sample_profile(user=user)
        add_sample_accounts(user=user)
    return user
