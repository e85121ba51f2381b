"""Every page of the route table without barriers: axe, both themes, a desktop and a phone, and room at 320 pixels."""

import pytest
from django.urls import reverse

from alex.tests.support.browser import WIDTHS, looks_at
from alex.tests.support.everything import everything_of
from alex.tests.support.hostile_requests import fill_path
from alex.tests.support.routes import address, client_of, own_routes, routes
from analysis.tests.support.what_if_bases import sample_job
from people import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
OF_LIBRARIES = ("account", "auth", "django_q", "mfa", "socialaccount", "usersessions")
"""Apps of libraries, whose admin pages are Django's: their lists are enough."""
SMALLEST = {"width": 320, "height": 640}  # 1280 pixels at 400%
SWAGGER = "api/docs/"
LEADING_NOWHERE = """() => [...document.links].filter((link) =>
  link.hash.length > 1 && link.pathname + link.search === location.pathname + location.search
  && !document.getElementById(decodeURIComponent(link.hash.slice(1)))).map((link) => link.hash)"""
"""The links of a page to a place in it that is not there."""


def html_pages(user, paths):
    """Return the addresses that answer this person with a page."""
    client = client_of(user)
    found = []
    for path in paths:
        response = client.get(path)
        if response.status_code == 200 and b"<!doctype html>" in response.getvalue()[:200].lower():
            found.append(path)
        response.close()
    return found


def look(visitor, path, looks):
    """Return the barriers and dead links of a page by theme, and whether it is wider than the smallest screen."""
    found = {}
    for theme, width in looks:
        visitor.page.emulate_media(color_scheme=theme)
        visitor.page.set_viewport_size(WIDTHS[width])
        visitor.open(path)
        if path.endswith(SWAGGER):
            visitor.page.locator(".opblock").first.wait_for()
        if visitor.complaints:
            found[f"{theme}, console"] = list(visitor.complaints)
        if barriers := visitor.barriers():
            found[theme] = barriers
        if nowhere := visitor.page.evaluate(LEADING_NOWHERE):
            found[f"{theme}, links"] = nowhere
        visitor.complaints.clear()  # axe itself tries styles that our policy refuses
    visitor.page.set_viewport_size(SMALLEST)
    if visitor.too_wide():
        found["320 pixels"] = "too wide"
    return found


def faults(visitor, paths):
    looks = {path: look(visitor, path, looks_at(number)) for number, path in enumerate(paths)}
    return {path: found for path, found in looks.items() if found}


def test_pages_of_a_person_have_no_barriers(visitor, alice, catalogue):
    rows = everything_of(alice, lambda field: f"A text for {field}"[:40])
    with acting_as(alice.pk):
        full = sample_job(alice)
    analysis, tried = f"/analyses/{full.pk}/", "spend=90000&retire=67"
    tabs = [f"{analysis}?tab={tab}" for tab in ("overview", "charts", "retirement", "recommendations", "trace", "all")]
    what_if = [f"{analysis}what-if/?{query}" for query in ("", tried, "retire=7")]
    own = [address(path, rows) for path in own_routes() if not path.startswith("api/")]
    library = [fill_path(path, alice) for path in routes() if path.startswith("auth/")]
    paths = html_pages(alice, [*own, *library, f"/{SWAGGER}"])
    assert len(paths) > 40
    visitor.sign_in(alice)
    assert faults(visitor, [*paths, *tabs, *what_if, f"{analysis}what-if/plan/?{tried}"]) == {}


def test_pages_of_staff_have_no_barriers(visitor, alice, sam, catalogue):
    everything_of(alice, lambda field: f"A text for {field}"[:40])
    forms = tuple(f"admin/{app}/" for app in OF_LIBRARIES)
    ours = [
        path for path in routes() if path.startswith("admin/") and not (path.startswith(forms) and path.count("/") > 3)
    ]
    paths = html_pages(sam, [fill_path(path, alice) for path in ours])
    assert len(paths) > 20
    visitor.sign_in(sam)
    assert faults(visitor, [*paths, reverse("styleguide")]) == {}


def test_pages_of_nobody_have_no_barriers(visitor, transactional_db):
    paths = [f"/{path}" for path in routes() if "<" not in path and "*" not in path]
    assert faults(visitor, [*html_pages(None, paths), "/nowhere/"]) == {}
